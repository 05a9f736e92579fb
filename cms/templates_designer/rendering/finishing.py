"""What WeasyPrint 70 leaves open for PDF/A-3a and PDF/UA-1 in one file; research and proof: tests/interop."""

from __future__ import annotations

import zlib
from collections.abc import Callable

import pydyf
from weasyprint.document import Document

from cms.core.papers import SealSlot

# WeasyPrint names one standard only. The other goes into the same <rdf:RDF>, with the description of its schema that
# PDF/A-3 demands for schemas it does not know (ISO 19005-3, 6.6.2.3).
_PDFUA_XMP = b"""<rdf:Description xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" rdf:about="" pdfuaid:part="1"/>
<rdf:Description xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" \
xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#" rdf:about="">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA Universal Accessibility Schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289 followed</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>"""
_FIELD_FLAGS = 132  # print, locked (ISO 32000-1, table 165)


def finisher(slot: SealSlot | None) -> Callable[[Document, pydyf.PDF], None]:
    """The function that WeasyPrint calls before it writes the file."""

    def finish(_document: Document, pdf: pydyf.PDF) -> None:
        _claim_pdfua(pdf)
        _repair_figures(pdf)
        if slot:
            _add_signature_field(pdf, slot.field)
        _deflate(pdf)

    return finish


def _found(pdf: pydyf.PDF, reference: bytes | str) -> pydyf.Object:
    return pdf.objects[int(reference.split()[0])]


def _claim_pdfua(pdf: pydyf.PDF) -> None:
    stream = _found(pdf, pdf.catalog["Metadata"])
    stream.stream = [b"\n".join(stream.stream).replace(b"</rdf:RDF>", _PDFUA_XMP + b"</rdf:RDF>", 1)]


def _repair_figures(pdf: pydyf.PDF) -> None:
    """WeasyPrint gives a figure's /BBox in CSS pixels from the top; the standard wants points from the bottom."""
    for element in pdf.objects:
        if isinstance(element, pydyf.Dictionary) and element.get("S") == "/Figure":
            x1, y1, x2, y2 = element["A"]["BBox"]
            height = _found(pdf, element["Pg"])["MediaBox"][3]
            box = (x1 * 0.75, height - y2 * 0.75, x2 * 0.75, height - y1 * 0.75)
            element["A"]["BBox"] = pydyf.Array(round(edge, 3) for edge in box)


def _add_signature_field(pdf: pydyf.PDF, name: str) -> None:
    """An empty, invisible signature field on the first page, for the seal to fill."""
    page_reference = pdf.page_references[0]
    widget = pydyf.Dictionary(
        {
            "Type": "/Annot",
            "Subtype": "/Widget",
            "FT": "/Sig",
            "F": _FIELD_FLAGS,
            "P": page_reference,
            "T": pydyf.String(name),
            "Rect": pydyf.Array((0, 0, 0, 0)),
        }
    )
    pdf.add_object(widget)
    _found(pdf, page_reference)["Annots"] = pydyf.Array([widget.reference])
    pdf.catalog["AcroForm"] = pydyf.Dictionary({"Fields": pydyf.Array([widget.reference])})


def _deflate(pdf: pydyf.PDF) -> None:
    """Compress each stream once; pydyf would do it twice, for the file and for its identifier."""
    for stream in pdf.objects:
        if isinstance(stream, pydyf.Stream) and stream.compress:
            stream.stream, stream.compress = [zlib.compress(content_of(stream))], False
            stream.extra["Filter"] = "/FlateDecode"


def content_of(stream: pydyf.Stream) -> bytes:
    """The bytes of a stream as they will stand between its key words, not compressed."""
    return pydyf.Stream(stream.stream).data.partition(b"\nstream\n")[2].removesuffix(b"\nendstream")

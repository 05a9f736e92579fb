"""The revision that makes a sealed file last: a DSS dictionary and the place of a document time-stamp, to the byte.

EN 319 142-1 §5.4 and §5.5. Which bytes it has follows from the file before it and the evidence alone, so that judging
can write it again and compare: whatever else somebody appended to a file of ours is a difference.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from itertools import pairwise
from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import enumerate_sig_fields

from cms.signing.containers import TOKEN_RESERVE, ProofError
from cms.signing.proofs import Gap
from cms.signing.trust import Evidence

from .objects import raw, raw_entries, raw_items, written

STAMP_SUBFILTER = "/ETSI.RFC3161"

# Fixed width, so that the numbers can be filled in once all else has its place.
_BYTE_RANGE = b"[0 %-10d %-10d %-10d]"
_EMPTY = b"<%s>" % (b"0" * TOKEN_RESERVE)
_HIDDEN = 132  # print, locked; with an empty rectangle nothing is seen, as with the seal's own field


@dataclass(frozen=True, slots=True)
class Revision:
    """A whole file that ends in an empty place for a time-stamp token."""

    pdf: bytes
    gap: Gap

    @property
    def covered(self) -> bytes:
        """What the token is over."""
        return self.pdf[: self.gap.start] + self.pdf[self.gap.end :]

    def filled(self, token: bytes) -> bytes:
        """The file with the token in its place; raises ProofError if the token is too long for it."""
        digits = token.hex().upper().encode()
        if len(digits) > TOKEN_RESERVE:
            raise ProofError("token", f"時戳有 {len(token)} 位元組，超過預留的 {TOKEN_RESERVE // 2} 位元組。")
        contents = b"<%s>" % digits.ljust(TOKEN_RESERVE, b"0")
        return self.pdf[: self.gap.start] + contents + self.pdf[self.gap.end :]


def evidence_in(reader: PdfFileReader) -> Evidence:
    """What the file's DSS dictionary holds, in its order; nothing where there is no such dictionary."""
    store = _store_in(reader)
    lists = (raw_items(store[name]) if name in store else () for name in ("/Certs", "/CRLs"))
    return Evidence(*(tuple(one.get_object().data for one in references) for references in lists))


def long_term_revision(pdf: bytes, evidence: Evidence) -> Revision:
    """The file with one revision more: whatever of the evidence it lacks, and a place for a document time-stamp.

    Raises pyHanko's errors and ValueError, TypeError or LookupError where the file is not such as we make.
    """
    reader = PdfFileReader(BytesIO(pdf), strict=True)
    update = _Update(pdf, reader)
    store = _store(reader, evidence, update)
    stamp = update.add(
        b"<< /Type /DocTimeStamp /Filter /Adobe.PPKLite /SubFilter %s /ByteRange %s /Contents %s >>"
        % (STAMP_SUBFILTER.encode(), _BYTE_RANGE % (0, 0, 0), _EMPTY)
    )
    page = _first_page(reader)
    number = len(list(enumerate_sig_fields(reader, filled_status=True)))
    widget = update.add(
        b"<< /Type /Annot /Subtype /Widget /FT /Sig /F %d /T (Timestamp%d) /P %s /Rect [0 0 0 0] /V %s >>"
        % (_HIDDEN, number, written(page), written(stamp))
    )
    leaf, form = raw_entries(page.get_object()), raw_entries(reader.root["/AcroForm"])
    leaf["/Annots"] = [*raw_items(page.get_object()["/Annots"]), widget]
    form["/Fields"] = [*raw_items(reader.root["/AcroForm"]["/Fields"]), widget]
    update.replace(page, leaf)
    update.replace(raw(reader.trailer, "/Root"), raw_entries(reader.root) | {"/AcroForm": form, "/DSS": store})
    return update.finished()


def _store_in(reader: PdfFileReader) -> generic.DictionaryObject:
    return reader.root["/DSS"] if "/DSS" in reader.root else generic.DictionaryObject()  # get() does not dereference


def _store(reader: PdfFileReader, evidence: Evidence, update: _Update) -> generic.IndirectObject:
    """A new DSS dictionary: what the file has already, then what is new."""
    have, old = evidence_in(reader), _store_in(reader)
    lists = {}
    for name, kept, wanted in (
        ("/Certs", have.certificates, evidence.certificates),
        ("/CRLs", have.crls, evidence.crls),
    ):
        before = raw_items(old[name]) if name in old else []
        lists[name] = before + [update.add(_stream(one)) for one in dict.fromkeys(wanted) if one not in kept]
    return update.add(written({"/Type": generic.NameObject("/DSS")} | lists))


def _stream(content: bytes) -> bytes:
    return b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content)


def _first_page(reader: PdfFileReader) -> generic.IndirectObject:
    reference = raw(reader.root, "/Pages")
    for _level in range(16):
        node = reference.get_object()
        if "/Kids" not in node:
            return reference
        reference = raw(node["/Kids"], 0)
    raise ValueError("the page tree is too deep")


@dataclass(slots=True)
class _Update:
    """An incremental update (ISO 32000-1 §7.5.6) under way; its cross-references are of the kind that the file has."""

    before: bytes
    reader: PdfFileReader
    objects: dict[tuple[int, int], bytes] = field(default_factory=dict)
    next_number: int = 0

    def __post_init__(self) -> None:
        self.next_number = int(self.reader.trailer["/Size"])

    def add(self, content: bytes) -> generic.IndirectObject:
        """A new object of these bytes."""
        self.objects[self.next_number, 0] = content
        self.next_number += 1
        return generic.IndirectObject(self.next_number - 1, 0, self.reader)

    def replace(self, reference: generic.IndirectObject, entries: Mapping[str, Any]) -> None:
        """A new state of an object that the file has already."""
        self.objects[reference.idnum, reference.generation] = written(dict(entries))

    def finished(self) -> Revision:
        """The file with the update, and its byte range filled in."""
        body, places = self._body()
        start = len(self.before) + len(body)
        whole = self.before + body + self._references(places, start) + b"startxref\n%d\n%%%%EOF\n" % start
        head = whole.index(_EMPTY, len(self.before))
        gap = Gap(head, head + len(_EMPTY))
        numbers = _BYTE_RANGE % (gap.start, gap.end, len(whole) - gap.end)
        at = whole.rindex(_BYTE_RANGE % (0, 0, 0), len(self.before), gap.start)
        return Revision(whole[:at] + numbers + whole[at + len(numbers) :], gap)

    def _body(self) -> tuple[bytes, dict[tuple[int, int], int]]:
        out, places = bytearray(), {}
        if not self.before.endswith(b"\n"):
            out += b"\n"
        for (number, generation), content in sorted(self.objects.items()):
            places[number, generation] = len(self.before) + len(out)
            out += b"%d %d obj\n%s\nendobj\n" % (number, generation, content)
        return bytes(out), places

    def _references(self, places: Mapping[tuple[int, int], int], start: int) -> bytes:
        if self.reader.has_xref_stream:
            return self._reference_stream({**places, (self.next_number, 0): start})
        sections = b"".join(
            b"%d %d\n" % (run[0][0], len(run)) + b"".join(b"%010d %05d n \n" % (places[one], one[1]) for one in run)
            for run in _runs(places)
        )
        return b"xref\n%strailer\n%s\n" % (sections, written(self._trailer(self.next_number)))

    def _reference_stream(self, places: Mapping[tuple[int, int], int]) -> bytes:
        rows = b"".join(
            b"\x01" + place.to_bytes(4, "big") + key[1].to_bytes(2, "big") for key, place in sorted(places.items())
        )
        index = [number for run in _runs(places) for number in (run[0][0], len(run))]
        entries = {
            "/Type": generic.NameObject("/XRef"),
            "/W": [1, 4, 2],
            "/Index": index,
            **self._trailer(self.next_number + 1),
            "/Length": len(rows),
        }
        content = b"%s\nstream\n%s\nendstream" % (written(entries), rows)
        return b"%d 0 obj\n%s\nendobj\n" % (self.next_number, content)

    def _trailer(self, size: int) -> dict[str, Any]:
        trailer = self.reader.trailer
        kept = {key: raw(trailer, key) for key in ("/Root", "/Info") if key in trailer}
        changed = generic.ByteStringObject(hashlib.sha256(self.before).digest()[:16])
        identifier = [trailer["/ID"][0], changed]
        return {"/Size": size, **kept, "/ID": identifier, "/Prev": self.reader.last_startxref}


def _runs(places: Mapping[tuple[int, int], int]) -> Iterator[list[tuple[int, int]]]:
    """The object numbers in order, cut where one is missing."""
    keys = sorted(places)
    cuts = [0, *(index for index, (a, b) in enumerate(pairwise(keys), 1) if b[0] != a[0] + 1), len(keys)]
    yield from (keys[first:last] for first, last in pairwise(cuts))

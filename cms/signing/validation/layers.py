"""What was appended to a sealed file: layers of evidence and document time-stamps, taken off from the outside in."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from io import BytesIO

from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import enumerate_sig_fields

from cms.signing.pades.objects import raw_items
from cms.signing.pades.revisions import STAMP_SUBFILTER, evidence_in, long_term_revision
from cms.signing.trust import Evidence

from .findings import BROKEN

MAX_LAYERS = 8  # renewed every few years, that is a lifetime


@dataclass(frozen=True, slots=True)
class Layer:
    """One revision of ours behind the seal: what evidence it brought, and its token over everything before."""

    evidence: Evidence
    token: bytes
    covered_sha256: bytes


def without_layers(pdf: bytes) -> tuple[bytes, tuple[Layer, ...]]:
    """The file as it was when it was sealed, and the layers around that, innermost first.

    A layer is taken off only where it is, byte for byte, what augmenting the file below it writes; where the last
    revision is anything else it stays on, and the file is judged as one that was changed after sealing.
    """
    layers: list[Layer] = []
    while len(layers) < MAX_LAYERS and (found := _outermost(pdf)):
        pdf, layer = found
        layers.insert(0, layer)
    return pdf, tuple(layers)


def _outermost(pdf: bytes) -> tuple[bytes, Layer] | None:
    if STAMP_SUBFILTER.encode() not in pdf:
        return None
    try:
        return _taken_off(pdf)
    except BROKEN:
        return None


def _taken_off(pdf: bytes) -> tuple[bytes, Layer] | None:
    reader = PdfFileReader(BytesIO(pdf), strict=True)
    fields = enumerate_sig_fields(reader, filled_status=True)
    ends = [
        sum(int(number) for number in raw_items(value.get_object()["/ByteRange"])[2:])
        for _name, value, _field in fields
    ]
    below = pdf[: max(end for end in ends if end < len(pdf))]  # only a guess: the comparison decides
    have, all_of_it = evidence_in(PdfFileReader(BytesIO(below), strict=True)), evidence_in(reader)
    brought = Evidence(
        tuple(one for one in all_of_it.certificates if one not in have.certificates),
        tuple(one for one in all_of_it.crls if one not in have.crls),
    )
    expected = long_term_revision(below, brought)
    token = expected.gap.container(pdf)
    token = token[: _der_length(token)]
    if expected.filled(token) != pdf:
        return None
    return below, Layer(brought, token, hashlib.sha256(expected.covered).digest())


def _der_length(content: bytes) -> int:
    """How many bytes the first DER element takes (X.690 §8.1.3)."""
    if content[1] < 0x80:
        return 2 + content[1]
    size = content[1] & 0x7F
    return 2 + size + int.from_bytes(content[2 : 2 + size], "big")

"""Sealing at the level that is asked for: many documents at baseline B, single ones for decades at baseline LTA."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from cms.core.hashing import sha256_hex
from cms.core.papers import Sealed, SealSlot, Unsealed

from .backends.base import Signer
from .evidence import gather
from .models import SigningProfile
from .pades import augment, seal
from .timestamps import stamp


def seal_at(level: str, papers: Iterable[Unsealed], signer: Signer, slot: SealSlot) -> Iterator[Sealed]:
    """Seal each paper at a SigningProfile.Level, lazily and in order; slot comes from profile.slot(at, level).

    At baseline LTA each one takes two time-stamps; a paper comes out finished or not at all. Raises SealError, and
    Refused where the time-stamping authority or the evidence cannot be had.
    """
    if level == SigningProfile.Level.BASELINE_B:
        yield from seal(papers, signer, slot)
        return
    evidence = gather(signer)
    for sealed in seal(papers, signer, slot, stamp):
        pdf = augment(sealed.pdf, evidence, stamp)
        yield replace(sealed, pdf=pdf, sha256=sha256_hex(pdf))

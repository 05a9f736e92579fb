"""A QR symbol as an SVG drawing for a screen or a printed page: crisp at any size, in the page itself."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import NamedTuple

from .drawings import QUIET_MODULES, qr_rows


class Symbol(NamedTuple):
    """How many modules a side has with the quiet zone around, and the dark ones as one SVG path."""

    side: int
    path: str


def symbol_of(address: str) -> Symbol:
    """The symbol that holds this address, at error correction level M."""
    rows = qr_rows(address)
    return Symbol(len(rows) + 2 * QUIET_MODULES, "".join(_drawn(rows)))


def _drawn(rows: list[list[bool]]) -> Iterator[str]:
    """One rectangle for each run of dark modules."""
    for y, row in enumerate(rows, start=QUIET_MODULES):
        x = QUIET_MODULES
        for dark, run in groupby(row):
            length = len(list(run))
            if dark:
                yield f"M{x} {y}h{length}v1h-{length}z"
            x += length

"""Which encoding a text file has: a byte order mark says so, else the first one that fits without a single error."""

from __future__ import annotations

import codecs
from dataclasses import dataclass

from cms.core.errors import Unreadable
from cms.issuance.parsing.refusals import refusal

SAMPLE = 64 * 1024


@dataclass(frozen=True, slots=True)
class Encoding:
    """Python's codec and the name that a clerk knows."""

    codec: str
    label: str


UTF_8 = Encoding("utf-8", "UTF-8")
UTF_8_MARKED = Encoding("utf-8-sig", "UTF-8")
UTF_16_MARKED = Encoding("utf-16", "UTF-16")
UTF_16_LE = Encoding("utf-16-le", "UTF-16（無 BOM，小端序）")
UTF_16_BE = Encoding("utf-16-be", "UTF-16（無 BOM，大端序）")
CP950 = Encoding("cp950", "Big5（CP950）")
BIG5_HKSCS = Encoding("big5hkscs", "Big5-HKSCS")


def choose_encoding(data: bytes, name: str) -> Encoding:
    """Return the encoding of the whole text; raises Unreadable that says at which byte and line nothing fits any more."""
    furthest = 0
    candidates = _candidates(data)
    for encoding in candidates:
        try:
            data.decode(encoding.codec)
        except UnicodeDecodeError as error:
            mark_left_out = len(data) - len(error.object)
            furthest = max(furthest, mark_left_out + error.start)
        else:
            return encoding
    raise _undecodable(data, name, furthest, candidates)


def _candidates(data: bytes) -> tuple[Encoding, ...]:
    if data.startswith(codecs.BOM_UTF8):
        return (UTF_8_MARKED,)
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return (UTF_16_MARKED,)
    return (*_unmarked_utf_16(data[:SAMPLE]), UTF_8, CP950, BIG5_HKSCS)


def _unmarked_utf_16(sample: bytes) -> tuple[Encoding, ...]:
    """Return UTF-16 if NULs say so: digits, delimiters and line ends have one each, always on the same side.

    It goes before UTF-8, because pure ASCII in UTF-16 is UTF-8 too. A stray NUL in a cell is far below one in fifty.
    """
    high_first, low_first = sample[0::2].count(0), sample[1::2].count(0)
    nulls = high_first + low_first
    if nulls * 50 < len(sample) or max(high_first, low_first) < 0.9 * nulls:
        return ()
    return (UTF_16_LE,) if low_first > high_first else (UTF_16_BE,)


def _undecodable(data: bytes, name: str, at: int, tried: tuple[Encoding, ...]) -> Unreadable:
    marked = len(tried) == 1
    names = tried[0].label if marked else "UTF-8、UTF-16、Big5（CP950）或 Big5-HKSCS"
    line = data.count(b"\n", 0, at) + 1
    return refusal(
        name,
        f"第 {at + 1:,} 個位元組（約在第 {line:,} 行）0x{data[at]:02X} 不是有效的 {names} 文字",
        "整個檔案需要使用同一種編碼",
        "請在試算表軟體開啟，確認該處文字後另存成「CSV UTF-8」或 .xlsx",
    )

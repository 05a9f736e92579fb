"""Reads delimited text: encoding, then delimiter, then the records of RFC 4180."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Iterator
from itertools import islice

from cms.issuance.parsing.encoding import BIG5_HKSCS, Encoding, choose_encoding
from cms.issuance.parsing.refusals import listed, refusal
from cms.issuance.parsing.table import (
    MOST_TITLE_ROWS,
    Assumption,
    Grid,
    Record,
    Table,
    assumption_sentence,
    collect,
    header_at,
)

DELIMITERS = {",": "逗號", ";": "分號", "\t": "定位字元（Tab）"}
SAMPLE_CHARACTERS = 64 * 1024
SAMPLE_RECORDS = 30
LONGEST_LINE = 1_000_000


def read_delimited(data: bytes, name: str, *, max_rows: int, expected: Collection[str] = ()) -> Table:
    """Return the table in a CSV or TXT file; raises Unreadable."""
    encoding = choose_encoding(data, name)
    delimiter = choose_delimiter(_text(data, encoding).read(SAMPLE_CHARACTERS), expected)
    records = _records(_text(data, encoding), delimiter, name)
    grid = collect(records, name=name, max_rows=max_rows, expected=expected)
    read_as = f"以 {encoding.label} 讀取".replace("） ", "）")
    how = f"{read_as}，分隔符號為{DELIMITERS[delimiter]}"
    sentence = assumption_sentence(how, grid, _outside_cp950(grid) if encoding is BIG5_HKSCS else "")
    return Table(grid.columns, grid.rows, Assumption("csv", encoding.codec, delimiter, "", sentence))


def choose_delimiter(sample: str, expected: Collection[str] = ()) -> str:
    """Return the delimiter that splits the header, and the records after it into just as many cells; comma if none does."""
    return max(DELIMITERS, key=lambda delimiter: _agreement(sample, delimiter, expected))


def _agreement(sample: str, delimiter: str, expected: Collection[str]) -> tuple[float, int]:
    records = csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter)
    filled = [cells for cells in islice(records, SAMPLE_RECORDS) if "".join(cells).strip()]
    widths = [len(cells) for cells in filled[header_at(filled[: MOST_TITLE_ROWS + 1], expected) :]]
    if not widths or widths[0] < 2:
        return (0.0, 0)
    alike = widths.count(widths[0]) / len(widths)
    return (alike, widths[0])


def _text(data: bytes, encoding: Encoding) -> io.TextIOWrapper:
    """Decode while reading, so that a large file is never held twice; newline="" leaves line ends to the csv module."""
    return io.TextIOWrapper(io.BytesIO(data), encoding=encoding.codec, newline="")


def _records(text: io.TextIOWrapper, delimiter: str, name: str) -> Iterator[Record]:
    """Number the records as a spreadsheet does; strict, or an unclosed quote would swallow the rest without a word."""
    number = 0
    try:
        for number, cells in enumerate(csv.reader(_lines(text, name), delimiter=delimiter, strict=True), 1):
            yield number, cells
    except csv.Error:
        raise refusal(
            name,
            f"從第 {number + 1:,} 列開始，雙引號沒有正確結束",
            "有雙引號的格子，前後要各一個半形雙引號，裡面的雙引號要寫兩次",
            "請修正該列的雙引號，或在試算表軟體另存成 .xlsx",
        ) from None


def _lines(text: io.TextIOWrapper, name: str) -> Iterator[str]:
    for number, line in enumerate(text, 1):
        if len(line) > LONGEST_LINE:
            raise refusal(name, f"第 {number:,} 行有 {len(line):,} 個字，不像是表格")
        yield line


def _outside_cp950(grid: Grid) -> str:
    """Say where to look: the same bytes may be a character that a Taiwanese office made itself (造字)."""
    places = [f"第 {number} 列" for number, cells in grid.rows if not _fits_cp950("".join(cells))]
    return f"{listed(places)}有 CP950 以外的字（可能是造字），請逐一核對。" if places else ""


def _fits_cp950(text: str) -> bool:
    try:
        text.encode("cp950")
    except UnicodeEncodeError:
        return False
    return True

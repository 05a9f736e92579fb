"""The table that comes out of a file, put together from numbered records alike for every format."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice

from cms.core.errors import Unreadable
from cms.doctypes.columns import folded_column
from cms.issuance.parsing.refusals import listed, quoted, refusal

MOST_COLUMNS = 256
MOST_SPREADSHEET_ROWS = 1_048_576  # Excel's own limit; also bounds the time that a file of blank lines takes
SHOWN_COLUMNS = 30
MOST_TITLE_ROWS = 20
MOST_SHARED = 4096  # texts of one column that are kept once however often they stand there: days, schools, family names
LEAST_NAMES = 2  # one known word may stand in any title; two make a header

Record = tuple[int, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Assumption:
    """What was assumed about a file: codec and delimiter are empty for XLSX, sheet is empty for text."""

    format: str  # "csv" or "xlsx"
    encoding: str
    delimiter: str
    sheet: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Table:
    """Column names and rows; a row is its number in the spreadsheet and as many texts as there are columns."""

    columns: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    assumed: Assumption


@dataclass(frozen=True, slots=True)
class Grid:
    """Header and rows before anything is said about how they were read."""

    header_row: int
    columns: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]


def collect(records: Iterable[Record], *, name: str, max_rows: int, expected: Collection[str] = ()) -> Grid:
    """Return header and rows of numbered records; blank records are skipped, their numbers stay used.

    Records above the header (see header_at) are left out.

    Raises Unreadable when there is no header or no row, too many of either, or a row that is wider than its header.
    """
    filled = _without_blank(records, name)
    head = list(islice(filled, MOST_TITLE_ROWS + 1))
    at = header_at([cells for _, cells in head], expected)
    filled = chain(head[at:], filled)
    header_row, columns = _header(filled, name)
    width = len(columns)
    rows: list[tuple[int, tuple[str, ...]]] = []
    too_wide: list[str] = []
    shared: tuple[dict[str, str], ...] = tuple({} for _ in columns)
    for number, cells in filled:
        if len(rows) == max_rows:
            raise _too_many_rows(name, max_rows)
        if len(cells) > width and any(cell.strip() for cell in cells[width:]):
            too_wide.append(f"第 {number} 列")
        rows.append((number, _fitted(cells, shared)))
    if too_wide:
        raise _wider_than_header(name, header_row, width, too_wide)
    if not rows:
        raise refusal(name, "只有標題列，沒有資料", "標題列之下至少需要一列資料", "請填入資料後再試")
    return Grid(header_row, columns, tuple(rows))


def header_at(head: Sequence[Sequence[str]], expected: Collection[str]) -> int:
    """Return which of the first filled records is the header: the first that holds half of the expected names.

    If none does, it is the one that holds most of them (two at least), and without any of these the first one.
    """
    wanted = {folded_column(name) for name in expected}
    held = [len(wanted & {folded_column(cell) for cell in cells}) for cells in head]
    for at, count in enumerate(held):
        if count and count * 2 >= len(wanted):
            return at
    most = max(held, default=0)
    return held.index(most) if most >= LEAST_NAMES else 0


def assumption_sentence(how: str, grid: Grid, note: str = "") -> str:
    """Return what was assumed and the header to compare with the file; names no value of any row."""
    names = [quoted(column, 20)[1:-1] or "（空白）" for column in grid.columns]
    header = "、".join(names[:SHOWN_COLUMNS])
    if len(names) > SHOWN_COLUMNS:
        header += f"……共 {len(names)} 欄"
    first = "第一列" if grid.header_row == 1 else f"第 {grid.header_row} 列"
    return f"{how}。{note}請確認{first}的欄名：{header}。"


def _without_blank(records: Iterable[Record], name: str) -> Iterator[Record]:
    for number, cells in records:
        if number > MOST_SPREADSHEET_ROWS:
            raise refusal(
                name,
                f"超過 {MOST_SPREADSHEET_ROWS:,} 列（含空白列）",
                "試算表最多只有這麼多列",
                "請刪除空白列，並分成幾個檔案",
            )
        if "".join(cells).strip():
            yield number, cells


def _header(filled: Iterator[Record], name: str) -> tuple[int, tuple[str, ...]]:
    """Take the first filled record as the header."""
    number, cells = next(filled, (0, ()))
    columns = [cell.strip() for cell in cells]
    while columns and not columns[-1]:
        columns.pop()
    if not columns:
        raise refusal(name, "檔案是空的", "需要一列標題和至少一列資料", "請確認選對檔案，填入資料後再試")
    if len(columns) > MOST_COLUMNS:
        raise refusal(
            name,
            f"標題列有 {len(columns):,} 欄",
            f"最多 {MOST_COLUMNS} 欄",
            "請刪除不需要的欄位",
        )
    return number, tuple(columns)


def _fitted(cells: Sequence[str], shared: Sequence[dict[str, str]]) -> tuple[str, ...]:
    """Return as many cells as there are columns, each text that is known already as the one object that it is."""
    texts = [
        known.setdefault(text, text) if len(known) < MOST_SHARED else known.get(text, text)
        for text, known in zip(cells, shared, strict=False)
    ]
    return (*texts, *("",) * (len(shared) - len(texts)))


def _too_many_rows(name: str, max_rows: int) -> Unreadable:
    return refusal(
        name,
        f"資料超過 {max_rows:,} 列",
        f"一個檔案最多 {max_rows:,} 列資料",
        "請分成幾個檔案，每個檔案都保留標題列",
    )


def _wider_than_header(name: str, header_row: int, width: int, places: list[str]) -> Unreadable:
    return refusal(
        name,
        f"標題列（第 {header_row} 列）有 {width} 欄，但{listed(places)}的資料超出最後一欄",
        "每一格資料都需要有欄名",
        "請補上欄名或清除多出的內容；標題列上方如有表名請刪除；值裡有分隔符號時，整格要用半形雙引號括起來",
    )

"""The grid of rows: which columns are worth their place, which cells stand open, what is said beside them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from cms.doctypes.definition import FieldDefinition, TypeDefinition
from cms.issuance.cells import CellError
from cms.issuance.models import Row
from cms.issuance.selectors import RowView

TELLING_ROLES = ("holder_name", "holder_id", "agency_number")
SHORT_KINDS = ("date", "integer", "mobile", "national_id", "tax_id")
ENOUGH_COLUMNS, MOST_COLUMNS = 5, 6
TWIN = re.compile(r"第 (\d+) 列")


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: as typed, as shown in a list, and whether it is open for mending."""

    seq: int
    field: FieldDefinition
    text: str
    shown: str
    errors: tuple[CellError, ...]
    open: bool

    @property
    def id(self) -> str:
        return f"c{self.seq}-{self.field.code}"

    @property
    def short(self) -> bool:
        """Whether a line break would only hurt."""
        return self.field.kind in SHORT_KINDS


@dataclass(frozen=True, slots=True)
class Said:
    """One problem beside its row: the sentence, what would mend it, and where its cell stands if it has no column."""

    error: CellError
    id: str
    cell: Cell | None
    twin: int | None

    @property
    def sentence(self) -> str:
        """The message without its column's name, which stands before it anyway."""
        column = self.error.column
        return self.error.message.removeprefix(column).removeprefix(f"「{column}」")


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the grid."""

    row: RowView
    cells: tuple[Cell, ...]
    said: tuple[Said, ...]
    loose: tuple[Cell, ...]  # just mended, without a column of their own
    whole: tuple[Cell, ...]
    mended: bool

    @property
    def shared(self) -> bool:
        """Whether mending another row may change this one."""
        return any(each.error.code == "duplicate_in_file" for each in self.said)

    @property
    def wrong(self) -> bool:
        return self.row.state in {Row.State.BAD, Row.State.FAILED}


def telling_columns(definition: TypeDefinition, rows: Iterable[RowView]) -> list[FieldDefinition]:
    """Who the row is about, and the columns with most problems on this page, in the order of the spreadsheet.

    A problem whose column finds no place has its cell beside the sentence instead.
    """
    wrong = Counter(error.field for row in rows for error in row.errors)
    telling = {field.code for field in definition.fields if field.role in TELLING_ROLES}
    for code, _count in wrong.most_common():
        if len(telling) < MOST_COLUMNS:
            telling.add(code)
    for field in definition.fields:
        if len(telling) < ENOUGH_COLUMNS and field.kind in {"date", "mobile"}:
            telling.add(field.code)
    return [field for field in definition.fields if field.code in telling]


def line_of(
    definition: TypeDefinition,
    columns: Sequence[FieldDefinition],
    row: RowView,
    *,
    mend: bool,
    whole: bool = False,
    touched: Collection[str] = (),
) -> Line:
    """A row with its wrong cells open, and those just touched, so that the cursor can stay where it is."""
    wrong = {error.field for error in row.errors}
    cells = {
        field.code: Cell(
            seq=row.seq,
            field=field,
            text=row.cells.get(field.code, ""),
            shown=row.masked.get(field.code, ""),
            errors=tuple(error for error in row.errors if error.field == field.code),
            open=mend and not whole and (field.code in wrong or field.code in touched),
        )
        for field in definition.fields
    }
    shown = {field.code for field in columns}
    said = [
        Said(
            error=error,
            id=f"m{row.seq}-{place}",
            cell=None if error.field in shown or whole or not mend else cells[error.field],
            twin=_twin(error),
        )
        for place, error in enumerate(row.errors)
    ]
    return Line(
        row=row,
        cells=tuple(cells[field.code] for field in columns),
        said=tuple(said),
        loose=tuple(cells[code] for code in touched if code in cells.keys() - shown - wrong),
        whole=tuple(cells.values()) if whole and mend else (),
        mended=bool(touched) and not row.errors,
    )


def _twin(error: CellError) -> int | None:
    """The row that this one repeats, as the sentence names it."""
    found = TWIN.search(error.message) if error.code == "duplicate_in_file" else None
    return int(found[1]) if found else None

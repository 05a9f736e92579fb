"""Judging one row of a spreadsheet: every cell read by its kind, every problem in words, nothing guessed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from .definition import FieldDefinition, TypeDefinition
from .kinds import Unfit, kind_of


@dataclass(frozen=True, slots=True)
class CellProblem:
    """One cell that cannot go on; field is its code, message and remedy are full sentences."""

    code: str
    field: str
    value: str
    message: str
    remedy: str

    @property
    def sentence(self) -> str:
        """What was found and what would help, in one line."""
        return self.message + self.remedy


@dataclass(frozen=True, slots=True)
class CellNote:
    """One cell that was understood differently from how it was typed."""

    field: str
    value: str
    stored: str


@dataclass(frozen=True, slots=True)
class RowReading:
    """Canonical texts of the cells that can go on (blank ones as empty texts), and what stands in the way of the others."""

    values: dict[str, str]
    problems: tuple[CellProblem, ...]
    notes: tuple[CellNote, ...] = ()


def read_row(definition: TypeDefinition, cells: Mapping[str, str]) -> RowReading:
    """Read the cells of one row, given by field code; a missing cell counts as blank.

    Whether an agency exists and whether a document is there already is for others to say.
    """
    values: dict[str, str] = {}
    problems: list[CellProblem] = []
    for field in definition.fields:
        text = cells.get(field.code, "")
        try:
            values[field.code] = _read_cell(field, text)
        except Unfit as unfit:
            problems.append(CellProblem(unfit.code, field.code, text, unfit.message, unfit.remedy))
    problems.extend(_validity_problems(definition, values, cells))
    notes = tuple(
        CellNote(code, cells[code], value) for code, value in values.items() if value and value != cells[code]
    )
    return RowReading(values, tuple(problems), notes)


def _read_cell(field: FieldDefinition, text: str) -> str:
    if text.strip():
        return kind_of(field).read(text, field)
    if field.required:
        raise Unfit("required", f"「{field.column}」不能空白。", f"請填入{field.label}，例如 {field.sample}。")
    return ""


def _validity_problems(
    definition: TypeDefinition, values: Mapping[str, str], cells: Mapping[str, str]
) -> list[CellProblem]:
    """The end of validity must not come before its beginning (ISO dates sort as texts)."""
    start, end = definition.with_role("valid_from"), definition.with_role("valid_until")
    if start is None or end is None:
        return []
    first, last = values.get(start.code, ""), values.get(end.code, "")
    if not first or not last or first <= last:
        return []
    message = f"「{end.column}」{cells[end.code].strip()} 早於「{start.column}」{cells[start.code].strip()}。"
    return [CellProblem("validity", end.code, cells[end.code], message, "請確認兩個日期，迄日要在起日當天或之後。")]

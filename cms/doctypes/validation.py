"""Judging one row of a spreadsheet: every cell read by its kind, every problem in words, nothing guessed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cms.core.cells import neutral

from .definition import FieldDefinition, TypeDefinition
from .kinds import Unfit, kind_of

LONGEST_REPAIRED = 500  # nobody repairs a novel with one press


@dataclass(frozen=True, slots=True)
class CellProblem:
    """One cell that cannot go on; field is its code, message and remedy are full sentences.

    suggestion is a text that would be accepted in its place, or empty where nobody but the clerk can know.
    """

    code: str
    field: str
    value: str
    message: str
    remedy: str
    suggestion: str = ""

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
            value = _read_cell(field, text)
            values[field.code] = text if value == text else value  # one object for both where nothing changed
        except Unfit as unfit:
            suggestion = _suggestion(field, text, unfit)
            problems.append(CellProblem(unfit.code, field.code, text, unfit.message, unfit.remedy, suggestion))
    problems.extend(_validity_problems(definition, values, cells))
    notes = tuple(
        CellNote(code, cells[code], value) for code, value in values.items() if value and value != cells[code]
    )
    return RowReading(values, tuple(problems), notes)


def is_sample_row(definition: TypeDefinition, cells: Mapping[str, str]) -> bool:
    """Tell whether a row is the one of samples that a template comes with, left in by mistake."""
    return all(cells.get(field.code, "").strip() == field.sample.strip() for field in definition.fields)


def _suggestion(field: FieldDefinition, text: str, unfit: Unfit) -> str:
    """A text that would be accepted in place of one that was not; empty if there is none, never one that is refused."""
    if not text.strip() or len(text) > LONGEST_REPAIRED:
        return ""
    for candidate in (unfit.suggestion, *kind_of(field).repairs(as_typed(text), field)):
        if candidate.strip() and (accepted := _accepted(field, candidate.strip())):
            return accepted
    return ""


def _accepted(field: FieldDefinition, candidate: str, *, again: bool = True) -> str:
    """The candidate if the field takes it, else what the field would suggest in its place."""
    try:
        kind_of(field).read(candidate, field)
    except Unfit as unfit:
        return _accepted(field, unfit.suggestion, again=False) if unfit.suggestion and again else ""
    return candidate


def as_typed(text: str) -> str:
    """The text of a cell without the apostrophe that was put before it when it last left as a spreadsheet (see neutral)."""
    return text[1:] if text[:1] == "'" and neutral(text[1:]) == text else text


def _read_cell(field: FieldDefinition, text: str) -> str:
    text = as_typed(text)
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

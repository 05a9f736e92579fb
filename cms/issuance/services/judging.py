"""Judging rows: each cell by its kind, each agency by the clerk's right, each row against its neighbours and the vault."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from cms.accounts.identity import keyed
from cms.accounts.models import Agency, Role, User
from cms.accounts.permissions import agencies_for
from cms.core import clock
from cms.doctypes.definition import TypeDefinition
from cms.doctypes.models import DocTypeVersion
from cms.doctypes.selectors import definition_of
from cms.doctypes.validation import CellProblem, is_sample_row, read_row
from cms.issuance.cells import CellError
from cms.templates_designer.rendering.reference import ReferenceRenderer
from cms.templates_designer.selectors import frozen, layout_for
from cms.vault.selectors import live_unique_keys


@dataclass(frozen=True, slots=True)
class CheckedRow:
    """One row as read: cells as typed, canonical values by field code, or the errors that stand in its way."""

    seq: int
    cells: Mapping[str, str]
    values: Mapping[str, str]
    agency: Agency | None
    unique_key: str
    errors: tuple[CellError, ...]
    replaces: str = ""


class Judge:
    """What decides about the rows of one type for one batch's agency and one clerk."""

    def __init__(self, *, user: User, agency: Agency, version: DocTypeVersion) -> None:
        self.agency, self.version = agency, version
        self.definition: TypeDefinition = definition_of(version)
        allowed = agencies_for(user, Role.CLERK).filter(path__startswith=agency.path)
        self._agencies = {each.code: each for each in allowed}
        self._columns = {field.code: field.column for field in self.definition.fields}
        self._agency_field = self.definition.with_role("agency_code")
        self._renderer = ReferenceRenderer()
        self._today: date = clock.today()

    def alone(self, seq: int, cells: Mapping[str, str], replaces: str = "") -> CheckedRow:
        """The row judged by itself; nothing is said yet of duplicates and glyphs."""
        reading = read_row(self.definition, cells)
        errors = [self._error(seq, problem) for problem in reading.problems]
        agency: Agency | None = self.agency
        named = self._agency_field
        code = reading.values.get(named.code, "") if named else ""
        if named and code:
            agency = self._agencies.get(code)
            if agency is None:
                message = f"沒有代碼「{code}」的機關，或不在您的承辦範圍內。請改成「{self.agency.name}」所屬的代碼。"
                errors.append(CellError(seq, named.column, code, message, "agency_unknown", named.code))
        key = self._unique_key(reading.values, agency)
        return CheckedRow(seq, cells, reading.values, agency, key, tuple(errors), replaces)

    def in_file(self, seq: int, cells: Mapping[str, str]) -> CheckedRow:
        """The row of a spreadsheet: a template's sample row, left in by mistake, is none of the agency's."""
        row = self.alone(seq, cells)
        if not is_sample_row(self.definition, cells):
            return row
        field = self.definition.fields[0]
        message = "這是範例檔裡的範例列。請改成您的資料，或刪掉這一列。"
        return self._with(
            row, CellError(seq, field.column, cells.get(field.code, ""), message, "sample_row", field.code)
        )

    def together(self, rows: Iterable[CheckedRow]) -> list[CheckedRow]:
        """All rows of a file, with duplicates and characters without a glyph marked."""
        rows = list(rows)
        live = live_unique_keys([row.unique_key for row in rows if row.unique_key])
        first: dict[str, int] = {}
        for row in rows:
            first.setdefault(row.unique_key, row.seq)
        return self._with_glyphs(
            [self.beside(row, first[row.unique_key], live.get(row.unique_key, "")) for row in rows]
        )

    def beside(self, row: CheckedRow, first: int, live: str) -> CheckedRow:
        """The row with a duplicate marked: `first` is the earliest row with its unique values, `live` an issued number."""
        if not row.unique_key:
            return row
        if first < row.seq:
            return self._duplicate(row, f"和第 {first} 列重複。請改成正確的內容，或刪掉其中一列。", "duplicate_in_file")
        if live and live != row.replaces:
            return self._duplicate(
                row, f"已經核發過，文件編號 {live}。要更正請改用換發，不要重複核發。", "already_issued"
            )
        return row

    def _with_glyphs(self, rows: Sequence[CheckedRow]) -> list[CheckedRow]:
        """Mark cells with a character that no font of their layout can draw, before anything is issued."""
        characters: dict[int, set[str]] = {}
        agencies = {row.agency.pk: row.agency for row in rows if row.agency}
        for row in rows:
            if row.agency:
                characters.setdefault(row.agency.pk, set()).update(*row.values.values())
        lacking = {pk: self._missing(agencies[pk], held) for pk, held in characters.items()}
        return [self._mark(row, lacking.get(row.agency.pk, set()) if row.agency else set()) for row in rows]

    def glyphs(self, row: CheckedRow) -> CheckedRow:
        """The same for one row."""
        return self._with_glyphs([row])[0]

    def _missing(self, agency: Agency, characters: set[str]) -> set[str]:
        return set(self._renderer.missing(frozen(layout_for(self.version, agency, self._today)), characters))

    def _mark(self, row: CheckedRow, missing: set[str]) -> CheckedRow:
        already = {error.field for error in row.errors}
        for code, value in row.values.items():
            char = next((each for each in value if each in missing), "") if missing else ""
            if char and code not in already:
                place = value.index(char) + 1
                message = f"沒有字型能印「{char}」（U+{ord(char):04X}，第 {place} 個字）。請改用通用字或聯絡資訊局。"
                row = self._with(
                    row, CellError(row.seq, self._column(code), row.cells.get(code, value), message, "no_glyph", code)
                )
        return row

    def _duplicate(self, row: CheckedRow, message: str, code: str) -> CheckedRow:
        value = "、".join(row.values.get(each, "") for each in self.definition.unique_by)
        field = self.definition.unique_by[-1]
        return self._with(row, CellError(row.seq, self._column(field), value, message, code, field))

    def _error(self, seq: int, problem: CellProblem) -> CellError:
        column, sentence = self._column(problem.field), problem.sentence
        return CellError(seq, column, problem.value, sentence, problem.code, problem.field, problem.suggestion)

    def _with(self, row: CheckedRow, error: CellError) -> CheckedRow:
        return replace(row, errors=(*row.errors, error))

    def _column(self, code: str) -> str:
        return self._columns[code]

    def _unique_key(self, values: Mapping[str, str], agency: Agency | None) -> str:
        parts = [values.get(code, "") for code in self.definition.unique_by]
        if agency is None or not parts or not all(parts):
            return ""
        return keyed("unique", self.definition.slug, agency.code, *parts)

"""The dry run: reads a spreadsheet, judges every cell, and stores nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from django.conf import settings

from cms.accounts.identity import keyed
from cms.accounts.models import Agency, Role, User
from cms.accounts.permissions import agencies_for
from cms.core import clock
from cms.core.errors import Refused
from cms.core.hashing import sha256_hex
from cms.doctypes.columns import ColumnMatch, match_columns
from cms.doctypes.definition import TypeDefinition
from cms.doctypes.models import DocTypeVersion
from cms.doctypes.selectors import current_version, definition_of
from cms.doctypes.validation import RowReading, read_row
from cms.issuance.parsing import Table, read_table
from cms.issuance.permissions import require_role
from cms.templates_designer.rendering.reference import ReferenceRenderer
from cms.templates_designer.selectors import frozen, layout_for
from cms.vault.selectors import live_unique_keys


@dataclass(frozen=True, slots=True)
class CellError:
    """One cell that cannot go on: where it is, what it holds, and the sentence that helps."""

    row: int
    column: str
    value: str
    message: str
    code: str


@dataclass(frozen=True, slots=True)
class CheckedRow:
    """One row as read: canonical values by field code, or the errors that stand in its way."""

    seq: int
    values: Mapping[str, str]
    agency: Agency | None
    unique_key: str
    errors: tuple[CellError, ...]


@dataclass(frozen=True, slots=True)
class Checked:
    """A whole file as read, before anything is stored."""

    version: DocTypeVersion
    agency: Agency
    name: str
    sha256: str
    assumed: str
    rows: tuple[CheckedRow, ...]
    unknown_columns: tuple[str, ...] = field(default=())

    @property
    def good(self) -> tuple[CheckedRow, ...]:
        return tuple(row for row in self.rows if not row.errors)

    @property
    def errors(self) -> tuple[CellError, ...]:
        return tuple(error for row in self.rows for error in row.errors)


def check_file(
    *, user: User, type_slug: str, agency: Agency, data: bytes, name: str, sheet: str | None = None
) -> Checked:
    """Read and judge a spreadsheet for this type and agency.

    Raises Refused (role missing, columns missing), Unreadable (the file itself) or NotFound (type).
    """
    require_role(user, Role.CLERK, agency)
    version = current_version(type_slug)
    definition = definition_of(version)
    table = read_table(
        data, name, max_rows=settings.MYDOC_UPLOAD_MAX_ROWS, max_bytes=settings.MYDOC_UPLOAD_MAX_BYTES, sheet=sheet
    )
    match = match_columns(definition, table.columns)
    _refuse_structure(name, definition, table, match)
    agencies = _agencies_below(user, agency)
    rows = [
        _placed(definition, seq, read_row(definition, _cells(match, texts)), agency, agencies)
        for seq, texts in table.rows
    ]
    rows = _without_duplicates(definition, rows)
    rows = _without_missing_characters(definition, version, rows)
    return Checked(
        version=version,
        agency=agency,
        name=name,
        sha256=sha256_hex(data),
        assumed=table.assumed.sentence,
        rows=tuple(rows),
        unknown_columns=tuple(match.unknown),
    )


def _refuse_structure(name: str, definition: TypeDefinition, table: Table, match: ColumnMatch) -> None:
    found = "、".join(column or "（空白）" for column in table.columns)
    if match.missing:
        missing = "、".join(f"「{column}」" for column in match.missing)
        raise Refused(
            f"檔案「{name}」缺少{missing}欄。檔案裡有：{found}。請補上缺少的欄，或把欄名改成一樣，再上傳一次。"
        )
    if match.duplicated:
        twice = "、".join(f"「{column}」" for column in match.duplicated)
        raise Refused(f"檔案「{name}」裡{twice}欄出現不只一次。檔案裡有：{found}。請只留一欄，再上傳一次。")


def _agencies_below(user: User, agency: Agency) -> dict[str, Agency]:
    """The agencies that rows may name: below the batch's agency and within the clerk's right."""
    allowed = agencies_for(user, Role.CLERK).filter(path__startswith=agency.path)
    return {each.code: each for each in allowed}


def _cells(match: ColumnMatch, texts: Sequence[str]) -> dict[str, str]:
    """The cells of one record by field code; a record may be shorter than the header."""
    return {code: texts[index] if index < len(texts) else "" for code, index in match.by_field.items()}


def _placed(
    definition: TypeDefinition, seq: int, reading: RowReading, batch_agency: Agency, agencies: Mapping[str, Agency]
) -> CheckedRow:
    """A row with its problems in the spreadsheet's words, and the agency that it names or inherits from the batch."""
    errors = [
        CellError(seq, definition.field(problem.field).column, problem.value, problem.sentence, problem.code)
        for problem in reading.problems
    ]
    agency: Agency | None = batch_agency
    code_field = definition.with_role("agency_code")
    if code_field and reading.values.get(code_field.code):
        code = reading.values[code_field.code]
        agency = agencies.get(code)
        if agency is None:
            message = f"沒有代碼「{code}」的機關，或不在您的承辦範圍內。請改成「{batch_agency.name}」所屬的代碼。"
            errors.append(CellError(seq, code_field.column, code, message, "agency_unknown"))
    return CheckedRow(seq, reading.values, agency, _unique_key(definition, reading.values, agency), tuple(errors))


def _unique_key(definition: TypeDefinition, values: Mapping[str, str], agency: Agency | None) -> str:
    parts = [values.get(code, "") for code in definition.unique_by]
    if agency is None or not parts or not all(parts):
        return ""
    return keyed("unique", definition.slug, agency.code, *parts)


def _with_error(row: CheckedRow, error: CellError) -> CheckedRow:
    return replace(row, errors=(*row.errors, error))


def _without_duplicates(definition: TypeDefinition, rows: Iterable[CheckedRow]) -> list[CheckedRow]:
    """Mark rows whose unique values stand in an earlier row, or in a live document of the agency."""
    rows = list(rows)
    live = live_unique_keys([row.unique_key for row in rows if row.unique_key])
    earlier: dict[str, int] = {}
    columns = [definition.field(code) for code in definition.unique_by]
    column = columns[-1].column if columns else ""
    marked = []
    for row in rows:
        value = "、".join(row.values.get(each.code, "") for each in columns)
        first = earlier.setdefault(row.unique_key, row.seq)
        if row.unique_key and first != row.seq:
            message = f"和第 {first} 列重複。請改成正確的{column}，或刪掉其中一列。"
            marked.append(_with_error(row, CellError(row.seq, column, value, message, "duplicate_in_file")))
        elif row.unique_key in live:
            message = f"已經核發過，文件編號 {live[row.unique_key]}。要更正請改用換發，不要重複核發。"
            marked.append(_with_error(row, CellError(row.seq, column, value, message, "already_issued")))
        else:
            marked.append(row)
    return marked


def _without_missing_characters(
    definition: TypeDefinition, version: DocTypeVersion, rows: Iterable[CheckedRow]
) -> list[CheckedRow]:
    """Mark cells with a character that no font of their layout can draw, before anything is issued."""
    rows = list(rows)
    renderer = ReferenceRenderer()
    today = clock.today()
    missing: dict[int, set[str]] = {}
    for agency in {row.agency.pk: row.agency for row in rows if row.agency}.values():
        characters = {
            char for row in rows if row.agency and row.agency.pk == agency.pk for char in "".join(row.values.values())
        }
        missing[agency.pk] = renderer.missing(frozen(layout_for(version, agency, today)), characters)
    return [_mark_missing(definition, row, missing.get(row.agency.pk, set()) if row.agency else set()) for row in rows]


def _mark_missing(definition: TypeDefinition, row: CheckedRow, missing: set[str]) -> CheckedRow:
    already = {error.column for error in row.errors}
    for code, value in row.values.items():
        lacking = [char for char in value if char in missing]
        column = definition.field(code).column
        if lacking and column not in already:
            char = lacking[0]
            message = f"沒有字型能印「{char}」（U+{ord(char):04X}，第 {value.index(char) + 1} 個字）。請改用通用字或聯絡資訊局。"
            row = _with_error(row, CellError(row.seq, column, value, message, "no_glyph"))
    return row

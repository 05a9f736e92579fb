"""The dry run: reads a spreadsheet, judges every cell, and stores nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.conf import settings

from cms.accounts.models import Agency, Role, User
from cms.core.errors import Refused
from cms.core.hashing import sha256_hex
from cms.doctypes.columns import ColumnMatch, folded_column, match_columns
from cms.doctypes.definition import TypeDefinition
from cms.doctypes.models import DocTypeVersion
from cms.doctypes.selectors import current_version, definition_of
from cms.issuance.cells import CellError
from cms.issuance.models import ColumnMapping
from cms.issuance.parsing import Table, read_table
from cms.issuance.permissions import require_role

from .judging import CheckedRow, Judge


@dataclass(frozen=True, slots=True)
class Checked:
    """A whole file as read, before anything is stored."""

    version: DocTypeVersion
    agency: Agency
    name: str
    sha256: str
    assumed: str
    rows: tuple[CheckedRow, ...]

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
    mapping = mapping_of(agency, type_slug)
    table = read_sheet(definition, data, name, sheet, mapping)
    match = match_columns(definition, table.columns, mapping)
    refuse_structure(name, definition, table, match)
    judge = Judge(user=user, agency=agency, version=version)
    rows = judge.together(judge.in_file(seq, cells_of(match, texts)) for seq, texts in table.rows)
    return Checked(version, agency, name, sha256_hex(data), table.assumed.sentence, tuple(rows))


def read_sheet(
    definition: TypeDefinition, data: bytes, name: str, sheet: str | None, mapping: Mapping[str, str]
) -> Table:
    """The table of a file, its header found by the names that the columns have here; raises Unreadable."""
    known = [name for field in definition.fields for name in (field.column, *field.aliases)]
    return read_table(
        data,
        name,
        max_rows=settings.MYDOC_UPLOAD_MAX_ROWS,
        max_bytes=settings.MYDOC_UPLOAD_MAX_BYTES,
        sheet=sheet or None,
        expected=(*known, *mapping),
    )


def mapping_of(agency: Agency, type_slug: str) -> dict[str, str]:
    """The column names that this agency confirmed for fields of the type, folded."""
    known = ColumnMapping.objects.filter(agency=agency, slug=type_slug)
    return dict(known.values_list("header", "field"))


def remember_mapping(agency: Agency, type_slug: str, mapping: Mapping[str, str]) -> None:
    """Keep confirmed column names: field code by the name that stands in the file."""
    for header, field in mapping.items():
        ColumnMapping.objects.update_or_create(
            agency=agency, slug=type_slug, header=folded_column(header), defaults={"field": field}
        )


def refuse_structure(name: str, definition: TypeDefinition, table: Table, match: ColumnMatch) -> None:
    """Raise Refused, saying what the file has, where columns are missing or stand twice."""
    found = "、".join(column or "（空白）" for column in table.columns)
    if match.missing:
        missing = "、".join(f"「{column}」" for column in match.missing)
        raise Refused(
            f"檔案「{name}」缺少{missing}欄。檔案裡有：{found}。請補上缺少的欄，或把欄名改成一樣，再上傳一次。"
        )
    if match.duplicated:
        twice = "、".join(f"「{column}」" for column in match.duplicated)
        raise Refused(f"檔案「{name}」裡{twice}欄出現不只一次。檔案裡有：{found}。請只留一欄，再上傳一次。")


def cells_of(match: ColumnMatch, texts: Sequence[str]) -> dict[str, str]:
    """The cells of one record by field code; a record may be shorter than the header."""
    return {code: texts[index] if index < len(texts) else "" for code, index in match.by_field.items()}

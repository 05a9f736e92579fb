"""Spreadsheets to take away: an empty one to fill in, and the wrong rows with what is wrong with them."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from cms.doctypes.selectors import current_version, definition_of
from cms.issuance.models import Batch
from cms.issuance.selectors import RowView, batch_for, rows_of
from cms.issuance.spreadsheets import error_csv, error_xlsx, template_csv, template_xlsx

from .answers import in_words

MEDIA = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
EMPTY = {"csv": template_csv, "xlsx": template_xlsx}
WRONG = {"csv": error_csv, "xlsx": error_xlsx}


@require_GET
@in_words
def template(request: HttpRequest, slug: str, suffix: str) -> HttpResponse:
    """The type's columns with one sample row."""
    definition = definition_of(current_version(slug))
    return _file(EMPTY[suffix](definition), f"{definition.name}範例.{suffix}", suffix)


@require_GET
@in_words
def errors(request: HttpRequest, code: str, suffix: str) -> HttpResponse:
    """The wrong rows as typed, with a column 錯誤說明."""
    batch = batch_for(request.user, code)
    fields = definition_of(batch.doc_type_version).fields
    wrong = _wrong_rows(request, batch)
    rows = [(row.seq, tuple(row.cells.get(field.code, "") for field in fields)) for row in wrong]
    said = [error for row in wrong for error in row.errors]
    data = WRONG[suffix](tuple(field.column for field in fields), rows, said)
    return _file(data, f"{batch.code}錯誤說明.{suffix}", suffix)


def _wrong_rows(request: HttpRequest, batch: Batch) -> list[RowView]:
    first = rows_of(request.user, batch, only_errors=True)
    others = (rows_of(request.user, batch, only_errors=True, page=page) for page in range(2, first.pages + 1))
    return [row for page in (first, *others) for row in page.rows]


def _file(data: bytes, name: str, suffix: str) -> HttpResponse:
    answer = HttpResponse(data, content_type=MEDIA[suffix])
    answer["Content-Disposition"] = content_disposition_header(True, name)
    return answer

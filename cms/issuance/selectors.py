"""Reading batches: by code, their counts, their rows as their own agency's people see them."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from math import ceil

from django.db.models import QuerySet

from cms.accounts.models import Agency, Role, User
from cms.accounts.permissions import agencies_for
from cms.core import clock
from cms.core.errors import NotFound
from cms.core.masking import mask_name
from cms.doctypes.definition import FieldDefinition, TypeDefinition
from cms.doctypes.kinds import kind_of
from cms.doctypes.selectors import definition_of
from cms.templates_designer.variables import AgencyFacts
from cms.vault.models import Document
from cms.vault.permissions import claimable
from cms.vault.services.private import BatchCipher, batch_cipher

from .cells import CellError
from .models import Batch, Presence, Row
from .permissions import batches_for

PAGE_ROWS = 50
PRESENT_FOR = timedelta(seconds=20)
MASKED_KINDS = ("national_id", "mobile", "email")


@dataclass(frozen=True, slots=True)
class RowView:
    """One row on a screen: cells as typed, the same masked for a list, and what is wrong with them."""

    seq: int
    state: str
    cells: Mapping[str, str]
    masked: Mapping[str, str]
    errors: tuple[CellError, ...]
    number: str = ""
    document_number: str = ""
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class RowPage:
    """One page of a batch's rows."""

    rows: tuple[RowView, ...]
    total: int
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class Cause:
    """How many rows have the same kind of problem in the same column, and which is the first."""

    code: str
    column: str
    count: int
    first_row: int


def batch_by_code(code: str) -> Batch:
    """The batch of that code; raises NotFound."""
    return _one(Batch.objects.all(), code)


def batch_for(user: User, code: str) -> Batch:
    """The batch of that code if this person may see it; what is hidden looks like what is absent."""
    return _one(batches_for(user), code)


def row_counts(batch: Batch) -> Counter[str]:
    """How many rows are in each state."""
    return Counter(Row.objects.filter(batch=batch).values_list("state", flat=True))


def claimable_of(batch: Batch) -> QuerySet[Document]:
    """The batch's documents that stay with their agency until somebody claims them."""
    return claimable().filter(row__batch=batch)


def row_values(cipher: BatchCipher, row: Row) -> Mapping[str, str]:
    """The canonical values of one row, decrypted."""
    return json.loads(cipher.decrypt(bytes(row.payload), f"row:{row.seq}"))["values"]


def rows_of(user: User, batch: Batch, *, only_errors: bool = False, page: int = 1) -> RowPage:
    """A page of rows for a person who may see the batch; an unknown page is the first. Raises NotFound."""
    batch = batch_for(user, batch.code)
    rows = batch.rows.select_related("document").order_by("seq")
    if only_errors:
        rows = rows.filter(state__in=(Row.State.BAD, Row.State.FAILED))
    total = rows.count()
    pages = max(1, ceil(total / PAGE_ROWS))
    page = page if 1 <= page <= pages else 1
    definition = definition_of(batch.doc_type_version)
    cipher = batch_cipher(batch.ref)
    some = rows[(page - 1) * PAGE_ROWS : page * PAGE_ROWS]
    return RowPage(tuple(view_of(definition, cipher, row) for row in some), total, page, pages)


def row_view(user: User, batch: Batch, seq: int) -> RowView:
    """One row for a person who may see the batch; raises NotFound."""
    batch = batch_for(user, batch.code)
    row = batch.rows.select_related("document").filter(seq=seq).first()
    if row is None:
        raise NotFound(f"批次「{batch.code}」沒有第 {seq} 列。")
    return view_of(definition_of(batch.doc_type_version), batch_cipher(batch.ref), row)


def view_of(definition: TypeDefinition, cipher: BatchCipher, row: Row) -> RowView:
    """What a screen shows of a row; an issued one has given its values to the document."""
    reserved = (row.reservation or {}).get("number", "")
    issued = row.document.number if row.document else ""
    if not row.payload:
        return RowView(row.seq, row.state, {}, {}, (), reserved, issued, row.trouble)
    payload = json.loads(cipher.decrypt(bytes(row.payload), f"row:{row.seq}"))
    cells = payload["cells"]
    masked = {field.code: _masked(field, cells.get(field.code, "")) for field in definition.fields}
    errors = tuple(CellError(**error) for error in payload["errors"])
    return RowView(row.seq, row.state, cells, masked, errors, reserved, issued, row.trouble)


def error_causes(batch: Batch) -> tuple[Cause, ...]:
    """The batch's problems by kind and column, the most frequent first."""
    definition = definition_of(batch.doc_type_version)
    counted: Counter[tuple[str, str]] = Counter()
    first: dict[tuple[str, str], int] = {}
    bad = batch.rows.filter(state=Row.State.BAD).order_by("seq")
    for seq, problems in bad.values_list("seq", "problems"):
        for problem in problems:
            cause = (problem["code"], problem["field"])
            counted[cause] += 1
            first.setdefault(cause, seq)
    return tuple(
        Cause(code, definition.field(field).column, count, first[code, field])
        for (code, field), count in counted.most_common()
    )


def clerk_agencies(user: User) -> list[Agency]:
    """The topmost agencies where this person is a clerk: what a new batch may be made for."""
    covered = list(agencies_for(user, Role.CLERK).order_by("path"))
    tops: list[Agency] = []
    for agency in covered:
        if not tops or not agency.path.startswith(tops[-1].path):
            tops.append(agency)
    return tops


def others_present(batch: Batch, user: User) -> list[User]:
    """Who else has this batch open right now."""
    seen = Presence.objects.filter(batch=batch, seen_at__gte=clock.now() - PRESENT_FOR).exclude(user=user)
    return [presence.user for presence in seen.select_related("user").order_by("user__username")]


def agency_facts(agency: Agency) -> AgencyFacts:
    """What a page may say about an agency."""
    return AgencyFacts(agency.code, agency.official_name, agency.name_en, agency.head_title, agency.head_name)


def _one(batches: QuerySet[Batch], code: str) -> Batch:
    batch = batches.select_related("doc_type_version", "agency").filter(code=code).first()
    if batch is None:
        raise NotFound(f"找不到批次「{code}」。請核對批次編號。")
    return batch


def _masked(field: FieldDefinition, text: str) -> str:
    """What a list shows of a cell: the holder recognisable, ids and addresses of people covered."""
    if not text:
        return ""
    if field.role == "holder_name":
        return mask_name(text, "recognise")
    return kind_of(field).masked(text) if field.kind in MASKED_KINDS else text

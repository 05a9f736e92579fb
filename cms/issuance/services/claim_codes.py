"""Claim codes of a whole batch as a table to hand out from, with the reason on record; no document is opened for it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.db import transaction

from cms.audit.events import Event
from cms.audit.services import record_events
from cms.core import clock
from cms.core.dates import roc_short
from cms.core.errors import Refused
from cms.core.ids import group_token
from cms.core.papers import Actor
from cms.core.tables import Format, table_file
from cms.issuance.models import Batch
from cms.issuance.selectors import claimable_of
from cms.vault.services.claims import HandedOut, make_claim_codes

# Names are left out: row and agency's number say to whom a code belongs, for whoever has the list.
HEADER = ("列", "文件編號", "字號", "領取碼", "期限")


@transaction.atomic
def export_claim_codes(*, actor: Actor, batch: Batch, format_: Format) -> bytes:
    """New codes for every document of the batch that nobody claimed yet, as CSV or XLSX; their older codes stop working.

    Raises Refused without a purpose or without clerk or approver over the documents' agencies, and if there is no such
    document; NotFound for documents that actor may not see.
    """
    if not actor.purpose.strip():
        raise Refused("製作整批領取碼要註明理由，現在是空白；請寫下理由後再試。")
    rows = {
        number: (str(seq), number, agency_number)
        for seq, number, agency_number in claimable_of(batch)
        .order_by("row__seq")
        .values_list("row__seq", "number", "face__agency_number")
    }
    if not rows:
        raise Refused(f"批次「{batch.code}」沒有可以領取的文件：都已由民眾持有，或已作廢、換發、銷毀。")
    made = make_claim_codes(actor=actor, numbers=list(rows))
    detail = {"documents": len(made), "format": format_}
    record_events(actor=actor, events=[Event("claim_codes_exported", "batch", batch.code, detail)])
    return table_file(format_, HEADER, _lines(rows, made))


def _lines(rows: dict[str, tuple[str, ...]], made: Sequence[HandedOut]) -> Iterator[tuple[str, ...]]:
    """In the order of the rows that were uploaded."""
    codes = {one.number: one for one in made}
    for number, row in rows.items():
        until = codes[number].expires_at.astimezone(clock.TAIPEI).date()
        yield (*row, group_token(codes[number].code), roc_short(until))

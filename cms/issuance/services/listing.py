"""The list of documents as a file, with the reason on record; it opens no document and holds no value of one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.db import transaction

from cms.accounts.selectors import user_of
from cms.audit.listings import Listing
from cms.core import clock
from cms.core.dates import roc_short
from cms.core.papers import Actor
from cms.core.tables import Format
from cms.issuance.documents import Criteria, find_documents, status_word
from cms.vault.models import Document

HEADER = (
    "文件編號",
    "字號",
    "證件種類",
    "機關代碼",
    "機關",
    "簽發日期",
    "生效日",
    "有效期限",
    "狀態",
    "作廢日期",
    "批次",
)


@transaction.atomic
def export_documents(*, actor: Actor, criteria: Criteria, format_: Format) -> bytes:
    """The documents that actor may see and that meet the criteria, as CSV or XLSX.

    Raises Refused as Listing.export does.
    """
    user = user_of(actor)
    rows = find_documents(user, criteria).order_by("number")
    return LISTING.export(rows, actor=actor, told=criteria.told(), format_=format_)


def _line(document: Document) -> tuple[str, ...]:
    face = document.face
    voided_on = face.voided_at.astimezone(clock.TAIPEI).date() if face.voided_at else None
    return (
        document.number,
        face.agency_number,
        face.type_name,
        document.agency.code,
        face.issuer_name,
        *_days(face.issued_on, face.valid_from, face.valid_until),
        status_word(face),
        *_days(voided_on),
        document.batch,
    )


def _days(*days: date | None) -> Iterator[str]:
    return (roc_short(day) if day else "" for day in days)


LISTING = Listing("documents_listed", "documents", HEADER, _line)

"""The list of documents as a file, with the reason on record; it opens no document and holds no value of one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.db import transaction

from cms.accounts.selectors import user_of
from cms.audit.events import Event
from cms.audit.services import record_events
from cms.core import clock
from cms.core.dates import roc_short
from cms.core.errors import Refused
from cms.core.hashing import sha256_hex
from cms.core.papers import Actor
from cms.core.tables import Format, table_file
from cms.issuance.documents import Criteria, find_documents, status_word
from cms.vault.models import Document

MOST_ROWS = 100_000
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

    Raises Refused without a purpose, or for more than MOST_ROWS documents.
    """
    user = user_of(actor)
    if not actor.purpose.strip():
        raise Refused("匯出清單要註明理由，現在是空白；請寫下理由後再試。")
    rows = find_documents(user, criteria).order_by("number")
    count = rows.count()
    if count > MOST_ROWS:
        raise Refused(f"符合的有 {count:,} 份，一次最多匯出 {MOST_ROWS:,} 份；請用種類、機關或年縮小範圍後再試。")
    file = table_file(format_, HEADER, (_line(document) for document in rows.iterator(chunk_size=1000)))
    detail = {"rows": count, "format": format_, "criteria": criteria.told(), "sha256": sha256_hex(file)}
    record_events(actor=actor, events=[Event("documents_listed", "listing", "documents", detail)])
    return file


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

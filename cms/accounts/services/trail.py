"""The audit trail as a file, with the reason for it in the trail itself."""

from __future__ import annotations

from django.db import transaction

from cms.accounts.permissions import may_read_audit
from cms.accounts.selectors import user_of
from cms.accounts.trail import TrailCriteria, find_events
from cms.audit.events import Event
from cms.audit.models import AuditEvent
from cms.audit.services import record_events
from cms.core.clock import TAIPEI
from cms.core.errors import Refused
from cms.core.hashing import canonical_json, sha256_hex
from cms.core.papers import Actor
from cms.core.tables import Format, table_file

MOST_ROWS = 100_000
HEADER = (
    "序號",
    "時間",
    "行為者類別",
    "行為者",
    "途徑",
    "代表",
    "目的",
    "動作",
    "對象類別",
    "對象",
    "細節",
    "鏈節",
    "鏈節雜湊",
)


@transaction.atomic
def export_trail(*, actor: Actor, criteria: TrailCriteria, format_: Format) -> bytes:
    """The events that meet the criteria, oldest first, as CSV or XLSX.

    Raises Refused for who may not read the trail, without a purpose, or for more than MOST_ROWS events.
    """
    user = user_of(actor)
    if not may_read_audit(user):
        raise Refused(f"帳號「{actor.ref}」不能查閱稽核紀錄；需要全市的稽核角色，請洽帳號管理員。")
    if not actor.purpose.strip():
        raise Refused("匯出稽核紀錄要註明理由，現在是空白；請寫下理由後再試。")
    events = find_events(user, criteria).select_related("link").order_by("pk")
    count = events.count()
    if count > MOST_ROWS:
        raise Refused(f"符合的有 {count:,} 筆，一次最多匯出 {MOST_ROWS:,} 筆；請用日期縮小範圍後再試。")
    file = table_file(format_, HEADER, (_line(event) for event in events.iterator(chunk_size=1000)))
    detail = {"rows": count, "format": format_, "criteria": criteria.told(), "sha256": sha256_hex(file)}
    record_events(actor=actor, events=[Event("audit_exported", "listing", "audit", detail)])
    return file


def _line(event: AuditEvent) -> tuple[str, ...]:
    link = (str(event.link.seq), event.link.hash) if hasattr(event, "link") else ("", "")
    return (
        str(event.pk),
        event.at.astimezone(TAIPEI).isoformat(timespec="milliseconds"),
        event.actor_kind,
        event.actor_ref,
        event.via,
        event.on_behalf_of,
        event.purpose,
        event.action,
        event.object_kind,
        event.object_ref,
        canonical_json(event.detail).decode(),
        *link,
    )

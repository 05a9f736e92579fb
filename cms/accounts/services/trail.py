"""The audit trail as a file, with the reason for it in the trail itself."""

from __future__ import annotations

from django.db import transaction

from cms.accounts.permissions import may_read_audit
from cms.accounts.selectors import user_of
from cms.accounts.trail import TrailCriteria, find_events
from cms.audit.listings import Listing
from cms.audit.models import AuditEvent
from cms.core.clock import TAIPEI
from cms.core.errors import Refused
from cms.core.hashing import canonical_json
from cms.core.papers import Actor
from cms.core.tables import Format

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

    Raises Refused for who may not read the trail, and as Listing.export does.
    """
    user = user_of(actor)
    if not may_read_audit(user):
        raise Refused(f"帳號「{actor.ref}」不能查閱稽核紀錄；需要全市的稽核角色，請洽帳號管理員。")
    events = find_events(user, criteria).select_related("link").order_by("pk")
    return LISTING.export(events, actor=actor, told=criteria.told(), format_=format_)


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


LISTING = Listing("audit_exported", "audit", HEADER, _line)

"""The list of requests as a file, with the reason on record; it holds nobody's words."""

from __future__ import annotations

from datetime import datetime

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
from cms.portal.models import DataRequest
from cms.portal.permissions import answers_somewhere
from cms.portal.selectors import RequestCriteria, find_requests

MOST_ROWS = 100_000
HEADER = (
    "申請編號",
    "種類",
    "機關代碼",
    "機關",
    "文件編號",
    "申請日期",
    "期限",
    "逾期",
    "狀態",
    "答覆或撤回日期",
    "答覆人",
)


@transaction.atomic
def export_requests(*, actor: Actor, criteria: RequestCriteria, format_: Format) -> bytes:
    """The requests that actor answers and that meet the criteria, as CSV or XLSX.

    Raises Refused for who answers none, without a purpose, or for more than MOST_ROWS requests.
    """
    user = user_of(actor)
    if not answers_somewhere(user):
        raise Refused(f"帳號「{actor.ref}」沒有檔案管理員的角色，不能匯出民眾申請；請洽帳號管理員。")
    if not actor.purpose.strip():
        raise Refused("匯出清單要註明理由，現在是空白；請寫下理由後再試。")
    rows = find_requests(user, criteria).order_by("pk")
    count = rows.count()
    if count > MOST_ROWS:
        raise Refused(f"符合的有 {count:,} 項，一次最多匯出 {MOST_ROWS:,} 項；請用種類、狀態或機關縮小範圍後再試。")
    file = table_file(format_, HEADER, (_line(request) for request in rows.iterator(chunk_size=1000)))
    detail = {"rows": count, "format": format_, "criteria": criteria.told(), "sha256": sha256_hex(file)}
    record_events(actor=actor, events=[Event("portal.requests.listed", "listing", "data_requests", detail)])
    return file


def _line(request: DataRequest) -> tuple[str, ...]:
    return (
        request.code,
        request.get_kind_display(),
        request.agency.code,
        request.agency.name,
        request.document.number if request.document else "",
        _day(request.asked_at),
        roc_short(request.due_on),
        "逾期" if request.is_overdue else "",
        request.get_state_display(),
        _day(request.ended_at),
        request.answered_by,
    )


def _day(at: datetime | None) -> str:
    return roc_short(at.astimezone(clock.TAIPEI).date()) if at else ""

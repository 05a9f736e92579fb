"""The list of requests as a file, with the reason on record; it holds nobody's words."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from cms.accounts.selectors import user_of
from cms.audit.listings import Listing
from cms.core import clock
from cms.core.dates import roc_short
from cms.core.errors import Refused
from cms.core.papers import Actor
from cms.core.tables import Format
from cms.portal.models import DataRequest
from cms.portal.permissions import answers_somewhere
from cms.portal.selectors import RequestCriteria, find_requests

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

    Raises Refused for who answers none, and as Listing.export does.
    """
    user = user_of(actor)
    if not answers_somewhere(user):
        raise Refused(f"帳號「{actor.ref}」沒有檔案管理員的角色，不能匯出民眾申請；請洽帳號管理員。")
    rows = find_requests(user, criteria).order_by("pk")
    return LISTING.export(rows, actor=actor, told=criteria.told(), format_=format_)


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


LISTING = Listing("portal.requests.listed", "data_requests", HEADER, _line)

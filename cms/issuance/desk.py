"""What the clerk's desk shows beside the rows: types to choose, batches in a list, what a person can do next.

Only for showing and hiding: whether something may be done is decided by the services alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, Q, QuerySet

from cms.accounts.models import Agency, Role, User
from cms.accounts.permissions import agencies_for, has_role
from cms.delivery.selectors import counts_for
from cms.doctypes.definition import TypeDefinition
from cms.doctypes.models import DocTypeVersion
from cms.doctypes.selectors import definition_of
from cms.vault.permissions import CLAIM_CODE_MAKERS

from .models import Batch, Row
from .permissions import batches_for
from .selectors import PAGE_ROWS, claimable_of, error_causes, row_counts

OPEN = (Batch.State.ASKING, Batch.State.UPLOADED, Batch.State.CHECKED, Batch.State.APPROVED)
ALL_ROLES = (Role.CLERK, Role.APPROVER, Role.SEAL_HOLDER, Role.RECORDS_MANAGER, Role.AUDITOR)
CAUSES = {
    "agency_unknown": "不在承辦範圍內",
    "already_issued": "已經核發過",
    "broken": "有損壞的字元",
    "character_lost": "有字遺失",
    "check_digit": "檢查碼不符",
    "choice": "不在選項裡",
    "control": "有控制字元",
    "duplicate_in_file": "重複",
    "email": "不是電子郵件",
    "empty": "沒有填",
    "formula": "開頭是公式符號",
    "impossible": "沒有這一天",
    "integer": "不是整數",
    "invisible": "有看不見的字元",
    "length": "碼數不對",
    "mobile": "不是手機號碼",
    "month_first": "月日寫在年的前面",
    "national_id": "不是身分證字號",
    "no_glyph": "有字型印不出來的字",
    "private_use": "含造字",
    "required": "沒有填",
    "serial": "是 Excel 的日期序號",
    "too_long": "太長",
    "unknown": "看不懂",
    "validity": "起日比迄日晚",
    "year": "年份不合理",
    "zero_lost": "開頭少了 0",
}


@dataclass(frozen=True, slots=True)
class OfferedType:
    """A document type that can be issued now, and when this person last began a batch of it."""

    definition: TypeDefinition
    version: DocTypeVersion
    last_used: datetime | None


@dataclass(frozen=True, slots=True)
class Abilities:
    """Which buttons of a batch make sense for a person."""

    mend: bool
    approve: bool
    seal: bool
    withdraw: bool
    retry: bool
    follow_up: bool
    hand_out: bool


@dataclass(frozen=True, slots=True)
class CauseLine:
    """One kind of problem in one column, in words, with the page of the wrong rows where it first stands."""

    words: str
    count: int
    first_row: int
    page: int


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Where a good row stands among the good rows, and the ones before and after it."""

    seq: int
    place: int
    total: int
    previous: int | None
    following: int | None


def issues_anywhere(user: User) -> bool:
    """Whether the desk is of any use to this person."""
    return agencies_for(user, *ALL_ROLES).exists()


def clerks_agencies(user: User) -> QuerySet[Agency]:
    """Every agency for which this person may begin a batch, the topmost first."""
    return agencies_for(user, Role.CLERK).order_by("depth", "path")


def offered_types(user: User) -> list[OfferedType]:
    """The types a clerk can issue, last used first; none for somebody who is no clerk."""
    if not clerks_agencies(user).exists():
        return []
    newest: dict[str, DocTypeVersion] = {}
    for version in DocTypeVersion.objects.filter(page__live=True).order_by("slug", "-number"):
        newest.setdefault(version.slug, version)
    begun = Batch.objects.filter(uploaded_by=user.get_username()).values_list("doc_type_version__slug")
    used = dict(begun.annotate(last=Max("uploaded_at")))
    offered = [OfferedType(definition_of(version), version, used.get(slug)) for slug, version in newest.items()]
    return sorted(offered, key=lambda each: (-each.last_used.timestamp() if each.last_used else 0, each.version.slug))


def listed_batches(user: User, *, state: str = "", slug: str = "") -> QuerySet[Batch]:
    """The batches that this person may see, newest first, with `good`, `bad`, `issued` and `failed` counted."""
    batches = batches_for(user).select_related("doc_type_version", "agency")
    if state:
        batches = batches.filter(state=state)
    if slug:
        batches = batches.filter(doc_type_version__slug=slug)
    return batches.annotate(
        good=_rows(Row.State.GOOD),
        bad=_rows(Row.State.BAD),
        issued=_rows(Row.State.ISSUED),
        failed=_rows(Row.State.FAILED),
    ).order_by("-uploaded_at", "-pk")


def types_in_list(user: User) -> list[TypeDefinition]:
    """The types of the batches that this person may see, to filter by."""
    seen = batches_for(user).values("doc_type_version")
    newest = {}
    for version in DocTypeVersion.objects.filter(pk__in=seen).order_by("slug", "-number"):
        newest.setdefault(version.slug, definition_of(version))
    return list(newest.values())


def abilities(user: User, batch: Batch) -> Abilities:
    """What this person could do with the batch as it stands."""
    held = {role for role in (Role.CLERK, Role.APPROVER, Role.SEAL_HOLDER) if has_role(user, role, batch.agency)}
    mine = user.get_username() == batch.uploaded_by
    stopped = batch.state in {Batch.State.DONE, Batch.State.HALTED}
    return Abilities(
        mend=Role.CLERK in held and batch.state in {Batch.State.CHECKED, Batch.State.APPROVED},
        approve=Role.APPROVER in held and batch.state == Batch.State.CHECKED and not mine,
        seal=Role.SEAL_HOLDER in held and batch.state == Batch.State.APPROVED,
        withdraw=batch.state in OPEN and (Role.CLERK if mine else Role.APPROVER) in held,
        retry=Role.SEAL_HOLDER in held and batch.state == Batch.State.HALTED,
        follow_up=Role.CLERK in held
        and stopped
        and batch.rows.filter(state__in=(Row.State.FAILED, Row.State.BAD)).exists(),
        hand_out=stopped and bool(held & set(CLAIM_CODE_MAKERS)) and claimable_of(batch).exists(),
    )


def cause_lines(batch: Batch) -> list[CauseLine]:
    """The batch's problems by kind, in words, each with the way to its first row."""
    wrong = batch.rows.filter(state__in=(Row.State.BAD, Row.State.FAILED))
    return [
        CauseLine(
            words=f"{cause.column}{CAUSES.get(cause.code, '需修正')}",
            count=cause.count,
            first_row=cause.first_row,
            page=wrong.filter(seq__lt=cause.first_row).count() // PAGE_ROWS + 1,
        )
        for cause in error_causes(batch)
    ]


def neighbours(batch: Batch, seq: int | None) -> Neighbours | None:
    """The good row `seq`, or the first one, and what stands around it; None where no row can be shown."""
    good = batch.rows.filter(state=Row.State.GOOD).order_by("seq")
    here = good.filter(seq=seq).first() or good.first()
    if here is None:
        return None
    before, after = good.filter(seq__lt=here.seq), good.filter(seq__gt=here.seq)
    return Neighbours(
        seq=here.seq,
        place=before.count() + 1,
        total=good.count(),
        previous=before.values_list("seq", flat=True).last(),
        following=after.values_list("seq", flat=True).first(),
    )


def progress(batch: Batch) -> dict[str, int | str]:
    """How far checking or sealing has come: `done` of `total`, how many `failed`, and the same in `words`."""
    if batch.state in {Batch.State.UPLOADED, Batch.State.ASKING}:
        done, total = batch.checked_rows, batch.total_rows
        words = f"檢查中，{done:,}／{total:,} 列" if total else "檢查中，請稍候…"
        return {"done": done, "total": total, "failed": 0, "words": words}
    counts = row_counts(batch)
    total = batch.approval.get("count", 0)
    done, failed = counts.get(Row.State.ISSUED, 0), counts.get(Row.State.FAILED, 0)
    told = counts_for(batch.code)
    words = f"已用印 {done:,}／{total:,}，失敗 {failed:,}；已通知 {told['sent']:,}，通知失敗 {told['failed']:,}"
    return {"done": done, "total": total, "failed": failed, "words": words}


def _rows(state: str) -> Count:
    return Count("rows", filter=Q(rows__state=state))

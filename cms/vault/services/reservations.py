"""Numbers and tokens: promised once at approval, ended as a document or as cancelled, on record."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction

from cms.accounts.selectors import user_of
from cms.audit.events import Event
from cms.audit.services import record_events
from cms.core import clock, ids, papers
from cms.core.errors import Refused
from cms.core.papers import Actor
from cms.vault.models import Cancellation, NumberSeries, Reservation
from cms.vault.permissions import may_issue_for
from cms.vault.selectors import live_unique_keys

# Rows in one IN (...): SQLite takes 999 parameters at worst.
_CHUNK = 500


@dataclass(frozen=True, slots=True)
class Planned:
    """A row to be issued; unique_key (a hash, or empty) may be live only once, unless it replaces that number."""

    seq: int
    agency_id: int
    type_version_id: int
    unique_key: str = ""
    replaces: str = ""


@transaction.atomic
def reserve_documents(*, actor: Actor, plan: Sequence[Planned], key: str) -> Sequence[papers.Reservation]:
    """Reserve a document id, number and token for every row of plan, in its order.

    The same key gives the same answer, however often it is asked. Raises Refused without a right over an
    agency, if a unique key is live or stands in the plan twice, or if key was used for another plan.
    """
    if not plan:
        return []
    check_issuer(actor, {planned.agency_id for planned in plan})
    series = _take_turn()
    promised = {row.seq: row for row in Reservation.objects.filter(key=key)}
    if promised:
        return _repeated(plan, promised)
    _check_unique(plan)
    first = series.next
    series.next += len(plan)
    series.save(update_fields=["next"])
    at = clock.now()
    rows = [_row(planned, key, at, first + place) for place, planned in enumerate(plan)]
    Reservation.objects.bulk_create(rows)
    detail = {"key": key, "first": rows[0].number, "last": rows[-1].number, "count": len(rows)}
    record_events(actor=actor, events=[Event("vault.numbers.reserved", "reservation_key", key, detail)])
    return [_paper(row) for row in rows]


@transaction.atomic
def cancel_reservations(*, actor: Actor, document_ids: Sequence[UUID], reason: str) -> int:
    """End these reservations as cancelled; those that already are stay as they are. The number of new cancellations.

    Raises Refused without a right over an agency, for an unknown reservation, or if one has become a document.
    """
    rows = lock_reservations(document_ids)
    check_issuer(actor, {row.agency_id for row in rows.values()})
    missing = len(set(document_ids)) - len(rows)
    if missing:
        raise Refused(f"要取消的編號中有 {missing} 個沒有保留紀錄，請重新整理批次後再試。")
    issued = [row.number for row in rows.values() if hasattr(row, "document")]
    if issued:
        raise Refused(f"編號 {issued[0]} 已核發為文件，不能取消；如文件有誤，請改用作廢或換發。")
    fresh = [row for row in rows.values() if not hasattr(row, "cancellation")]
    at = clock.now()
    Cancellation.objects.bulk_create(
        [Cancellation(reservation=row, reason=reason, at=at, by=actor.ref) for row in fresh]
    )
    record_events(actor=actor, events=[Event("vault.number.cancelled", "reservation", row.number) for row in fresh])
    return len(fresh)


def check_issuer(actor: Actor, agency_ids: set[int]) -> None:
    """Raise Refused unless actor is a job of the system, or clerk, approver or seal holder over all agencies."""
    if actor.kind == "system":
        return
    if not may_issue_for(user_of(actor), agency_ids):
        raise Refused(
            f"帳號「{actor.ref}」在文件所屬的機關沒有承辦人、核定人或用印人的角色，不能核發；請洽該機關的帳號管理員。"
        )


def lock_reservations(document_ids: Sequence[UUID]) -> dict[UUID, Reservation]:
    """These reservations with their cancellation and document, held until the transaction ends.

    Locked in the order of their numbers, so that two transactions never wait for each other.
    """
    rows: dict[UUID, Reservation] = {}
    for start in range(0, len(document_ids), _CHUNK):
        some = Reservation.objects.filter(document_id__in=document_ids[start : start + _CHUNK])
        # Two statements: one that waits for a lock does not see what was committed in other tables meanwhile.
        locked = list(some.select_for_update().order_by("number").values_list("pk", flat=True))
        found = Reservation.objects.select_related("cancellation", "document").in_bulk(locked)
        rows.update(found)
    return rows


def _take_turn() -> NumberSeries:
    """This year's series; all series stay locked until the transaction ends, so unique keys are checked one at a time."""
    prefix = f"{settings.MYDOC_NUMBER_PREFIX}{_year(clock.now())}"
    NumberSeries.objects.get_or_create(prefix=prefix)
    series = {row.prefix: row for row in NumberSeries.objects.select_for_update().order_by("prefix")}
    return series[prefix]


def _repeated(plan: Sequence[Planned], promised: dict[int, Reservation]) -> Sequence[papers.Reservation]:
    asked = {planned.seq: (planned.agency_id, planned.type_version_id, planned.unique_key) for planned in plan}
    given = {seq: (row.agency_id, row.doc_type_version_id, row.unique_key) for seq, row in promised.items()}
    if asked != given:
        raise Refused("這個請求先前已用不同的內容保留過編號；請以新的請求重新核定。")
    return [_paper(promised[planned.seq]) for planned in plan]


def _check_unique(plan: Sequence[Planned]) -> None:
    counted = Counter(planned.unique_key for planned in plan if planned.unique_key)
    twice = {key for key, count in counted.items() if count > 1}
    if twice:
        seqs = [str(planned.seq) for planned in plan if planned.unique_key in twice]
        raise Refused(f"第 {'、'.join(seqs[:10])} 列重複：同一對象在這份清單中出現一次以上；請留下一列。")
    live = live_unique_keys(counted)
    for planned in plan:
        number = live.get(planned.unique_key)
        if number and number != planned.replaces:
            raise Refused(f"第 {planned.seq} 列已有仍然有效的文件 {number}；請移除這一列，或先將該文件作廢或換發。")


def _row(planned: Planned, key: str, at: datetime, serial: int) -> Reservation:
    return Reservation(
        document_id=uuid4(),
        number=ids.document_number(settings.MYDOC_NUMBER_PREFIX, _year(at), serial),
        token=ids.new_token(),
        key=key,
        seq=planned.seq,
        agency_id=planned.agency_id,
        doc_type_version_id=planned.type_version_id,
        unique_key=planned.unique_key,
        reserved_at=at,
    )


def _paper(row: Reservation) -> papers.Reservation:
    return papers.Reservation(seq=row.seq, document_id=row.document_id, number=row.number, token=row.token)


def _year(at: datetime) -> int:
    return at.year - 1911

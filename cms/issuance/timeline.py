"""All that became of one document, newest first: who did what when, with which version, and who looked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from cms.accounts.models import User
from cms.delivery.selectors import notices_of
from cms.vault.models import AccessRecord, Document
from cms.vault.permissions import documents_for

from .models import Batch, Row
from .reasons import reason_told

# A document that is shown every day would fill the page; the holder's own list has them all.
LOOKS_SHOWN = 200
LOOKS = {
    "view": "開啟文件",
    "export": "匯出文件",
    "compare": "在驗證頁核對欄位",
    "break_glass": "緊急調閱",
    "share": "由分享連結查看",
    "system": "系統作業",
}
# Whoever needs no account; of the others the record names one.
BEARERS = {"public": "一般民眾", "share": "拿到分享連結的人"}
CHANNELS = {"email": "電子郵件", "sms": "簡訊"}
LEVELS = {"B-B": "PAdES B-B", "B-LTA": "PAdES B-LTA，含時戳"}


@dataclass(frozen=True, slots=True)
class Moment:
    """One thing that happened: kind is a word for the page's mark; number another document that it is about."""

    at: datetime
    kind: str
    what: str
    who: str
    detail: str = ""
    number: str = ""


def timeline_of(user: User, document: Document) -> tuple[Moment, ...]:
    """Everything on record about the document, newest first; another document is named only if user may see it too."""
    moments = [
        *_making(document),
        *_seals(document),
        *_requests(document),
        *_endings(document, user),
        *_holds(document),
        *_claims(document),
        *_notices(document),
        *_looks(document),
    ]
    return tuple(sorted(moments, key=lambda moment: moment.at, reverse=True))


def looks_left_out(document: Document) -> int:
    """How many older looks the timeline leaves out."""
    return max(0, document.looks.count() - LOOKS_SHOWN)


def _making(document: Document) -> Iterator[Moment]:
    row = Row.objects.filter(document=document).select_related("batch", "layout_version").first()
    type_version = f"證件種類第 {document.doc_type_version.number} 版"
    if row is None:
        yield Moment(document.issued_at, "issued", "核發", "", type_version)
        return
    batch = row.batch
    source = "填寫表單" if batch.single else f"上傳「{batch.file_name}」"
    yield Moment(batch.uploaded_at, "uploaded", source, batch.uploaded_by, f"批次 {batch.code} 第 {row.seq} 列")
    if row.edited_at:
        yield Moment(row.edited_at, "edited", "修正這一列", row.edited_by)
    if batch.approved_at:
        yield Moment(
            batch.approved_at, "approved", "核定", batch.approved_by, f"核定指紋 {batch.approval_sha256[:16]}…"
        )
    yield Moment(document.issued_at, "issued", "核發並存入保管庫", "", _versions(type_version, row, batch))


def _versions(type_version: str, row: Row, batch: Batch) -> str:
    layout = f"，版面第 {row.layout_version.number} 版" if row.layout_version else ""
    return f"{type_version}{layout}，簽章設定 {batch.profile}"


def _seals(document: Document) -> Iterator[Moment]:
    for seal in document.signatures.select_related("profile"):
        detail = f"{LEVELS.get(seal.level, seal.level)}，檔案指紋 {seal.file_sha256[:16]}…"
        yield Moment(seal.sealed_at, "sealed", "用印", seal.profile.name, detail)


def _requests(document: Document) -> Iterator[Moment]:
    for request in document.void_requests.all():
        reason = reason_told(request.reason_code, request.reason)
        yield Moment(request.requested_at, "asked", "申請作廢", request.requested_by, reason)
        if request.decided_at and not request.approved:
            yield Moment(request.decided_at, "declined", "不核准作廢", request.decided_by, "文件維持原狀")


def _endings(document: Document, user: User) -> Iterator[Moment]:
    if hasattr(document, "void"):
        void = document.void
        people = f"{void.by}、{void.approved_by}"
        yield Moment(void.at, "void", "作廢", people, reason_told(void.reason_code, void.reason))
    if hasattr(document, "supersession"):
        fact = document.supersession
        other = _visible_number(user, fact.successor)
        yield Moment(fact.at, "superseded", "由新文件換發", fact.by, fact.reason, other)
    if hasattr(document, "predecessor"):
        fact = document.predecessor
        yield Moment(fact.at, "successor", "換發舊文件", fact.by, fact.reason, _visible_number(user, fact.document))
    if hasattr(document, "destruction"):
        fact = document.destruction
        yield Moment(fact.at, "destroyed", "依規定銷毀", f"{fact.by}、{fact.approved_by}", fact.legal_ground)


def _holds(document: Document) -> Iterator[Moment]:
    for hold in document.holds.select_related("release"):
        yield Moment(hold.at, "held", "暫停銷毀", hold.by, hold.reason)
        if hasattr(hold, "release"):
            yield Moment(hold.release.at, "released", "解除暫停銷毀", hold.release.by, hold.release.reason)


def _claims(document: Document) -> Iterator[Moment]:
    for code in document.claim_codes.select_related("withdrawal", "claim"):
        yield Moment(code.made_at, "coded", "製作領取碼", code.made_by)
        if hasattr(code, "withdrawal"):
            yield Moment(code.withdrawal.at, "coded", "收回領取碼", code.withdrawal.by)
        if hasattr(code, "claim"):
            yield Moment(code.claim.at, "claimed", "以領取碼領取", "民眾")


def _notices(document: Document) -> Iterator[Moment]:
    for notice in notices_of(document):
        who = notice.requested_by or "系統"
        told = f"{CHANNELS.get(notice.channel, notice.channel)}，{notice.ending}"
        yield Moment(notice.created_at, "told", f"通知持有人：{notice.get_kind_display()}", who, told)


def _looks(document: Document) -> Iterator[Moment]:
    for look in document.looks.order_by("-at")[:LOOKS_SHOWN]:
        yield Moment(look.at, "looked", LOOKS.get(look.kind, look.kind), _looker(look), look.purpose)


def _looker(look: AccessRecord) -> str:
    if look.actor_kind in BEARERS:
        return BEARERS[look.actor_kind]
    return f"{look.actor_ref}（{look.agency_name}）" if look.agency_name else look.actor_ref


def _visible_number(user: User, document: Document) -> str:
    return document.number if documents_for(user).filter(pk=document.pk).exists() else ""

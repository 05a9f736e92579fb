"""What people and mail servers say about notices: send it again, tell of this, it came back, I want none."""

from collections.abc import Sequence

from django.db import transaction

from cms.accounts.models import Citizen, Role
from cms.audit.events import Event
from cms.audit.services import record_events
from cms.core import clock
from cms.core.errors import NotFound, Refused
from cms.core.papers import Actor
from cms.delivery.channels import channels
from cms.delivery.models import Notice, Preference, Receipt
from cms.delivery.selectors import ways_to
from cms.vault.models import Document
from cms.vault.services.status import lock_document, require_role

from .making import notices_about

RESENDERS = (Role.CLERK, Role.APPROVER)


@transaction.atomic
def resend_notice(*, actor: Actor, number: str) -> list[Notice]:
    """Tell the holder once more how the document stands, through every channel of its type; the new notices, pending.

    Raises NotFound for a document that actor may not see, Refused without clerk or approver over its agency, for a
    destroyed document, for a type without addresses, or while a notice is still on its way.
    """
    document = lock_document(actor, number)
    require_role(actor, document, RESENDERS, "重寄通知")
    if hasattr(document, "destruction"):
        raise Refused(f"文件 {number} 已依規定銷毀，沒有可以通知的內容。")
    kind = _standing(document)
    if document.notices.filter(kind=kind, state=Notice.State.PENDING).exists():
        raise Refused(f"文件 {number} 的通知還在寄送中；請等這次有結果後再重寄。")
    made = list(notices_about(document, kind, requested_by=actor.ref))
    if not made:
        raise Refused(f"文件 {number} 這個種類沒有電子郵件或手機欄位，無法寄送通知；請改用其他方式告知持有人。")
    for notice in made:
        notice.save()
    detail = {"kind": kind, "notices": [notice.code for notice in made]}
    record_events(actor=actor, events=[Event("delivery.notice.resent", "document", number, detail)])
    return made


@transaction.atomic
def tell_of_answer(*, request: str, documents: Sequence[Document]) -> list[Notice]:
    """Tell a citizen once, by the addresses in these documents of theirs, that a request was answered.

    To be called in the transaction that keeps the answer, by whoever checked the right to give it; request is its
    code. The notices are pending; none are made where there is no address. Raises IntegrityError when told before.
    """
    now = clock.now()
    made = [
        Notice(
            document=document, kind=Notice.Kind.ANSWERED, channel=slug, request=request, created_at=now, not_before=now
        )
        for slug, document in ways_to(documents).items()
    ]
    return Notice.objects.bulk_create(made)


@transaction.atomic
def record_bounce(*, actor: Actor, code: str) -> Receipt:
    """Note that a sent notice came back: it counts as failed. Said again, the first receipt stands.

    Only the system may say so. Raises NotFound for a code of no notice, Refused for one that was not sent.
    """
    if actor.kind != "system":
        raise Refused("退信只能由系統登錄；請使用 record_bounce 指令。")
    serial = code.rpartition("-")[2]
    notice = (
        Notice.objects.select_for_update().filter(pk=int(serial)).first()
        if serial.isascii() and serial.isdigit() and len(serial) < 19
        else None
    )
    if notice is None or notice.code != code:
        raise NotFound(f"查無通知編號「{code[:40]}」。請核對退信裡的編號。")
    receipt = notice.receipts.filter(kind=Receipt.Kind.BOUNCED).first()
    if receipt is not None:
        return receipt
    if notice.state != Notice.State.SENT:
        raise Refused(f"通知 {code} 的狀態是「{notice.get_state_display()}」，沒有寄出，不會有退信；請核對編號。")
    Notice.objects.filter(pk=notice.pk).update(state=Notice.State.FAILED)
    record_events(actor=actor, events=[Event("delivery.notice.bounced", "notice", code, {"channel": notice.channel})])
    return Receipt.objects.create(notice=notice, at=clock.now(), kind=Receipt.Kind.BOUNCED)


@transaction.atomic
def set_preference(*, actor: Actor, citizen: Citizen, channel: str, off: bool) -> Preference:
    """Turn a channel off or on again for a citizen, who alone may; break-glass is told of all the same.

    Raises Refused for anybody else, and for a channel that this installation does not have.
    """
    if (actor.kind, actor.ref) != ("citizen", str(citizen.pk)):
        raise Refused("通知偏好只能由本人設定；請登入後再試。")
    if channel not in channels():
        raise Refused(f"沒有「{channel[:20]}」這個通知管道；請從清單中選擇。")
    preference, _made = Preference.objects.update_or_create(citizen=citizen, channel=channel, defaults={"off": off})
    detail = {"channel": channel, "off": off}
    record_events(actor=actor, events=[Event("delivery.preference.set", "citizen", str(citizen.pk), detail)])
    return preference


def _standing(document: Document) -> Notice.Kind:
    """What there is to tell of the document today."""
    if hasattr(document, "void"):
        return Notice.Kind.VOIDED
    if hasattr(document, "supersession"):
        return Notice.Kind.SUPERSEDED
    return Notice.Kind.ISSUED

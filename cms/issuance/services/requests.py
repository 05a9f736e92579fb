"""Voiding by two people: one asks with a reason, a second decides; nothing is void before that."""

from __future__ import annotations

from django.db import transaction

from cms.accounts.models import Role
from cms.audit.events import Event
from cms.audit.services import record_events
from cms.core import clock
from cms.core.errors import Refused
from cms.core.papers import Actor
from cms.issuance.documents import open_request
from cms.issuance.models import VoidRequest
from cms.issuance.reasons import VoidReason
from cms.vault.permissions import VOIDERS
from cms.vault.services.status import lock_document, require_reason, require_role, void_document


@transaction.atomic
def request_void(*, actor: Actor, number: str, reason_code: str, reason: str) -> VoidRequest:
    """Ask for a document to be declared void; it stays as it is until a second person decides.

    Raises NotFound for a document that actor may not see; Refused without clerk, approver or records manager over its
    agency, without a reason, or if it is void, destroyed or asked for already.
    """
    document = lock_document(actor, number)
    require_role(actor, document, VOIDERS, "申請作廢")
    if reason_code not in VoidReason.values:
        raise Refused("沒有選擇作廢原因。請選擇一項原因後再送出。")
    require_reason(reason)
    if hasattr(document, "void"):
        raise Refused(f"文件 {number} 已作廢，不必再申請；請確認文件編號。")
    if hasattr(document, "destruction"):
        raise Refused(f"文件 {number} 已依規定銷毀，不能作廢；請確認文件編號。")
    waiting = open_request(document)
    if waiting:
        raise Refused(f"文件 {number} 已由「{waiting.requested_by}」申請作廢，正在等核定；不必再申請。")
    request = VoidRequest.objects.create(
        document=document,
        reason_code=reason_code,
        reason=reason.strip(),
        requested_by=actor.ref,
        requested_at=clock.now(),
    )
    record_events(actor=actor, events=[Event("void_requested", "document", number, {"reason_code": reason_code})])
    return request


@transaction.atomic
def decide_void(*, actor: Actor, request: VoidRequest, approve: bool) -> VoidRequest:
    """Decide a request as its second person: approve declares the document void for good, otherwise nothing changes.

    Raises NotFound for a document that actor may not see; Refused for the person who asked, without approver over the
    document's agency, for a request that is decided, or if the one who asked may not void documents any more.
    """
    document = lock_document(actor, request.document.number)
    request = VoidRequest.objects.select_for_update(of=("self",)).get(pk=request.pk)
    if request.decided_at:
        raise Refused(f"這項申請已由「{request.decided_by}」決定，不能再改；請重新整理後再看一次。")
    require_role(actor, document, (Role.APPROVER,), "決定作廢")
    if actor.ref == request.requested_by:
        raise Refused(f"作廢要由兩個人辦理，申請人「{actor.ref}」不能自己決定；請由另一位核定人決定。")
    request.decided_by, request.decided_at, request.approved = actor.ref, clock.now(), approve
    request.save(update_fields=["decided_by", "decided_at", "approved"])
    detail = {"request": request.pk, "requested_by": request.requested_by}
    act = "void_approved" if approve else "void_declined"
    record_events(actor=actor, events=[Event(act, "document", document.number, detail)])
    if approve:
        requester = Actor("user", request.requested_by, actor.via)
        require_role(requester, document, VOIDERS, "作廢文件")
        void_document(
            actor=requester,
            approved_by=actor,
            number=document.number,
            reason_code=request.reason_code,
            reason=request.reason,
        )
    return request

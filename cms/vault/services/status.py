"""What becomes of an issued document: void by two people, or superseded by its successor; facts and face in one transaction."""

from datetime import datetime

from django.db import transaction

from cms.accounts.models import Role, User
from cms.accounts.permissions import has_role
from cms.accounts.selectors import user_of
from cms.audit.events import Event
from cms.audit.services import record_events
from cms.core import clock
from cms.core.errors import NotFound, Refused
from cms.core.papers import Actor
from cms.vault.access import ABSENT
from cms.vault.models import Change, Document, PublicFace, Supersession, Void
from cms.vault.permissions import VOIDERS, documents_for

LONGEST_REASON = 200


@transaction.atomic
def void_document(*, actor: Actor, approved_by: Actor, number: str, reason_code: str, reason: str) -> Void:
    """Declare a document void, for good: asked for by clerk, approver or records manager, approved by another approver.

    Raises NotFound for a document that actor may not see, Refused without the rights, or if it is void or
    destroyed already.
    """
    document = lock_document(actor, number)
    require_role(actor, document, VOIDERS, "作廢文件")
    require_second_person(actor, approved_by, document, Role.APPROVER, "作廢文件")
    require_reason(reason)
    _refuse_if(document, "void", "已作廢，不必再作廢")
    _refuse_if(document, "destruction", "已依規定銷毀，不能作廢")
    at = clock.now()
    void = Void.objects.create(
        document=document, at=at, by=actor.ref, approved_by=approved_by.ref, reason_code=reason_code, reason=reason
    )
    face = document.face
    face.voided_at = at
    face.void_reason = reason if face.show_void_reason else ""
    face.save(update_fields=["voided_at", "void_reason"])
    detail = {"approved_by": approved_by.ref, "reason_code": reason_code}
    note_change(actor, document, "voided", at, detail)
    return void


@transaction.atomic
def supersede_document(*, actor: Actor, number: str, successor_number: str, reason: str) -> Supersession:
    """Declare that successor_number, of the same type and in force, replaces number.

    Raises NotFound for documents that actor may not see, Refused without clerk, approver or records manager
    over both, or if one of them is void, superseded or destroyed.
    """
    numbers = sorted((number, successor_number))  # always locked in this order
    locked = {one: lock_document(actor, one) for one in numbers}
    document, successor = locked[number], locked[successor_number]
    for one in locked.values():
        require_role(actor, one, VOIDERS, "換發文件")
        _refuse_if(one, "void", "已作廢，不能換發")
        _refuse_if(one, "supersession", "已換發新版，不能再換發")
        _refuse_if(one, "destruction", "已依規定銷毀，不能換發")
    require_reason(reason)
    if document == successor:
        raise Refused(f"文件 {number} 不能由自己換發；請填寫新文件的編號。")
    if document.doc_type_version.slug != successor.doc_type_version.slug:
        raise Refused(f"文件 {number} 與 {successor_number} 不是同一種證件，不能換發；請確認新文件的編號。")
    if hasattr(successor, "predecessor"):
        raise Refused(f"文件 {successor_number} 已換發另一份文件；一份新文件只能換發一份舊文件。")
    at = clock.now()
    fact = Supersession.objects.create(document=document, successor=successor, at=at, by=actor.ref, reason=reason)
    PublicFace.objects.filter(document=document).update(superseded_at=at)
    note_change(actor, document, "superseded", at, {"successor": successor_number})
    return fact


def lock_document(actor: Actor, number: str) -> Document:
    """The document, held until the transaction ends; raises NotFound alike for absent and for not to be seen by actor."""
    visible = documents_for(user_of(actor)).filter(number=number).values("pk")
    document = (
        Document.objects.select_for_update(of=("self",))
        .select_related("agency", "doc_type_version", "face")
        .filter(pk__in=visible)
        .first()
    )
    if document is None:
        raise NotFound(ABSENT)
    return document


def require_role(actor: Actor, document: Document, roles: tuple[Role, ...], act: str) -> User:
    """The user behind actor; raises Refused unless they hold one of these roles over the document's agency."""
    user = user_of(actor)
    if not any(has_role(user, role, document.agency) for role in roles):
        wanted = "、".join(role.label for role in roles)
        raise Refused(
            f"{act}需要{wanted}的角色，帳號「{actor.ref}」在{document.agency.name}沒有；請由具備角色的人員辦理。"
        )
    return user


def require_second_person(actor: Actor, other: Actor, document: Document, role: Role, act: str) -> None:
    """Raise Refused unless other is somebody else who holds role over the document's agency."""
    first, second = user_of(actor), require_role(other, document, (role,), act)
    if first == second:
        raise Refused(f"{act}要由兩個人辦理，現在經辦與核定都是「{actor.ref}」；請由另一位{role.label}核定。")


def require_reason(reason: str) -> None:
    """Raise Refused for a reason that is blank or longer than its column."""
    if not reason.strip():
        raise Refused("要註明理由，現在是空白；請寫下理由後再試。")
    if len(reason) > LONGEST_REASON:
        raise Refused(f"理由有 {len(reason)} 個字，至多 {LONGEST_REASON} 個字；請縮短後再試。")


def note_change(actor: Actor, document: Document, kind: str, at: datetime, detail: dict[str, str]) -> None:
    """Write the change for the feed and the event for the trail."""
    Change.objects.create(document=document, kind=kind, at=at)
    record_events(actor=actor, events=[Event(f"vault.document.{kind}", "document", document.number, detail)])


def _refuse_if(document: Document, fact: str, sentence: str) -> None:
    if hasattr(document, fact):
        raise Refused(f"文件 {document.number} {sentence}；請確認文件編號。")

"""How long a document is kept: holds, their release, and lawful destruction by two people."""

from datetime import timedelta

from django.db import transaction

from cms.accounts.models import Role
from cms.core import clock
from cms.core.dates import roc_long
from cms.core.errors import Refused
from cms.core.papers import Actor
from cms.vault.keys import KeyScope
from cms.vault.models import Destruction, Document, Hold, PublicFace, Release, WrappedKey
from cms.vault.permissions import KEEPERS

from .status import lock_document, note_change, require_reason, require_role, require_second_person

# No key backup may be older: on that day the last copy of a destroyed document's key is gone.
KEY_BACKUP_DAYS = 30


@transaction.atomic
def place_hold(*, actor: Actor, number: str, reason: str) -> Hold:
    """Forbid destruction until the hold is released; several may lie on one document.

    Raises NotFound for a document that actor may not see, Refused without records manager or archivist.
    """
    document = lock_document(actor, number)
    require_role(actor, document, KEEPERS, "暫停銷毀")
    require_reason(reason)
    if hasattr(document, "destruction"):
        raise Refused(f"文件 {number} 已依規定銷毀，不能再暫停銷毀；請確認文件編號。")
    at = clock.now()
    hold = Hold.objects.create(document=document, at=at, by=actor.ref, reason=reason)
    note_change(actor, document, "held", at, {"hold": str(hold.pk)})
    return hold


@transaction.atomic
def release_hold(*, actor: Actor, hold: Hold, reason: str) -> Release:
    """End one hold; the others on its document stay. Raises like place_hold, and Refused if it is released already."""
    document = lock_document(actor, hold.document.number)
    require_role(actor, document, KEEPERS, "解除暫停銷毀")
    require_reason(reason)
    if Release.objects.filter(hold=hold).exists():
        raise Refused(f"文件 {document.number} 的這筆暫停銷毀已解除，不必再解除。")
    at = clock.now()
    release = Release.objects.create(hold=hold, at=at, by=actor.ref, reason=reason)
    note_change(actor, document, "released", at, {"hold": str(hold.pk)})
    return release


@transaction.atomic
def destroy_document(*, actor: Actor, approved_by: Actor, number: str, legal_ground: str) -> Destruction:
    """Destroy a document's key and values for good; its sealed bytes stay behind, unreadable, and its face shrinks.

    Asked for by a records manager, approved by an archivist. Raises NotFound for a document that actor may not
    see, Refused without the rights, under a hold, before its retention ends, or if it is kept permanently.
    """
    document = lock_document(actor, number)
    require_role(actor, document, (Role.RECORDS_MANAGER,), "銷毀文件")
    require_second_person(actor, approved_by, document, Role.ARCHIVIST, "銷毀文件")
    require_reason(legal_ground)
    _refuse_to_destroy(document)
    at = clock.now()
    fact = Destruction.objects.create(
        document=document,
        at=at,
        by=actor.ref,
        approved_by=approved_by.ref,
        legal_ground=legal_ground,
        key_gone_on=clock.today() + timedelta(days=KEY_BACKUP_DAYS),
    )
    WrappedKey.objects.filter(scope=KeyScope.DOCUMENT, ref=document.pk).delete()
    document.versions.update(values=b"")
    Document.objects.filter(pk=document.pk).update(search_facts={})
    PublicFace.objects.filter(document=document).update(
        destroyed_at=at,
        fields=[],
        comparables=[],
        history=[],
        agency_number="",
        compare_code="",
        void_reason="",
    )
    note_change(actor, document, "destroyed", at, {"approved_by": approved_by.ref})
    return fact


def _refuse_to_destroy(document: Document) -> None:
    number = document.number
    if hasattr(document, "destruction"):
        raise Refused(f"文件 {number} 已依規定銷毀，不必再銷毀。")
    if document.holds.filter(release__isnull=True).exists():
        raise Refused(f"文件 {number} 目前暫停銷毀；請先由檔案管理員解除暫停，再辦理銷毀。")
    if document.retain_until is None:
        raise Refused(f"文件 {number} 是永久保存的文件，不能銷毀。")
    if clock.today() <= document.retain_until:
        raise Refused(
            f"文件 {number} 要保存至{roc_long(document.retain_until)}，今天是{roc_long(clock.today())}，"
            "尚未期滿；請於期滿後再辦理銷毀。"
        )

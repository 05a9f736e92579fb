"""Documents that stay with their agency until claimed: codes that it hands out, and the claim itself."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from cms.accounts.selectors import user_of
from cms.accounts.services import citizen_of_mobile
from cms.accounts.services.tries import count_try, forget_tries, tries_of
from cms.accounts.visitors import Visitor
from cms.audit.events import Event
from cms.audit.services import record_events
from cms.core import clock
from cms.core.errors import NotFound, Refused
from cms.core.papers import Actor
from cms.core.slices import in_slices
from cms.vault.access import ABSENT
from cms.vault.claim_codes import CODE_LASTS, hash_of_code, new_claim_code, read_claim_code
from cms.vault.models import Claim, ClaimCode, ClaimWithdrawal, CustodyGrant, Document
from cms.vault.permissions import CLAIM_CODE_MAKERS, STANDING, claimable, documents_for

from .status import lock_document, note_change, require_role

TRIES_WINDOW = timedelta(hours=1)
TRIES_PER_VISITOR = 10
# A school claims its awards behind one address; only what fails counts here.
MISSES_PER_NETWORK = 30
_SLICE = 500


@dataclass(frozen=True, slots=True)
class HandedOut:
    """A code in clear, for whom it was made for to hand on; it is kept nowhere."""

    number: str
    code: str
    expires_at: datetime


@transaction.atomic
def make_claim_codes(*, actor: Actor, numbers: Sequence[str]) -> Sequence[HandedOut]:
    """One code for each of these documents, in the order of their numbers; their older codes stop working.

    Raises NotFound if actor may not see one of them; Refused without clerk or approver over its agency, or if one is
    void, replaced, destroyed, or in somebody's custody already.
    """
    documents = [one for some in in_slices(sorted(set(numbers)), _SLICE) for one in _locked(actor, some)]
    for document in {one.agency_id: one for one in documents}.values():
        require_role(actor, document, CLAIM_CODE_MAKERS, "製作領取碼")
    _refuse_unclaimable(documents)
    at = clock.now()
    _withdraw(actor, documents, at)
    made = [(document, new_claim_code()) for document in documents]
    ClaimCode.objects.bulk_create(
        ClaimCode(
            document=document,
            code_hash=hash_of_code(code),
            made_by=actor.ref,
            made_at=at,
            expires_at=at + CODE_LASTS,
        )
        for document, code in made
    )
    record_events(actor=actor, events=[Event("vault.claim_code.made", "document", one.number) for one in documents])
    return [HandedOut(document.number, code, at + CODE_LASTS) for document, code in made]


@transaction.atomic
def withdraw_claim_code(*, actor: Actor, number: str) -> bool:
    """Take back the code of a document; False if none was open. Raises like make_claim_codes."""
    document = lock_document(actor, number)
    require_role(actor, document, CLAIM_CODE_MAKERS, "收回領取碼")
    if not _withdraw(actor, [document], clock.now()):
        return False
    record_events(actor=actor, events=[Event("vault.claim_code.withdrawn", "document", number)])
    return True


def claim_document(*, visitor: Visitor, code: str, network: str) -> Document:
    """Take the document with this code into visitor's custody; it leaves its agency's.

    Raises Refused with code "claim_wrong" alike for a code that is mistyped, unknown, used, expired or taken back;
    "claim_ended" for a document that is void, replaced or destroyed, whose code stays; "claim_many" after
    TRIES_PER_VISITOR tries in an hour, or MISSES_PER_NETWORK that failed from one network.
    """
    who, where = ("claim", str(visitor.person or visitor.mobile_hash)), ("claim.missed", network)
    if tries_of(*where) >= MISSES_PER_NETWORK or count_try(*who, window=TRIES_WINDOW) > TRIES_PER_VISITOR:
        raise Refused("領取碼試太多次了；請 1 小時後再試，或請機關給您新的領取碼。", code="claim_many")
    try:
        document = _claim(visitor, read_claim_code(code) or "")
    except Refused as refused:
        if refused.code == "claim_wrong":
            count_try(*where, window=TRIES_WINDOW)
        raise
    forget_tries(*who)
    return document


@transaction.atomic
def _claim(visitor: Visitor, code: str) -> Document:
    at = clock.now()
    known = ClaimCode.objects.filter(
        code_hash=hash_of_code(code), expires_at__gt=at, withdrawal__isnull=True, claim__isnull=True
    )
    found = known.select_related("document").first()
    if found is None:
        raise _wrong()
    document = found.document
    if not Document.objects.filter(STANDING, pk=document.pk).exists():
        raise Refused(
            f"文件 {document.number} 已作廢、換發或銷毀，不能領取；請洽給您領取碼的機關。", code="claim_ended"
        )
    # Compare and set: of two claims at once the second finds that the document is the agency's no more.
    if not _agencys_custody(document).update(ends_at=at):
        raise _wrong()
    citizen = _citizen(visitor)
    actor = Actor(kind="citizen", ref=str(citizen), via="portal")
    Claim.objects.create(code=found, citizen_id=citizen, at=at, by=actor.ref)
    CustodyGrant.objects.create(
        document=document,
        kind=CustodyGrant.Kind.HOLDER,
        citizen_id=citizen,
        mobile_hash=visitor.mobile_hash,
        starts_at=at,
        reason="以領取碼領取",
    )
    note_change(actor, document, "claimed", at, {"claim_code": str(found.pk)})
    return document


def _wrong() -> Refused:
    return Refused(
        "這個領取碼不能用：打錯、用過或過期。請對照通知再輸入一次，或洽給您領取碼的機關。", code="claim_wrong"
    )


def _agencys_custody(document: Document) -> QuerySet[CustodyGrant]:
    """The agency's custody of the document as its holder, unless it ended."""
    kind = CustodyGrant.Kind.HOLDER
    return CustodyGrant.objects.filter(document=document, kind=kind, agency__isnull=False, ends_at__isnull=True)


def _citizen(visitor: Visitor) -> UUID:
    """Who claims: the person if known, else whoever is known by this mobile alone, from now on if need be."""
    return visitor.person or citizen_of_mobile(visitor.mobile_hash).pk


def _locked(actor: Actor, numbers: Sequence[str]) -> Sequence[Document]:
    """These documents, held until the transaction ends; raises NotFound if one is absent or hidden from actor."""
    seen = documents_for(user_of(actor)).filter(number__in=numbers).values("pk")
    locked = Document.objects.select_for_update(of=("self",)).select_related("agency").filter(pk__in=seen)
    documents = list(locked.order_by("number"))
    if len(documents) != len(numbers):
        raise NotFound(ABSENT)
    return documents


def _refuse_unclaimable(documents: Sequence[Document]) -> None:
    for some in in_slices(documents, _SLICE):
        free = set(claimable().filter(pk__in=[one.pk for one in some]).values_list("pk", flat=True))
        for document in some:
            if document.pk not in free:
                raise Refused(
                    f"文件 {document.number} 不能用領取碼領取：已由民眾持有，或已作廢、換發、銷毀；請確認文件編號。"
                )


def _withdraw(actor: Actor, documents: Iterable[Document], at: datetime) -> int:
    """Withdraw whatever codes of these documents are neither used nor withdrawn; how many those were."""
    count = 0
    for some in in_slices(documents, _SLICE):
        left = ClaimCode.objects.filter(document__in=some, withdrawal__isnull=True, claim__isnull=True)
        withdrawn = [ClaimWithdrawal(code=code, at=at, by=actor.ref) for code in left]
        ClaimWithdrawal.objects.bulk_create(withdrawn)
        count += len(withdrawn)
    return count

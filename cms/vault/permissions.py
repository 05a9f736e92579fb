"""Who may have which documents: roles over the document's agency, custody of the single document, and what a link opens."""

from collections.abc import Set
from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, Q, QuerySet

from cms.accounts.models import Role, User
from cms.accounts.permissions import agencies_for, live_grants
from cms.accounts.visitors import Assurance, Visitor
from cms.core import clock

from .bearers import ShareBearer
from .models import CustodyGrant, Document, ShareLink, ShareOpening

READERS = (Role.CLERK, Role.APPROVER, Role.SEAL_HOLDER, Role.RECORDS_MANAGER, Role.ARCHIVIST, Role.AUDITOR)
ISSUERS = (Role.CLERK, Role.APPROVER, Role.SEAL_HOLDER)
VOIDERS = (Role.CLERK, Role.APPROVER, Role.RECORDS_MANAGER)
KEEPERS = (Role.RECORDS_MANAGER, Role.ARCHIVIST)
CLAIM_CODE_MAKERS = (Role.CLERK, Role.APPROVER)

Reader = User | AnonymousUser | Visitor | ShareBearer

# What somebody may still be given: whatever became of the document is said by facts.
STANDING = Q(void__isnull=True, supersession__isnull=True, destruction__isnull=True)


def documents_for(reader: Reader, *, at: datetime | None = None) -> QuerySet[Document]:
    """The documents that reader may read at that moment (now by default); a superuser has none by that alone."""
    at = at or clock.now()
    if isinstance(reader, Visitor):
        return Document.objects.filter(Exists(_live_custody(at).filter(_held_by(reader))))
    if isinstance(reader, ShareBearer):
        shared = open_shares(at).filter(pk=reader.share_id, grant__document=OuterRef("pk"))
        return Document.objects.filter(Exists(shared), in_force(at))
    if not reader.is_authenticated or not reader.is_active:
        return Document.objects.none()
    agencies = agencies_for(reader, *READERS, at=at)
    custody = _live_custody(at).filter(Q(user=reader) | Q(agency__in=agencies))
    return Document.objects.filter(Q(agency__in=agencies) | Exists(custody))


def live_custody(at: datetime) -> QuerySet[CustodyGrant]:
    """The grants that hold at that moment."""
    open_ended = Q(ends_at__isnull=True) | Q(ends_at__gt=at)
    return CustodyGrant.objects.filter(open_ended, starts_at__lte=at)


def _live_custody(at: datetime) -> QuerySet[CustodyGrant]:
    """Those on the document of an outer query."""
    return live_custody(at).filter(document=OuterRef("pk"))


def _held_by(visitor: Visitor) -> Q:
    """What a signed-in citizen holds: as the person, and as whoever is known by the mobile alone.

    The city account proves the person, so that every document of theirs opens. A phone opens only what was issued to
    its number: an older document of the same person may bear a number that now is somebody else's.
    """
    held = Q(citizen=visitor.alone, mobile_hash=visitor.mobile_hash) if visitor.alone else Q(pk__in=())
    if visitor.person is None:
        return held
    if visitor.assurance is Assurance.CITY:
        return held | Q(citizen=visitor.person)
    return held | Q(citizen=visitor.person, mobile_hash=visitor.mobile_hash)


def in_force(at: datetime) -> Q:
    """Documents that may be relied on that day: neither void nor replaced nor destroyed, and within their days."""
    day = at.astimezone(clock.TAIPEI).date()
    begun = Q(valid_from__isnull=True) | Q(valid_from__lte=day)
    lasting = Q(valid_until__isnull=True) | Q(valid_until__gte=day)
    return STANDING & begun & lasting


def shareable_by(visitor: Visitor, *, at: datetime | None = None) -> QuerySet[Document]:
    """The documents of which visitor is the holder and may show a part to somebody: those in force."""
    at = at or clock.now()
    held = _live_custody(at).filter(_held_by(visitor), kind=CustodyGrant.Kind.HOLDER)
    return Document.objects.filter(Exists(held), in_force(at))


def open_shares(at: datetime) -> QuerySet[ShareLink]:
    """The links that open at that moment: begun, not over, not taken back, not used up, and of a holder who still is."""
    used_up = ShareOpening.objects.filter(share=OuterRef("pk"), only=True)
    return ShareLink.objects.filter(
        Exists(custody_behind_share(at)),
        ~Exists(used_up),
        grant__starts_at__lte=at,
        grant__ends_at__gt=at,
        revocation__isnull=True,
    )


def custody_behind_share(at: datetime) -> QuerySet[CustodyGrant]:
    """The custody in which the link of an outer query was made, as far as it lasts: whoever holds no more lends no more."""
    held = live_custody(at).filter(kind=CustodyGrant.Kind.HOLDER, citizen__isnull=False)
    return held.filter(document=OuterRef("grant__document"), starts_at__lte=OuterRef("grant__starts_at"))


def claimable(*, at: datetime | None = None) -> QuerySet[Document]:
    """The documents that stay with their agency until somebody with a code claims them."""
    agencys = _live_custody(at or clock.now()).filter(kind=CustodyGrant.Kind.HOLDER, agency__isnull=False)
    return Document.objects.filter(Exists(agencys), STANDING)


def may_issue_for(user: User, agency_ids: Set[int]) -> bool:
    """True if user is clerk, approver or seal holder over every one of these agencies."""
    return agencies_for(user, *ISSUERS).filter(pk__in=agency_ids).count() == len(agency_ids)


def agency_acted_for(reader: Reader, document: Document) -> str:
    """The name of the nearest agency whose role lets reader read document, as the holder will see it; may be empty."""
    if not isinstance(reader, User):
        return ""
    grants = live_grants().filter(user=reader, role__in=READERS, agency__isnull=False).select_related("agency")
    above = [grant.agency for grant in grants if document.agency.path.startswith(grant.agency.path)]
    return max(above, key=lambda agency: agency.depth).name if above else ""

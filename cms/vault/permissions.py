"""Who may have which documents: roles over the document's agency, and custody of the single document."""

from collections.abc import Set
from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, Q, QuerySet

from cms.accounts.models import Role, User
from cms.accounts.permissions import agencies_for, live_grants
from cms.core import clock

from .models import CustodyGrant, Document

READERS = (Role.CLERK, Role.APPROVER, Role.SEAL_HOLDER, Role.RECORDS_MANAGER, Role.ARCHIVIST, Role.AUDITOR)
ISSUERS = (Role.CLERK, Role.APPROVER, Role.SEAL_HOLDER)
VOIDERS = (Role.CLERK, Role.APPROVER, Role.RECORDS_MANAGER)
KEEPERS = (Role.RECORDS_MANAGER, Role.ARCHIVIST)


def documents_for(user: User | AnonymousUser, *, at: datetime | None = None) -> QuerySet[Document]:
    """The documents that user may read at that moment (now by default); a superuser has none by that alone."""
    if not user.is_authenticated or not user.is_active:
        return Document.objects.none()
    at = at or clock.now()
    agencies = agencies_for(user, *READERS, at=at)
    custody = CustodyGrant.objects.filter(
        Q(user=user) | Q(agency__in=agencies),
        Q(ends_at__isnull=True) | Q(ends_at__gt=at),
        document=OuterRef("pk"),
        starts_at__lte=at,
    )
    return Document.objects.filter(Q(agency__in=agencies) | Exists(custody))


def may_issue_for(user: User, agency_ids: Set[int]) -> bool:
    """True if user is clerk, approver or seal holder over every one of these agencies."""
    return agencies_for(user, *ISSUERS).filter(pk__in=agency_ids).count() == len(agency_ids)


def agency_acted_for(user: User, document: Document) -> str:
    """The name of the nearest agency whose role lets user read document, as the holder will see it; may be empty."""
    grants = live_grants().filter(user=user, role__in=READERS, agency__isnull=False).select_related("agency")
    above = [grant.agency for grant in grants if document.agency.path.startswith(grant.agency.path)]
    return max(above, key=lambda agency: agency.depth).name if above else ""

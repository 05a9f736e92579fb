"""Who is known by a mobile that was proven."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from cms.accounts.models import Citizen
from cms.accounts.visitors import Assurance, Visitor
from cms.core import clock
from cms.vault.models import CustodyGrant
from cms.vault.permissions import live_custody


def family_of(mobile_hash: str) -> QuerySet[Citizen]:
    """The people with a national id who hold, now, a document that was issued to this very mobile."""
    held = live_custody(clock.now()).filter(
        citizen=OuterRef("pk"), kind=CustodyGrant.Kind.HOLDER, mobile_hash=mobile_hash
    )
    return Citizen.objects.filter(Exists(held), id_hash__isnull=False)


def known_by_mobile_alone(mobile_hash: str) -> UUID | None:
    """The citizen who is known by this mobile and by no national id."""
    if not mobile_hash:
        return None
    alone = Citizen.objects.filter(id_hash__isnull=True, mobile_hash=mobile_hash)
    return alone.values_list("pk", flat=True).first()


def may_give_last_four(visitor: Visitor) -> bool:
    """Whether the last four digits of an id would open something: somebody with an id has documents on this phone.

    The city account proved the person already, and no phone besides.
    """
    return visitor.assurance is not Assurance.CITY and family_of(visitor.mobile_hash).exists()

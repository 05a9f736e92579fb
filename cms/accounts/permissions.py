"""Who may where: role grants answered as rows, so that lists, screens and services all ask the same question.

A superuser administers, but holds no role by that alone.
"""

from datetime import datetime
from functools import reduce
from operator import or_

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db.models import Q, QuerySet
from wagtail.models import Page

from cms.core import clock

from .models import Agency, Role, RoleGrant


def live_grants(at: datetime | None = None) -> QuerySet[RoleGrant]:
    """Grants of active people that hold at a moment (now, if none is given): starts_at <= at < ends_at."""
    at = at or clock.now()
    return RoleGrant.objects.filter(
        Q(ends_at__isnull=True) | Q(ends_at__gt=at), starts_at__lte=at, user__is_active=True
    )


def agencies_for(user: AbstractBaseUser | AnonymousUser, *roles: str, at: datetime | None = None) -> QuerySet[Agency]:
    """Every agency where the user holds one of the roles, units below included; no role named, none covered."""
    grants = live_grants(at).filter(user_id=user.pk, role__in=roles, agency__isnull=False)
    return Agency.objects.filter(_below(grants.values_list("agency__path", flat=True)))


def pages_for(user: AbstractBaseUser | AnonymousUser, *roles: str, at: datetime | None = None) -> QuerySet[Page]:
    """Every page where the user holds one of the roles, subtree included; no role named, none covered."""
    grants = live_grants(at).filter(user_id=user.pk, role__in=roles, page__isnull=False)
    return Page.objects.filter(_below(grants.values_list("page__path", flat=True)))


def has_role(user: AbstractBaseUser | AnonymousUser, role: str, agency: Agency) -> bool:
    """Whether the user now holds the role on the agency or on one above it."""
    above = [agency.path[:end] for end in range(Agency.steplen, len(agency.path) + 1, Agency.steplen)]
    return live_grants().filter(user_id=user.pk, role=role, agency__path__in=above).exists()


def may_administer(user: AbstractBaseUser | AnonymousUser, agency: Agency | None) -> bool:
    """Whether the user may give and end roles there: account managers over their agency, superusers everywhere."""
    if not user.is_active:
        return False
    return user.is_superuser or (agency is not None and has_role(user, Role.ACCOUNT_MANAGER, agency))


def grants_for(user: AbstractBaseUser | AnonymousUser) -> QuerySet[RoleGrant]:
    """The grants that a user may see: one's own, and those of the agencies that one administers or audits."""
    if user.is_active and user.is_superuser:
        return RoleGrant.objects.all()
    seen = agencies_for(user, Role.ACCOUNT_MANAGER, Role.AUDITOR)
    return RoleGrant.objects.filter(Q(user_id=user.pk) | Q(agency__in=seen))


def may_read_audit(user: AbstractBaseUser | AnonymousUser) -> bool:
    """Whether the user may read the trail: superusers, and auditors of a whole city, as events belong to no agency."""
    if user.is_active and user.is_superuser:
        return True
    return agencies_for(user, Role.AUDITOR).filter(depth=1).exists()


def _below(paths: QuerySet) -> Q:
    """The subtrees that hang from these materialised paths."""
    return reduce(or_, (Q(path__startswith=path) for path in paths), Q(pk__in=()))

"""Who may where: role grants answered as rows, so that lists, screens and services all ask the same question.

A superuser administers, but holds no role by that alone.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db.models import Q, QuerySet
from wagtail.models import Page

from cms.core import clock

from .models import Agency, Role, RoleGrant, User

# A designer anywhere proposes signing profiles and trust anchors for the whole city: no agency gives that away.
OF_THE_CITY = (Role.DESIGNER,)


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why somebody may do something at an agency: this role, held there, from since until before until (open if None)."""

    user: User
    role: Role
    where: Agency
    since: datetime
    until: datetime | None


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
    return live_grants().filter(user_id=user.pk, role=role, agency__path__in=_upwards(agency)).exists()


def explain(user: AbstractBaseUser | None, agency: Agency) -> tuple[Explanation, ...]:
    """Who holds which role over the agency now, there or above it; of one user, or of everybody if None is given.

    Nearest agency first, then by role and user name. Superusers hold none by that alone, so they do not appear.
    """
    grants = live_grants().filter(agency__path__in=_upwards(agency)).select_related("user", "agency")
    if user is not None:
        grants = grants.filter(user_id=user.pk)
    ordered = sorted(grants, key=lambda g: (-g.agency.depth, Role.values.index(g.role), g.user.get_username()))
    return tuple(Explanation(g.user, Role(g.role), g.agency, g.starts_at, g.ends_at) for g in ordered)


def may_administer(user: AbstractBaseUser | AnonymousUser, agency: Agency | None) -> bool:
    """Whether the user may give and end roles there: account managers over their agency, superusers everywhere."""
    if not user.is_active:
        return False
    return user.is_superuser or (agency is not None and has_role(user, Role.ACCOUNT_MANAGER, agency))


def may_grant(user: AbstractBaseUser | AnonymousUser, role: str, agency: Agency | None) -> bool:
    """Whether the user may give or end this role there."""
    return may_offer(user, role) and may_administer(user, agency)


def may_offer(user: AbstractBaseUser | AnonymousUser, role: str) -> bool:
    """Whether the role is the user's to give anywhere: those that reach beyond an agency are for superusers."""
    return user.is_superuser or role not in OF_THE_CITY


def may_administer_somewhere(user: AbstractBaseUser | AnonymousUser) -> bool:
    """Whether the screens for accounts have anything to show."""
    return administered_by(user).exists()


def administered_by(user: AbstractBaseUser | AnonymousUser) -> QuerySet[Agency]:
    """The agencies where the user may give and end roles."""
    if user.is_active and user.is_superuser:
        return Agency.objects.all()
    return agencies_for(user, Role.ACCOUNT_MANAGER)


def people_for(user: AbstractBaseUser | AnonymousUser) -> QuerySet[User]:
    """The accounts that the user may see: those that hold, held or will hold a role where the user administers."""
    if user.is_active and user.is_superuser:
        return User.objects.all()
    inside = RoleGrant.objects.filter(agency__in=administered_by(user))
    return User.objects.filter(pk__in=inside.values("user"))


def may_manage_account(user: AbstractBaseUser | AnonymousUser, account: User) -> bool:
    """Whether the user may close the account or help it back in: all its roles lie where the user administers.

    What has ended counts only for an account without anything else. Nobody manages the own account this way.
    """
    if not user.is_active or user.pk == account.pk:
        return False
    if user.is_superuser:
        return True
    grants = RoleGrant.objects.filter(user=account)
    open_ones = grants.filter(Q(ends_at__isnull=True) | Q(ends_at__gt=clock.now()))
    grants = open_ones if open_ones.exists() else grants
    outside = grants.exclude(agency__in=administered_by(user))
    return not account.is_superuser and grants.exists() and not outside.exists()


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


def _upwards(agency: Agency) -> list[str]:
    """The paths of the agency and of all above it."""
    return [agency.path[:end] for end in range(Agency.steplen, len(agency.path) + 1, Agency.steplen)]


def _below(paths: QuerySet) -> Q:
    """The subtrees that hang from these materialised paths."""
    return reduce(or_, (Q(path__startswith=path) for path in paths), Q(pk__in=()))

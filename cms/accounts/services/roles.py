"""Giving and ending roles: the actor's right is checked, the reason kept, the act recorded, the derived rows renewed."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q
from wagtail.models import Page

from cms.accounts.models import Agency, Role, RoleGrant, User
from cms.accounts.permissions import may_administer, may_grant
from cms.accounts.selectors import user_of
from cms.audit.events import Event
from cms.audit.services import record_events
from cms.core import clock
from cms.core.errors import Refused
from cms.core.papers import Actor

from .derived import derive_guardian_rows


@transaction.atomic
def grant_role(
    *,
    actor: Actor,
    user: User,
    role: str,
    agency: Agency | None = None,
    page: Page | None = None,
    starts_at: datetime | None = None,
    ends_at: datetime | None = None,
    reason: str,
) -> RoleGrant:
    """Give the role on one agency or one page (covers all below), from starts_at (now) until before ends_at (open).

    The actor is a superuser, an account manager over the agency, or kind "system". Raises Refused, and then nothing is written.
    """
    starts_at = starts_at or clock.now()
    granted_by = _administrator(actor, role, agency)
    _check_grant(user=user, role=role, agency=agency, page=page, starts_at=starts_at, ends_at=ends_at, reason=reason)
    if granted_by == user:
        raise Refused("不能給自己角色。請由另一位帳號管理員授予。")
    grant = RoleGrant.objects.create(
        user=user,
        role=role,
        agency=agency,
        page=page,
        starts_at=starts_at,
        ends_at=ends_at,
        granted_by=granted_by,
        reason=reason.strip(),
    )
    record_events(actor=actor, events=[_event("role_granted", grant)])
    derive_guardian_rows(user)
    return grant


@transaction.atomic
def end_role(*, actor: Actor, grant: RoleGrant, reason: str) -> None:
    """End a grant now; the same people may who may give it. Raises Refused, and then nothing is written."""
    grant = RoleGrant.objects.select_for_update(of=("self",)).select_related("agency", "user").get(pk=grant.pk)
    _administrator(actor, grant.role, grant.agency)
    now = clock.now()
    if not reason.strip():
        raise Refused("終止角色要寫明理由。請填寫理由後再試。")
    if grant.ends_at is not None and grant.ends_at <= now:
        raise Refused("這個角色已經終止，不必再終止一次。")
    grant.ends_at = now
    grant.save(update_fields=["ends_at"])
    record_events(actor=actor, events=[_event("role_ended", grant)])
    derive_guardian_rows(grant.user)


def _administrator(actor: Actor, role: str, agency: Agency | None) -> User | None:
    """The person who gives or ends, None for the system itself; raises Refused without the right."""
    if actor.kind == "system":
        return None
    user = user_of(actor)
    if not may_administer(user, agency):
        where = f"機關「{agency.name}」" if agency else "頁面"
        raise Refused(f"帳號「{user.username}」不是{where}的帳號管理員，不能授予或終止角色。請洽該機關的帳號管理員。")
    if not may_grant(user, role, agency):
        raise Refused(f"角色「{Role(role).label}」影響全市，只能由系統管理員授予或終止。請洽系統管理員。")
    return user


def _check_grant(
    *,
    user: User,
    role: str,
    agency: Agency | None,
    page: Page | None,
    starts_at: datetime,
    ends_at: datetime | None,
    reason: str,
) -> None:
    if role not in Role.values:
        raise Refused(f"沒有「{role}」這個角色。可用的角色是：{'、'.join(Role.values)}。")
    if (agency is None) == (page is None):
        raise Refused("角色要授予在一個機關或一個頁面上，二者擇一。請指定其中一個。")
    if ends_at is not None and ends_at <= starts_at:
        raise Refused("終止時間不能早於或等於生效時間。請修正日期後再試。")
    if not reason.strip():
        raise Refused("授予角色要寫明理由。請填寫理由後再試。")
    same = RoleGrant.objects.filter(user=user, role=role, agency=agency, page=page)
    overlapping = same.filter(Q(ends_at__isnull=True) | Q(ends_at__gt=starts_at))
    if (overlapping.filter(starts_at__lt=ends_at) if ends_at else overlapping).exists():
        raise Refused(f"帳號「{user.username}」在這段時間已有這個角色。請先終止原有的授予，或修正日期。")


def _event(action: str, grant: RoleGrant) -> Event:
    """Whose grant, which role, where and until when; the reason stays with the grant, as it may name people."""
    return Event(
        action=action,
        object_kind="role_grant",
        object_ref=str(grant.pk),
        detail={
            "user": grant.user.username,
            "role": grant.role,
            "agency": grant.agency.code if grant.agency else "",
            "page": grant.page_id or 0,
            "starts_at": grant.starts_at.isoformat(),
            "ends_at": grant.ends_at.isoformat() if grant.ends_at else "",
        },
    )

"""Giving and ending roles: allowed and refused share one set-up, and a refusal changes nothing."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from guardian.models import UserObjectPermission

from cms.accounts.models import Role, RoleGrant, User
from cms.accounts.permissions import has_role
from cms.accounts.selectors import actor_for
from cms.accounts.services import derive_guardian_rows, end_role, grant_role, refresh_derived_rights
from cms.audit.models import AuditEvent
from cms.core import clock
from cms.core.errors import Refused
from cms.core.papers import Actor


@pytest.fixture
def manager(city, people, system) -> Actor:
    """The account manager of the education bureau."""
    grant_role(actor=system, user=people.manager, role=Role.ACCOUNT_MANAGER, agency=city.education, reason="教育局帳號")
    return actor_for(people.manager, "admin")


def _state() -> tuple:
    """All that a refusal must leave alone."""
    grants = list(RoleGrant.objects.order_by("pk").values())
    rows = list(UserObjectPermission.objects.order_by("pk").values())
    return grants, rows, AuditEvent.objects.count(), list(User.user_permissions.through.objects.values())


def test_the_system_grants_and_it_is_on_record(city, people, system):
    grant = grant_role(actor=system, user=people.clerk, role=Role.CLERK, agency=city.longmen, reason="承辦畢業證書")
    assert has_role(people.clerk, Role.CLERK, city.longmen)
    assert grant.granted_by is None
    event = AuditEvent.objects.get(action="role_granted")
    assert (event.actor_ref, event.object_ref) == ("setup", str(grant.pk))
    assert (event.detail["user"], event.detail["role"], event.detail["agency"]) == ("clerk", "clerk", "333303")
    assert "承辦畢業證書" not in str(event.detail)


def test_a_superuser_grants_everywhere_even_on_pages(city, pages, people):
    admin = actor_for(people.admin, "admin")
    grant_role(actor=admin, user=people.clerk, role=Role.CLERK, agency=city.social, reason="測試")
    grant = grant_role(actor=admin, user=people.clerk, role=Role.DESIGNER, page=pages.diplomas, reason="測試")
    assert grant.granted_by == people.admin


def test_an_account_manager_grants_below_and_nowhere_else(city, pages, people, manager):
    grant_role(actor=manager, user=people.clerk, role=Role.CLERK, agency=city.longmen, reason="測試")
    assert has_role(people.clerk, Role.CLERK, city.longmen)
    before = _state()
    for where in ({"agency": city.social}, {"agency": city.root}, {"page": pages.diplomas}):
        with pytest.raises(Refused, match="不是"):
            grant_role(actor=manager, user=people.clerk, role=Role.CLERK, reason="測試", **where)
    assert _state() == before


@pytest.mark.parametrize("who", ["clerk", "stranger"])
def test_others_grant_nothing(city, people, system, who: str):
    grant_role(actor=system, user=people.clerk, role=Role.CLERK, agency=city.longmen, reason="測試")
    before = _state()
    with pytest.raises(Refused, match="帳號管理員"):
        actor = actor_for(getattr(people, who), "admin")
        grant_role(actor=actor, user=people.stranger, role=Role.CLERK, agency=city.longmen, reason="測試")
    assert _state() == before


@pytest.mark.parametrize("kind", ["public", "citizen"])
def test_visitors_grant_nothing(city, people, kind: str):
    before = _state()
    with pytest.raises(Refused, match="帳號"):
        actor = Actor(kind=kind, ref="admin", via="portal")
        grant_role(actor=actor, user=people.clerk, role=Role.CLERK, agency=city.longmen, reason="測試")
    assert _state() == before


def test_a_closed_account_grants_nothing(city, people, manager):
    people.manager.is_active = False
    people.manager.save()
    before = _state()
    with pytest.raises(Refused, match="停用"):
        grant_role(actor=manager, user=people.clerk, role=Role.CLERK, agency=city.longmen, reason="測試")
    assert _state() == before


def test_nobody_grants_to_themselves(city, people, manager):
    before = _state()
    for actor, user in ((manager, people.manager), (actor_for(people.admin, "admin"), people.admin)):
        with pytest.raises(Refused, match="自己"):
            grant_role(actor=actor, user=user, role=Role.AUDITOR, agency=city.longmen, reason="測試")
    assert _state() == before


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"role": "king"}, "沒有「king」"),
        ({"agency": None}, "二者擇一"),
        ({"reason": "  "}, "理由"),
        ({"ends_at": clock.now() - timedelta(days=1)}, "終止時間"),
    ],
)
def test_a_grant_that_makes_no_sense_is_refused(city, people, system, change: dict, words: str):
    before = _state()
    wanted = {"user": people.clerk, "role": Role.CLERK, "agency": city.longmen, "reason": "測試"} | change
    with pytest.raises(Refused, match=words):
        grant_role(actor=system, **wanted)
    assert _state() == before


def test_a_grant_on_both_agency_and_page_is_refused(city, pages, people, system):
    with pytest.raises(Refused, match="二者擇一"):
        grant_role(
            actor=system,
            user=people.clerk,
            role=Role.DESIGNER,
            agency=city.root,
            page=pages.diplomas,
            reason="測試",
        )


def test_the_same_role_twice_at_a_time_is_refused_and_later_is_not(city, people, system):
    now = clock.now()
    week = timedelta(days=7)
    same = {"actor": system, "user": people.clerk, "role": Role.CLERK, "agency": city.longmen, "reason": "測試"}
    grant_role(**same, starts_at=now, ends_at=now + week)
    for start, end in ((now, None), (now - week, now + week / 2), (now + week / 2, now + 2 * week)):
        with pytest.raises(Refused, match="已有這個角色"):
            grant_role(**same, starts_at=start, ends_at=end)
    grant_role(**same, starts_at=now + week)
    grant_role(**same, starts_at=now - week, ends_at=now)
    assert RoleGrant.objects.count() == 3


def test_ending_takes_the_role_away_and_is_on_record(city, people, manager, system):
    grant = grant_role(actor=system, user=people.clerk, role=Role.CLERK, agency=city.longmen, reason="測試")
    end_role(actor=manager, grant=grant, reason="調職")
    assert not has_role(people.clerk, Role.CLERK, city.longmen)
    event = AuditEvent.objects.get(action="role_ended")
    assert (event.actor_ref, event.object_ref) == ("manager", str(grant.pk))


def test_ending_is_refused_without_right_reason_or_object(city, people, manager, system):
    grant = grant_role(actor=system, user=people.clerk, role=Role.CLERK, agency=city.social, reason="測試")
    before = _state()
    with pytest.raises(Refused, match="帳號管理員"):
        end_role(actor=manager, grant=grant, reason="調職")
    with pytest.raises(Refused, match="帳號管理員"):
        end_role(actor=actor_for(people.clerk, "admin"), grant=grant, reason="調職")
    with pytest.raises(Refused, match="理由"):
        end_role(actor=system, grant=grant, reason="")
    assert _state() == before
    end_role(actor=system, grant=grant, reason="調職")
    before = _state()
    with pytest.raises(Refused, match="已經終止"):
        end_role(actor=system, grant=grant, reason="調職")
    assert _state() == before


def test_agency_roles_become_object_permissions_and_access_to_the_admin(city, people, system):
    assert not _fresh(people.clerk).has_perm("wagtailadmin.access_admin")
    clerk = grant_role(actor=system, user=people.clerk, role=Role.CLERK, agency=city.longmen, reason="測試")
    approver = grant_role(actor=system, user=people.clerk, role=Role.APPROVER, agency=city.daan, reason="測試")
    user = _fresh(people.clerk)
    assert user.has_perm("accounts.upload_batch", city.longmen)
    assert not user.has_perm("accounts.upload_batch", city.daan)
    assert user.has_perm("accounts.approve_batch", city.daan)
    assert not user.has_perm("accounts.upload_batch")
    assert user.has_perm("wagtailadmin.access_admin")

    end_role(actor=system, grant=clerk, reason="調職")
    user = _fresh(people.clerk)
    assert not user.has_perm("accounts.upload_batch", city.longmen)
    assert user.has_perm("accounts.approve_batch", city.daan)
    assert user.has_perm("wagtailadmin.access_admin")

    end_role(actor=system, grant=approver, reason="調職")
    user = _fresh(people.clerk)
    assert not user.has_perm("accounts.approve_batch", city.daan)
    assert not user.has_perm("wagtailadmin.access_admin")


def test_a_designer_gets_the_page_and_others_get_none(pages, people, system):
    grant_role(actor=system, user=people.clerk, role=Role.DESIGNER, page=pages.diplomas, reason="測試")
    grant_role(actor=system, user=people.stranger, role=Role.CLERK, page=pages.diplomas, reason="測試")
    for permission in ("add_page", "change_page", "publish_page"):
        assert _fresh(people.clerk).has_perm(f"wagtailcore.{permission}", pages.diplomas)
        assert not _fresh(people.clerk).has_perm(f"wagtailcore.{permission}", pages.welfare)
        assert not _fresh(people.stranger).has_perm(f"wagtailcore.{permission}", pages.diplomas)


def test_rows_that_no_grant_stands_for_are_taken_away(city, people, system):
    grant_role(actor=system, user=people.clerk, role=Role.CLERK, agency=city.longmen, reason="測試")
    kept = UserObjectPermission.objects.get(user=people.clerk)
    permission = Permission.objects.get(codename="approve_batch")
    UserObjectPermission.objects.create(
        user=people.clerk, content_type=permission.content_type, permission=permission, object_pk=str(city.social.pk)
    )
    derive_guardian_rows(people.clerk)
    assert list(UserObjectPermission.objects.filter(user=people.clerk)) == [kept]


def test_dates_alone_begin_and_end_derived_rights(city, people, system, monkeypatch):
    now = clock.now()
    day = timedelta(days=1)
    grant_role(
        actor=system,
        user=people.clerk,
        role=Role.CLERK,
        agency=city.longmen,
        starts_at=now + day,
        ends_at=now + 2 * day,
        reason="代理一天",
    )
    for later, holds in ((0, False), (1, True), (2, False)):
        monkeypatch.setattr(clock, "now", lambda later=later: now + later * day)
        assert refresh_derived_rights() == 1
        assert _fresh(people.clerk).has_perm("accounts.upload_batch", city.longmen) is holds
        assert _fresh(people.clerk).has_perm("wagtailadmin.access_admin") is holds


def _fresh(user: User) -> User:
    """Read again, as both Django and guardian remember what they have answered."""
    return User.objects.get(pk=user.pk)

"""Who is covered where and when: the visible and the hidden are named in every test."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser

from cms.accounts.models import Role, RoleGrant
from cms.accounts.permissions import agencies_for, grants_for, has_role, may_read_audit, pages_for
from cms.core import clock

NOW = clock.now()


@pytest.fixture
def give(db):
    """A grant as a row, past the service: these tests are about reading."""

    def _give(user, role, *, agency=None, page=None, start=-1, end=None) -> RoleGrant:
        return RoleGrant.objects.create(
            user=user,
            role=role,
            agency=agency,
            page=page,
            starts_at=NOW + timedelta(hours=start),
            ends_at=None if end is None else NOW + timedelta(hours=end),
            reason="測試",
        )

    return _give


def test_a_role_covers_its_agency_and_what_is_below(city, people, give):
    give(people.clerk, Role.CLERK, agency=city.education)
    assert set(agencies_for(people.clerk, Role.CLERK)) == {city.education, city.longmen, city.daan}
    assert has_role(people.clerk, Role.CLERK, city.longmen)
    assert not has_role(people.clerk, Role.CLERK, city.root)
    assert not has_role(people.clerk, Role.CLERK, city.social)
    assert not agencies_for(people.stranger, Role.CLERK).exists()


def test_a_school_clerk_sees_neither_sister_nor_parent(city, people, give):
    give(people.clerk, Role.CLERK, agency=city.longmen)
    assert set(agencies_for(people.clerk, Role.CLERK)) == {city.longmen}
    assert not has_role(people.clerk, Role.CLERK, city.daan)
    assert not has_role(people.clerk, Role.CLERK, city.education)


def test_another_role_is_another_right(city, people, give):
    give(people.clerk, Role.CLERK, agency=city.longmen)
    assert not agencies_for(people.clerk, Role.APPROVER).exists()
    assert not has_role(people.clerk, Role.APPROVER, city.longmen)
    assert agencies_for(people.clerk, Role.APPROVER, Role.CLERK).exists()
    assert not agencies_for(people.clerk).exists()


def test_grants_add_up_and_one_query_finds_the_rows(city, people, give, django_assert_num_queries):
    give(people.clerk, Role.CLERK, agency=city.longmen)
    give(people.clerk, Role.APPROVER, agency=city.social)
    with django_assert_num_queries(2):
        assert set(agencies_for(people.clerk, Role.CLERK, Role.APPROVER)) == {city.longmen, city.social}


@pytest.mark.parametrize(
    "times",
    [
        (2, -0.001, False),
        (2, 0, True),
        (2, 1.999, True),
        (2, 2, False),
        (None, 99_999, True),
    ],
)
def test_a_grant_holds_from_its_start_until_before_its_end(city, people, give, times):
    end, hours, covered = times
    give(people.clerk, Role.CLERK, agency=city.longmen, start=0, end=end)
    at = NOW + timedelta(hours=hours)
    assert agencies_for(people.clerk, Role.CLERK, at=at).exists() is covered


def test_has_role_asks_the_clock(city, people, give, monkeypatch):
    give(people.clerk, Role.CLERK, agency=city.longmen, start=0, end=2)
    for hours, holds in ((-1, False), (1, True), (2, False)):
        monkeypatch.setattr(clock, "now", lambda hours=hours: NOW + timedelta(hours=hours))
        assert has_role(people.clerk, Role.CLERK, city.longmen) is holds


def test_a_superuser_and_a_nobody_hold_no_role(city, people):
    for user in (people.admin, AnonymousUser()):
        assert not agencies_for(user, *Role.values).exists()
        assert not has_role(user, Role.CLERK, city.longmen)


def test_a_closed_account_holds_no_role(city, people, give):
    give(people.clerk, Role.CLERK, agency=city.longmen)
    people.clerk.is_active = False
    people.clerk.save()
    assert not agencies_for(people.clerk, Role.CLERK).exists()
    assert not has_role(people.clerk, Role.CLERK, city.longmen)


def test_a_role_on_a_page_covers_its_subtree_and_no_agency(city, pages, people, give):
    give(people.clerk, Role.DESIGNER, page=pages.diplomas)
    assert {page.pk for page in pages_for(people.clerk, Role.DESIGNER)} == {pages.diplomas.pk, pages.diplomas_child.pk}
    assert not pages_for(people.stranger, Role.DESIGNER).exists()
    assert not agencies_for(people.clerk, Role.DESIGNER).exists()


def test_grants_are_seen_by_their_owner_and_by_who_administers_or_audits(city, people, give):
    own = give(people.clerk, Role.CLERK, agency=city.longmen)
    other = give(people.stranger, Role.CLERK, agency=city.social)
    manages = give(people.manager, Role.ACCOUNT_MANAGER, agency=city.education)
    assert set(grants_for(people.clerk)) == {own}
    assert set(grants_for(people.manager)) == {own, manages}
    assert set(grants_for(people.admin)) == {own, other, manages}


def test_the_trail_is_for_auditors_of_the_whole_city(city, people, give):
    give(people.clerk, Role.AUDITOR, agency=city.education)
    give(people.manager, Role.AUDITOR, agency=city.root)
    assert may_read_audit(people.manager)
    assert may_read_audit(people.admin)
    assert not may_read_audit(people.clerk)
    assert not may_read_audit(people.stranger)

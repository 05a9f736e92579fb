"""The admin with derived rights: which pages, which lists, and that lists only show."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import Page
from wagtail.permissions import policy_registry

from cms.accounts.models import Role, User
from cms.accounts.policies import GuardianPagePermissionPolicy
from cms.accounts.services import end_role, grant_role, refresh_derived_rights
from cms.audit.models import AuditEvent
from cms.core import clock


@pytest.fixture
def signed_in(db):
    def _signed_in(user: User) -> Client:
        client = Client()
        client.force_login(User.objects.get(pk=user.pk))
        return client

    return _signed_in


@pytest.fixture
def designer(pages, people, system) -> User:
    grant_role(actor=system, user=people.clerk, role=Role.DESIGNER, page=pages.diplomas, reason="設計畢業證書")
    return User.objects.get(pk=people.clerk.pk)


@pytest.mark.parametrize("name", ["edit", "history", "usage", "copy", "move", "unpublish"])
def test_a_designer_opens_what_is_below_the_page_and_nothing_else(designer, pages, signed_in, name: str):
    client = signed_in(designer)
    for page, opens in ((pages.diplomas_child, True), (pages.welfare_child, False), (pages.welfare, False)):
        response = client.get(reverse(f"wagtailadmin_pages:{name}", args=[page.pk]))
        assert (response.status_code == 200) is opens, (page.title, response.status_code)


def test_the_explorer_shows_a_designer_the_own_subject_only(designer, pages, signed_in):
    client = signed_in(designer)
    # Wagtail leads people to the deepest page that they may explore.
    listing = client.get(reverse("wagtailadmin_explore", args=[pages.diplomas.pk])).content.decode()
    assert "diplomas child" in listing
    assert client.get(reverse("wagtailadmin_explore", args=[pages.welfare.pk])).status_code == 302
    found = client.get(reverse("wagtailadmin_pages:search"), {"q": "child"}).content.decode()
    assert "welfare child" not in found


def test_a_designer_publishes_below_and_not_elsewhere(designer, pages):
    assert pages.diplomas_child.permissions_for_user(designer).can_publish()
    assert pages.diplomas.permissions_for_user(designer).can_add_subpage()
    assert not pages.welfare.permissions_for_user(designer).can_publish()
    assert not pages.welfare.permissions_for_user(designer).can_add_subpage()
    assert not pages.root.permissions_for_user(designer).can_edit()


def test_somebody_without_a_role_is_not_let_in(pages, people, signed_in):
    client = signed_in(people.stranger)
    assert client.get(reverse("wagtailadmin_home")).status_code == 302
    assert client.get(reverse("wagtailadmin_pages:edit", args=[pages.diplomas.pk])).status_code == 302


def test_a_role_that_ended_lets_nobody_in(designer, pages, people, system, signed_in):
    end_role(actor=system, grant=designer.role_grants.get(), reason="調職")
    assert signed_in(designer).get(reverse("wagtailadmin_pages:edit", args=[pages.diplomas.pk])).status_code == 302


def test_a_role_that_ran_out_lets_nobody_in_once_rights_are_refreshed(designer, pages, signed_in, monkeypatch):
    designer.role_grants.update(ends_at=clock.now() + timedelta(days=1))
    tomorrow = clock.now() + timedelta(days=1, seconds=1)
    monkeypatch.setattr(clock, "now", lambda: tomorrow)
    refresh_derived_rights()
    assert signed_in(designer).get(reverse("wagtailadmin_pages:edit", args=[pages.diplomas.pk])).status_code == 302


def test_wagtail_uses_our_policy_and_its_lists_of_people_know_roles(designer, pages, people):
    policy = policy_registry.get_by_type(Page)
    assert isinstance(policy, GuardianPagePermissionPolicy)
    both = {designer.pk, people.admin.pk}
    ask = policy.users_with_any_permission_for_instance
    assert {user.pk for user in policy.users_with_any_permission({"publish"})} == both
    assert {user.pk for user in ask({"publish"}, pages.diplomas_child)} == both
    assert {user.pk for user in ask({"publish"}, pages.welfare)} == {people.admin.pk}
    assert not policy.users_with_any_permission({"bulk_delete"}, include_superusers=False)


def test_everybody_inside_reads_the_tree(city, people, system, signed_in):
    grant_role(actor=system, user=people.clerk, role=Role.CLERK, agency=city.longmen, reason="測試")
    page = signed_in(people.clerk).get(reverse("accounts_agency_modeladmin_index"))
    assert page.status_code == 200
    assert "　　示範市立龍門國民中學" in page.content.decode()
    assert signed_in(people.stranger).get(reverse("accounts_agency_modeladmin_index")).status_code == 302


def test_grants_are_listed_and_inspected_by_who_may_see_them(city, people, system, signed_in):
    own = grant_role(actor=system, user=people.clerk, role=Role.CLERK, agency=city.longmen, reason="看得到")
    other = grant_role(actor=system, user=people.stranger, role=Role.CLERK, agency=city.social, reason="看不到")
    client = signed_in(people.clerk)
    listing = client.get(reverse("accounts_rolegrant_modeladmin_index")).content.decode()
    assert "龍門" in listing and "社會局" not in listing
    for grant, status in ((own, 200), (other, 302)):
        assert client.get(reverse("accounts_rolegrant_modeladmin_inspect", args=[grant.pk])).status_code == status


def test_the_trail_is_read_by_auditors_and_superusers_only(city, people, system, signed_in):
    grant_role(actor=system, user=people.clerk, role=Role.CLERK, agency=city.root, reason="測試")
    grant_role(actor=system, user=people.manager, role=Role.AUDITOR, agency=city.root, reason="測試")
    event = AuditEvent.objects.first()
    addresses = (
        reverse("audit_auditevent_modeladmin_index"),
        reverse("audit_auditevent_modeladmin_inspect", args=[event.pk]),
    )
    for user, status in ((people.manager, 200), (people.admin, 200), (people.clerk, 302)):
        for address in addresses:
            assert signed_in(user).get(address).status_code == status


def test_the_lists_change_nothing_for_anybody(city, people, system, signed_in):
    grant = grant_role(actor=system, user=people.clerk, role=Role.CLERK, agency=city.longmen, reason="測試")
    event = AuditEvent.objects.first()
    client = signed_in(people.admin)
    for name, pk in (
        ("accounts_agency", city.longmen.pk),
        ("accounts_rolegrant", grant.pk),
        ("audit_auditevent", event.pk),
    ):
        assert client.post(reverse(f"{name}_modeladmin_create"), {}).status_code == 302
        for act in ("edit", "delete"):
            assert client.post(reverse(f"{name}_modeladmin_{act}", args=[pk]), {}).status_code == 302
    grant.refresh_from_db()
    assert grant.ends_at is None

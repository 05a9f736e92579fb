"""Delegated account administration, through the screens: an account manager inside the own agencies, and nobody elsewhere."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice
from wagtail.models import Page

from cms.accounts.models import Role, RoleGrant, User
from cms.accounts.permissions import explain, has_role, may_manage_account
from cms.accounts.selectors import actor_for
from cms.accounts.services import (
    deactivate_account,
    end_role,
    grant_role,
    invite_person,
    make_password_link,
    reset_second_factor,
)
from cms.audit.models import AuditEvent
from cms.core import clock
from cms.core.errors import Refused

NEW_PASSWORD = "a quiet lighthouse 8"


@pytest.fixture(autouse=True)
def _people_of_education(city, people, system):
    """The manager administers education; the clerk works in a school of it; a stranger at social welfare."""
    grant_role(actor=system, user=people.manager, role=Role.ACCOUNT_MANAGER, agency=city.education, reason="教育局帳號")
    grant_role(actor=system, user=people.clerk, role=Role.CLERK, agency=city.longmen, reason="承辦")
    grant_role(actor=system, user=people.stranger, role=Role.CLERK, agency=city.social, reason="承辦")


@pytest.fixture
def signed_in(people):
    def _signed_in(name: str) -> Client:
        client = Client()
        client.force_login(User.objects.get(username=name))
        return client

    return _signed_in


@pytest.fixture
def manager(signed_in) -> Client:
    return signed_in("manager")


def _invitation(city, **change: object) -> dict:
    person = {"username": "newcomer", "last_name": "王", "first_name": "小明", "reason": "新進人員"}
    return person | {"role": Role.CLERK.value, "agency": city.daan.pk} | change


def _state() -> tuple:
    """All that a refusal must leave alone."""
    return (
        list(User.objects.order_by("pk").values("username", "password", "is_active")),
        list(RoleGrant.objects.order_by("pk").values()),
        list(TOTPDevice.objects.values_list("pk")),
        AuditEvent.objects.count(),
    )


def test_a_manager_sees_the_own_people_and_nobody_else(manager, people):
    listing = manager.get(reverse("accounts_people")).content.decode()
    assert "clerk" in listing and "stranger" not in listing and ">admin<" not in listing
    for person, status in ((people.clerk, 200), (people.stranger, 404), (people.admin, 404)):
        assert manager.get(reverse("accounts_person", args=[person.pk])).status_code == status
    found = manager.get(reverse("accounts_people"), {"q": "nobody"}).content.decode()
    assert "沒有符合" in found


def test_a_superuser_sees_everybody_and_others_nothing(signed_in, people):
    listing = signed_in("admin").get(reverse("accounts_people")).content.decode()
    assert "clerk" in listing and "stranger" in listing
    before = _state()
    client = signed_in("clerk")
    for name in ("accounts_people", "accounts_invite", "accounts_grant"):
        assert client.get(reverse(name)).status_code == 302
    for name in ("accounts_person", "accounts_deactivate", "accounts_reset_device"):
        assert client.get(reverse(name, args=[people.clerk.pk])).status_code == 404
    assert client.post(reverse("accounts_password_link", args=[people.clerk.pk])).status_code == 404
    assert "帳號管理" not in client.get("/admin/").content.decode()
    assert _state() == before


def test_an_invited_person_sets_a_password_by_a_link_that_is_shown_and_used_once(manager, city):
    answer = manager.post(reverse("accounts_invite"), _invitation(city, ends_on="2027-01-31"))
    page = answer.content.decode()
    link = re.search(r'value="http://testserver(/admin/set-password/[^"]+)"', page)[1]
    assert "只顯示這一次" in page
    newcomer = User.objects.get(username="newcomer")
    assert newcomer.get_full_name() == "王小明"
    assert not newcomer.has_usable_password()
    grant = newcomer.role_grants.get()
    assert (grant.granted_by.username, grant.reason) == ("manager", "新進人員")
    assert grant.ends_at.astimezone(clock.TAIPEI).isoformat() == "2027-02-01T00:00:00+08:00"
    assert link.split("/")[-2] not in "".join(str(event.detail) for event in AuditEvent.objects.all())

    browser = Client()
    form = browser.get(link, follow=True)
    passwords = {"new_password1": NEW_PASSWORD, "new_password2": NEW_PASSWORD}
    done = browser.post(form.request["PATH_INFO"], passwords, follow=True)
    assert "密碼已設定" in done.content.decode()
    assert "連結已失效" in Client().get(link, follow=True).content.decode()
    browser.post(reverse("wagtailadmin_login"), {"username": "newcomer", "password": NEW_PASSWORD})
    assert browser.get("/admin/").status_code == 200


def test_the_link_lasts_three_days(manager, city, settings):
    assert settings.PASSWORD_RESET_TIMEOUT == 3 * 24 * 3600
    page = manager.post(reverse("accounts_invite"), _invitation(city)).content.decode()
    link = re.search(r"/admin/set-password/[^\"]+", page)[0]
    settings.PASSWORD_RESET_TIMEOUT = -1
    assert "連結已失效" in Client().get(link, follow=True).content.decode()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"username": "clerk"}, "已經有人使用"),
        ({"username": "CLERK"}, "已經有人使用"),
        ({"username": "no spaces"}, "帳號資料不正確"),
        ({"reason": ""}, "w-field--error"),
        ({"starts_on": "2027-02-01", "ends_on": "2027-01-01"}, "終止時間"),
        ({"role": Role.DESIGNER.value}, "w-field--error"),
        ({"agency": 0}, "w-field--error"),
    ],
)
def test_an_invitation_that_cannot_be_is_refused_and_leaves_nothing(manager, city, change: dict, words: str):
    before = _state()
    assert words in manager.post(reverse("accounts_invite"), _invitation(city, **change)).content.decode()
    assert _state() == before


def test_nobody_is_invited_or_granted_to_outside(manager, city, people):
    before = _state()
    for agency in (city.social, city.root):
        manager.post(reverse("accounts_invite"), _invitation(city, agency=agency.pk))
        manager.post(reverse("accounts_grant"), _invitation(city, username="clerk", agency=agency.pk))
        with pytest.raises(Refused, match="不是"):
            invite_person(
                actor=actor_for(people.manager, "admin"),
                username="newcomer",
                last_name="王",
                first_name="小明",
                role=Role.CLERK,
                agency=agency,
                reason="測試",
            )
    assert _state() == before


def test_a_role_is_granted_to_somebody_from_elsewhere_and_makes_visible(manager, city, people):
    answer = manager.post(reverse("accounts_grant"), _invitation(city, username="stranger", role=Role.APPROVER.value))
    assert answer.url == reverse("accounts_person", args=[people.stranger.pk])
    assert has_role(people.stranger, Role.APPROVER, city.daan)
    page = manager.get(answer.url).content.decode()
    # What the person holds at social welfare is not education's business.
    assert "示範市立大安國民中學" in page and "社會局" not in page
    assert (
        "查無可用的帳號"
        in manager.post(reverse("accounts_grant"), _invitation(city, username="nobody")).content.decode()
    )


def test_roles_of_the_city_are_not_an_agencys_to_give_or_end(city, people, system):
    actor = actor_for(people.manager, "admin")
    given = grant_role(actor=system, user=people.clerk, role=Role.DESIGNER, agency=city.longmen, reason="測試")
    before = _state()
    with pytest.raises(Refused, match="影響全市"):
        grant_role(actor=actor, user=people.clerk, role=Role.DESIGNER, agency=city.daan, reason="測試")
    with pytest.raises(Refused, match="影響全市"):
        end_role(actor=actor, grant=given, reason="測試")
    assert _state() == before
    end_role(actor=actor_for(people.admin, "admin"), grant=given, reason="測試")


def test_a_role_is_ended_with_a_reason_and_one_elsewhere_is_not_there(manager, city, people):
    own, other = people.clerk.role_grants.get(), people.stranger.role_grants.get()
    before = _state()
    assert manager.post(reverse("accounts_end_grant", args=[own.pk]), {"reason": " "}).status_code == 200
    assert manager.post(reverse("accounts_end_grant", args=[other.pk]), {"reason": "調職"}).status_code == 404
    assert manager.post(reverse("accounts_end_grant", args=[0]), {"reason": "調職"}).status_code == 404
    assert _state() == before
    manager.post(reverse("accounts_end_grant", args=[own.pk]), {"reason": "調職"})
    assert not has_role(people.clerk, Role.CLERK, city.longmen)


def test_an_account_is_closed_with_all_its_roles_and_is_out_at_once(manager, city, people, signed_in, system):
    grant_role(
        actor=system,
        user=people.clerk,
        role=Role.APPROVER,
        agency=city.daan,
        starts_at=clock.now() + timedelta(days=9),
        reason="下學期",
    )
    inside = signed_in("clerk")
    assert inside.get("/admin/").status_code == 200
    manager.post(reverse("accounts_deactivate", args=[people.clerk.pk]), {"reason": "離職"})
    people.clerk.refresh_from_db()
    assert not people.clerk.is_active
    assert all(grant.ends_at for grant in people.clerk.role_grants.all())
    assert inside.get("/admin/").status_code == 302
    assert AuditEvent.objects.get(action="account_deactivated").detail == {"reason": "離職"}


def test_whose_roles_reach_outside_is_not_a_managers_to_close_or_help(manager, city, people, system):
    grant_role(actor=system, user=people.clerk, role=Role.CLERK, agency=city.social, reason="支援")
    TOTPDevice.objects.create(user=people.clerk, name="phone")
    before = _state()
    for name in ("accounts_deactivate", "accounts_password_link", "accounts_reset_device"):
        assert manager.post(reverse(name, args=[people.clerk.pk]), {"reason": "測試"}).status_code == 404
    actor = actor_for(people.manager, "admin")
    for act in (
        lambda: deactivate_account(actor=actor, user=people.clerk, reason="測試"),
        lambda: make_password_link(actor=actor, user=people.clerk),
        lambda: reset_second_factor(actor=actor, user=people.clerk, reason="測試"),
    ):
        with pytest.raises(Refused, match="管轄以外"):
            act()
    assert _state() == before
    assert "停用帳號" not in manager.get(reverse("accounts_person", args=[people.clerk.pk])).content.decode()


def test_whose_account_one_may_manage(city, pages, people, system):
    manages = lambda account: may_manage_account(people.manager, account)  # noqa: E731
    assert manages(people.clerk)
    assert not manages(people.manager)
    assert not manages(people.admin)
    assert not manages(User.objects.create_user("without.roles"))
    assert not may_manage_account(people.clerk, people.stranger)
    assert may_manage_account(people.admin, people.stranger)
    grant_role(actor=system, user=people.clerk, role=Role.DESIGNER, page=pages.diplomas, reason="測試")
    assert not manages(people.clerk)
    grant_role(actor=system, user=people.admin, role=Role.CLERK, agency=city.longmen, reason="測試")
    assert not manages(people.admin)
    # A role that ended elsewhere is history.
    end_role(actor=system, grant=people.clerk.role_grants.get(role=Role.DESIGNER), reason="測試")
    assert manages(people.clerk)


def test_a_lost_device_is_forgotten(manager, people):
    TOTPDevice.objects.create(user=people.clerk, name="phone")
    StaticDevice.objects.create(user=people.clerk, name="codes")
    address = reverse("accounts_reset_device", args=[people.clerk.pk])
    assert manager.post(address, {"reason": ""}).status_code == 200
    assert TOTPDevice.objects.exists()
    manager.post(address, {"reason": "手機遺失"})
    assert not TOTPDevice.objects.exists() and not StaticDevice.objects.exists()


def test_a_closed_account_gets_no_link(manager, people):
    User.objects.filter(pk=people.clerk.pk).update(is_active=False)
    before = _state()
    assert manager.post(reverse("accounts_password_link", args=[people.clerk.pk])).status_code == 302
    assert _state() == before


def test_every_act_asks_who_it_is_again_after_five_minutes(manager, city, people, monkeypatch):
    soon = clock.now() + timedelta(minutes=6)
    monkeypatch.setattr(clock, "now", lambda: soon)
    before = _state()
    addresses = [reverse("accounts_invite"), reverse("accounts_grant")]
    addresses += [
        reverse(f"accounts_{name}", args=[people.clerk.pk]) for name in ("deactivate", "password_link", "reset_device")
    ]
    addresses.append(reverse("accounts_end_grant", args=[people.clerk.role_grants.get().pk]))
    for address in addresses:
        assert manager.post(address, _invitation(city)).url.startswith("/admin/confirm/?next=")
    assert _state() == before


@pytest.mark.parametrize("name", ["wagtailusers_users:index", "wagtailusers_users:add", "wagtailusers_groups:index"])
def test_wagtails_own_screens_for_people_are_for_superusers(signed_in, people, name: str):
    people.manager.user_permissions.add(
        *Permission.objects.filter(
            content_type__model__in=("user", "group"), content_type__app_label__in=("accounts", "auth")
        )
    )
    assert signed_in("manager").get(reverse(name)).status_code == 302
    assert signed_in("admin").get(reverse(name)).status_code == 200


def test_who_can_see_this_and_why(city, people, system):
    until = clock.now() + timedelta(days=3)
    grant_role(actor=system, user=people.clerk, role=Role.AUDITOR, agency=city.root, ends_at=until, reason="稽核")
    grant_role(
        actor=system,
        user=people.stranger,
        role=Role.CLERK,
        agency=city.longmen,
        starts_at=until,
        reason="還沒開始",
    )
    told = explain(None, city.longmen)
    assert [(one.user.username, one.role, one.where.name) for one in told] == [
        ("clerk", Role.CLERK, "示範市立龍門國民中學"),
        ("manager", Role.ACCOUNT_MANAGER, "教育局"),
        ("clerk", Role.AUDITOR, "示範市政府"),
    ]
    assert told[-1].until == until and told[0].until is None
    assert [one.role for one in explain(people.clerk, city.longmen)] == [Role.CLERK, Role.AUDITOR]
    assert explain(people.clerk, city.social)[0].role == Role.AUDITOR
    assert explain(people.admin, city.longmen) == ()


def test_the_page_chooser_is_open_to_who_may_edit_only(city, people, pages, system, signed_in):
    grant_role(actor=system, user=people.clerk, role=Role.DESIGNER, page=pages.diplomas, reason="測試")
    client = signed_in("clerk")
    root = Page.objects.get(depth=1)
    shown = client.get(reverse("wagtailadmin_choose_page_child", args=[root.pk]), {"page_type": "wagtailcore.page"})
    assert "welfare" not in shown.content.decode()
    found = client.get(reverse("wagtailadmin_choose_page_search"), {"q": "child"}).content.decode()
    assert "diplomas child" in found and "welfare child" not in found

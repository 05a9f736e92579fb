"""A staff session ends after thirty idle minutes and after twelve hours, and grave acts ask who it is again."""

from datetime import timedelta

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse
from django_otp.oath import totp
from django_otp.plugins.otp_totp.models import TOTPDevice

from cms.accounts import sessions
from cms.accounts.models import Role, User
from cms.accounts.reauthentication import freshly_authenticated, is_fresh
from cms.accounts.services import grant_role
from cms.core import clock

PASSWORD = "correct horse battery"
HOME = "/admin/"


@pytest.fixture
def clerk(city, people, system) -> User:
    grant_role(actor=system, user=people.clerk, role=Role.CLERK, agency=city.longmen, reason="測試")
    people.clerk.set_password(PASSWORD)
    people.clerk.save()
    return User.objects.get(pk=people.clerk.pk)


@pytest.fixture
def browser(clerk) -> Client:
    client = Client()
    client.force_login(clerk)
    return client


@pytest.fixture
def later(monkeypatch):
    """Move the clock on, again and again."""
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now)

    def _later(**time: float) -> None:
        nonlocal now
        now += timedelta(**time)

    return _later


def test_thirty_idle_minutes_sign_out_in_words(later, browser):
    for _ in range(3):
        later(minutes=29)
        assert browser.get(HOME).status_code == 200
    later(minutes=30)
    answer = browser.get(HOME, follow=True)
    assert answer.redirect_chain[0][0].startswith(reverse("wagtailadmin_login"))
    assert "已閒置超過 30 分鐘" in answer.content.decode()
    assert browser.get(HOME).status_code == 302


def test_a_page_that_calls_by_itself_keeps_nobody_signed_in(later, browser):
    for _ in range(3):
        later(minutes=10)
        answer = browser.get(reverse("wagtailadmin_account"), headers={"sec-fetch-mode": "cors"})
    assert answer.status_code == 302


def test_twelve_hours_sign_out_whoever_is_busy(later, browser):
    for _ in range(35):
        later(minutes=20)
        assert browser.get(HOME).status_code == 200
    later(minutes=20)
    assert "已滿 12 小時" in browser.get(HOME, follow=True).content.decode()


def test_a_session_that_knows_no_times_is_over(browser):
    session = browser.session
    del session[sessions.SEEN]
    session.save()
    assert browser.get(HOME).status_code == 302


def test_scripts_of_a_session_that_is_over_get_no_page(later, browser):
    later(minutes=31)
    assert browser.get(HOME, headers={"x-requested-with": "XMLHttpRequest"}).status_code == 403


# What a view asks of who was here a while ago.


@freshly_authenticated()
def _seal(request: HttpRequest) -> HttpResponse:
    return HttpResponse("sealed")


@freshly_authenticated(back="accounts_person")
def _post_only(request: HttpRequest, pk: int) -> HttpResponse:
    return HttpResponse("done")


def _request(browser: Client, clerk: User, method: str = "get", **headers: str) -> HttpRequest:
    request = getattr(RequestFactory(headers=headers), method)("/admin/issuance/batches/AB/seal/?x=1")
    request.session, request.user = browser.session, clerk
    return request


def test_the_view_opens_within_five_minutes_and_asks_after(later, browser, clerk):
    later(minutes=5)
    assert _seal(_request(browser, clerk)).content == b"sealed"
    later(seconds=1)
    answer = _seal(_request(browser, clerk))
    assert answer.url == "/admin/confirm/?next=%2Fadmin%2Fissuance%2Fbatches%2FAB%2Fseal%2F%3Fx%3D1"
    assert _seal(_request(browser, clerk, "post")).url.endswith("%2Fseal%2F")
    assert (
        _post_only(_request(browser, clerk, "post"), pk=7).url
        == "/admin/confirm/?next=%2Fadmin%2Faccounts%2Fpeople%2F7%2F"
    )


def test_a_script_is_told_where_to_confirm(later, browser, clerk):
    later(minutes=6)
    answer = _seal(_request(browser, clerk, "post", **{"x-requested-with": "XMLHttpRequest"}))
    assert (answer.status_code, answer["Content-Type"]) == (403, "application/json")
    assert b"/admin/confirm/?next=" in answer.content


def test_the_code_must_be_fresh_too_where_it_is_asked(settings, browser, clerk):
    settings.MYDOC_SECOND_FACTOR = True
    request = _request(browser, clerk)
    assert not is_fresh(request)
    sessions.note_code(request.session)
    assert is_fresh(request)


def test_confirming_by_password(later, browser):
    later(minutes=6)
    address = reverse("accounts_confirm")
    assert "密碼不正確" in browser.post(address, {"password": "wrong"}).content.decode()
    assert not sessions.was_shown(browser.session, sessions.PASSWORD, timedelta(minutes=5))
    answer = browser.post(address, {"password": PASSWORD, "next": "/admin/account/"})
    assert answer.url == "/admin/account/"
    assert sessions.was_shown(browser.session, sessions.PASSWORD, timedelta(minutes=5))


def test_confirming_by_password_and_code(settings, later, browser, clerk):
    device = TOTPDevice.objects.create(user=clerk, name="phone")
    settings.MYDOC_SECOND_FACTOR = True
    session = browser.session
    session["otp_device_id"] = device.persistent_id
    session.save()
    later(minutes=6)
    address = reverse("accounts_confirm")
    for given, fresh in (
        ({"password": PASSWORD}, False),
        ({"password": PASSWORD, "code": "1"}, False),
        ({"password": "wrong", "code": f"{totp(device.bin_key):06}"}, False),
        ({"password": PASSWORD, "code": f"{totp(device.bin_key):06}"}, True),
    ):
        TOTPDevice.objects.update(throttling_failure_timestamp=None, throttling_failure_count=0)
        assert (browser.post(address, given).status_code == 302) is fresh, given
        assert sessions.was_shown(browser.session, sessions.CODE, timedelta(minutes=5)) is fresh


def test_guessing_at_the_confirm_page_locks_too(browser):
    answers = [browser.post(reverse("accounts_confirm"), {"password": "wrong"}).status_code for _ in range(5)]
    assert answers == [200, 200, 200, 200, 429]


def test_strangers_confirm_nothing(client, db):
    assert client.get(reverse("accounts_confirm")).url.startswith(reverse("wagtailadmin_login"))

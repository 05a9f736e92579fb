"""Guessing passwords: five tries for a name from an address, one answer for every name."""

from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.contrib.auth import SESSION_KEY
from django.test import Client, RequestFactory
from django.urls import reverse

from cms.accounts.models import Role, User
from cms.accounts.networks import client_address
from cms.accounts.services import grant_role
from cms.audit.models import AuditEvent

PASSWORD = "correct horse battery"


@pytest.fixture
def clerk(city, people, system) -> User:
    grant_role(actor=system, user=people.clerk, role=Role.CLERK, agency=city.longmen, reason="測試")
    people.clerk.set_password(PASSWORD)
    people.clerk.save()
    return people.clerk


def _try(password: str, username: str = "clerk", address: str = "192.0.2.1", **headers: str):
    login = reverse("wagtailadmin_login")
    return Client(REMOTE_ADDR=address).post(login, {"username": username, "password": password}, **headers)


def test_five_failures_lock_the_name_at_the_address_even_for_the_right_password(clerk):
    assert [_try("wrong").status_code for _ in range(5)] == [200, 200, 200, 200, 429]
    answer = _try(PASSWORD)
    assert answer.status_code == 429
    assert "暫停登入十五分鐘" in answer.content.decode()
    assert SESSION_KEY not in answer.client.session
    # Elsewhere, and another name here, go on.
    assert _try(PASSWORD, address="192.0.2.2").status_code == 302
    assert _try("wrong", username="manager").status_code == 200
    assert AuditEvent.objects.filter(action="locked_out", object_ref="clerk").count() == 1


def test_after_fifteen_minutes_the_door_opens_and_trying_meanwhile_does_not_prolong(clerk):
    for _ in range(5):
        _try("wrong")
    begun = AccessAttempt.objects.get().attempt_time
    _try("wrong")
    assert AccessAttempt.objects.get().attempt_time == begun
    AccessAttempt.objects.update(attempt_time=begun - timedelta(minutes=14, seconds=50))
    assert _try(PASSWORD).status_code == 429
    AccessAttempt.objects.update(attempt_time=begun - timedelta(minutes=15, seconds=1))
    assert _try(PASSWORD).status_code == 302


def test_success_forgets_the_failures_before(clerk):
    for _ in range(2):
        assert [_try("wrong").status_code for _ in range(4)] == [200] * 4
        assert _try(PASSWORD).status_code == 302


def test_an_unknown_a_closed_and_an_unused_account_answer_like_a_wrong_password(clerk, people):
    people.manager.set_password(PASSWORD)
    people.manager.is_active = False
    people.manager.save()
    tries = [_try("wrong"), _try("wrong", username="nobody"), _try(PASSWORD, username="manager")]
    pages = {
        one.content.decode().replace(name, "") for one, name in zip(tries, ("clerk", "nobody", "manager"), strict=True)
    }
    assert {one.status_code for one in tries} == {200}
    assert len({_without_token(page) for page in pages}) == 1
    for _ in range(4):
        last = _try("wrong", username="nobody")
    assert last.status_code == 429
    assert not AuditEvent.objects.filter(action="locked_out").exists()


def test_no_password_is_kept(clerk):
    _try("my secret guess")
    kept = AccessAttempt.objects.get()
    assert "my secret guess" not in kept.post_data + kept.get_data


def test_behind_a_proxy_the_proxys_word_counts(clerk, settings):
    settings.MYDOC_CLIENT_ADDRESS = "HTTP_X_FORWARDED_FOR"
    for number in range(5):
        # What stands before the last comma is whatever the client wrote.
        answer = _try("wrong", HTTP_X_FORWARDED_FOR=f"198.51.100.{number}, 203.0.113.9")
    assert answer.status_code == 429
    assert _try(PASSWORD, HTTP_X_FORWARDED_FOR="203.0.113.9").status_code == 429
    assert _try(PASSWORD, HTTP_X_FORWARDED_FOR="203.0.113.10").status_code == 302


@pytest.mark.parametrize(
    ("header", "address"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("1.1.1.1, 203.0.113.9", "203.0.113.9"),
        ("2001:db8::1", "2001:db8::1"),
        ("", "127.0.0.1"),
        ("unknown", "127.0.0.1"),
    ],
)
def test_where_a_request_comes_from(settings, header: str, address: str):
    settings.MYDOC_CLIENT_ADDRESS = "HTTP_X_FORWARDED_FOR"
    assert client_address(RequestFactory().get("/", HTTP_X_FORWARDED_FOR=header)) == address
    settings.MYDOC_CLIENT_ADDRESS = "REMOTE_ADDR"
    assert client_address(RequestFactory().get("/", HTTP_X_FORWARDED_FOR=header, REMOTE_ADDR="")) is None


def _without_token(page: str) -> str:
    return "\n".join(line for line in page.split("\n") if "csrf" not in line.lower())

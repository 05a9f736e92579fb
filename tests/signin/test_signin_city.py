"""Signing in by the demo's city account, a real OpenID provider in a second process: there, back, and out again."""

from __future__ import annotations

import base64
import csv
import re
import stat
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from city_journeys import START, kept_in_session, seen_on, visitor_of
from city_provider import CLIENT, Form, ProviderBrowser, city_account
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.http import HttpResponse
from django.test import Client
from installations import PROJECT, Installation

from cms.accounts.identity import id_hash, mobile_hash
from cms.accounts.models import Citizen
from cms.accounts.visitors import Assurance
from cms.audit.models import AuditEvent
from cms.core.national_ids import national_id_is_sound
from cms.demo.city_account.keys import kept
from cms.demo.city_account.people import PEOPLE, Person
from cms.signin.providers import sign_out_url

SITE = "https://verify.mydoc.example"
DATA = PROJECT / "cms" / "demo" / "data"
LIN = PEOPLE[0]
[LOW] = [person for person in PEOPLE if person.level == "low"]
[UNVERIFIED] = [person for person in PEOPLE if not person.mobile_verified]


@pytest.fixture(scope="module")
def provider(tmp_path_factory) -> Iterator[dict[str, Any]]:
    with city_account(tmp_path_factory.mktemp("city")) as account:
        yield account


@pytest.fixture
def account(provider, settings, db, monkeypatch) -> dict[str, Any]:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    settings.MYDOC_CITY_ACCOUNT = provider
    cache.clear()
    return provider


@pytest.fixture
def browser(account) -> ProviderBrowser:
    return ProviderBrowser(account["issuer"])


def sign_in(client: Client, browser: ProviderBrowser, person: Person, lang: str = "zh") -> HttpResponse:
    """From our start page over the provider back to us."""
    back = browser.sign_in(client.get(START[lang])["Location"], person.sub)
    return client.get(back.removeprefix(SITE))


@pytest.mark.parametrize(("lang", "home"), [("zh", "/my/"), ("en", "/my/en/")])
def test_the_first_sign_in_makes_the_person_and_the_next_finds_them(browser, lang, home):
    client = Client()
    assert sign_in(client, browser, LIN, lang)["Location"] == home
    first = visitor_of(client)
    citizen = Citizen.objects.get()
    assert (first.person, first.assurance) == (citizen.pk, Assurance.CITY)
    assert citizen.id_hash == id_hash(LIN.national_id)
    assert first.mobile_hash == mobile_hash(LIN.mobile)
    again = Client()
    assert sign_in(again, ProviderBrowser(browser.issuer), LIN, lang)["Location"] == home
    assert visitor_of(again) == first
    assert Citizen.objects.count() == 1


def test_the_session_begins_anew_and_holds_no_personal_value(browser):
    client = Client()
    start = client.get(START["zh"])
    before = client.cookies["mydoc_citizen"].value
    client.get(browser.sign_in(start["Location"], LIN.sub).removeprefix(SITE))
    assert client.cookies["mydoc_citizen"].value != before
    kept_there = str(kept_in_session(client))
    assert not any(value in kept_there for value in (LIN.national_id, LIN.mobile, LIN.mobile[1:], LIN.name))


def test_nothing_personal_is_in_the_token_that_signing_out_carries_in_an_address(browser):
    client = Client()
    sign_in(client, browser, LIN)
    proof = kept_in_session(client)["proof"]
    assert proof.startswith("account eyJ")
    address = sign_out_url(proof, back="/my/signed-out/")
    payload = _decoded(parse_qs(urlsplit(address).query)["id_token_hint"][0])
    assert LIN.sub in payload
    assert not any(value in payload for value in (LIN.national_id, LIN.mobile[1:]))


def test_an_unverified_mobile_opens_nothing(browser):
    client = Client()
    sign_in(client, browser, UNVERIFIED)
    assert visitor_of(client).mobile_hash == ""


def test_a_low_level_is_refused_before_anybody_is_made(browser):
    client = Client()
    page = sign_in(client, browser, LOW)
    assert page.status_code == 403
    assert "您的城市帳號還沒有驗證身分" in seen_on(page)
    assert (Citizen.objects.count(), visitor_of(client)) == (0, None)
    event = AuditEvent.objects.get()
    assert event.detail == {"provider": "account", "why": "level"}
    assert not any(value in str(vars(event)) for value in (LOW.national_id, LOW.mobile, LOW.sub))


def test_after_a_refusal_somebody_else_may_be_chosen(browser):
    client = Client()
    sign_in(client, browser, LOW)
    assert sign_in(client, browser, LIN)["Location"] == "/my/"


@pytest.mark.parametrize(("lang", "words"), [("zh", "您取消了登入"), ("en", "You cancelled signing in")])
def test_whoever_does_not_agree_is_told_kindly(browser, lang, words):
    client = Client()
    browser.open(client.get(START[lang])["Location"])
    browser.press("person", LIN.sub)
    back = browser.press()
    assert "error=access_denied" in back
    page = client.get(back.removeprefix(SITE))
    assert page.status_code == 403
    assert words in seen_on(page)
    assert (Citizen.objects.count(), visitor_of(client)) == (0, None)


def test_signing_out_there_ends_the_session_there(browser, account):
    client = Client()
    sign_in(client, browser, LIN)
    address = sign_out_url(kept_in_session(client)["proof"], back="/my/en/signed-out/")
    assert address.startswith(f"{account['issuer']}/logout/?")
    landed = browser.open(address)
    assert landed.startswith(f"{SITE}/my/en/signed-out/?state=")
    assert "city_account" not in browser.session.cookies


def test_signing_out_without_a_token_asks_first(browser):
    client = Client()
    sign_in(client, browser, LIN)
    address = sign_out_url("account ", back="/my/signed-out/")
    assert "id_token_hint" not in address
    assert browser.open(address) == ""
    assert "要登出城市帳號嗎？" in browser.page.text
    assert browser.press("allow", "1").startswith(f"{SITE}/my/signed-out/?state=")


@pytest.mark.parametrize("proof", ["", "unknown eyJ", "account"])
def test_a_proof_of_nobody_leads_nowhere_dangerous(account, proof):
    address = sign_out_url(proof, back="/my/signed-out/")
    assert address == "" or address.startswith(f"{account['issuer']}/logout/?")


def test_signing_out_goes_on_while_the_provider_is_down(settings):
    settings.MYDOC_CITY_ACCOUNT = {"issuer": "http://127.0.0.1:1", "client_id": CLIENT, "client_secret": "x"}
    cache.clear()
    assert sign_out_url("account eyJ", back="/my/signed-out/") == ""


def test_a_code_and_a_stolen_verifier_are_no_use_elsewhere(browser, account):
    """The provider's own guards: PKCE, the client's secret, and return addresses that it knows."""
    client = Client()
    asked = client.get(START["zh"])["Location"]
    elsewhere = asked.replace("verify.mydoc.example", "evil.example")
    assert browser.open(elsewhere.replace("prompt=login", "prompt=none")) == ""
    assert browser.page.status_code == 400
    plain = re.sub(r"&code_challenge[^&]*", "", asked)
    browser.open(asked)
    browser.press("person", LIN.sub)
    assert "error=invalid_request" in browser.open(plain.replace("prompt=login&", ""))
    back = browser.sign_in(asked, LIN.sub)
    code = parse_qs(urlsplit(back).query)["code"][0]
    sent = {"grant_type": "authorization_code", "code": code, "redirect_uri": f"{SITE}/my/city/account/back/"}
    token = f"{account['issuer']}/token/"
    wrong_verifier = requests.post(
        token, {**sent, "code_verifier": "w" * 43}, auth=(CLIENT, account["client_secret"]), timeout=20
    )
    wrong_secret = requests.post(token, {**sent, "code_verifier": "w" * 43}, auth=(CLIENT, "guess"), timeout=20)
    assert (wrong_verifier.status_code, wrong_secret.status_code) == (400, 401)


@pytest.mark.parametrize(("lang", "heading"), [("zh", "您是哪一位？"), ("en", "Who are you?")])
def test_the_page_to_choose_from_is_plain_and_marked_as_a_test(browser, lang, heading):
    browser.open(Client().get(START[lang])["Location"])
    page = browser.page
    assert heading in page.text
    assert {"zh": "測試", "en": "Test"}[lang] in page.text
    assert "<script" not in page.text
    assert "style=" not in page.text
    addresses = re.findall(r'(?:src|href|action)="([^"]+)"', page.text)
    assert all(address.startswith(("/static/", "data:")) for address in addresses), addresses
    policy = page.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert f"form-action 'self' {SITE}" in policy
    assert [value for name, value in Form(page.text).buttons if name == "person"] == [one.sub for one in PEOPLE]
    assert set(browser.session.cookies.keys()) == {"city_account_csrf"}


@pytest.mark.parametrize("planted", ["https://evil.example/", "//evil.example/", "/\\evil.example/", "http://[?x=%00"])
def test_the_list_leads_nowhere_else(browser, planted):
    assert browser.open(f"{browser.issuer}/sign-in/?next={planted}") == ""
    assert browser.press("person", LIN.sub) == ""
    assert browser.page.url == f"{browser.issuer}/"


def test_the_people_are_those_of_the_demos_spreadsheets():
    rows = [row for name in ("junior-diploma", "senior-diploma", "low-income") for row in _rows(DATA / f"{name}.csv")]
    issued = {row["身分證字號"]: (row.get("姓名") or row["戶長姓名"], row["手機"]) for row in rows}
    known = {one.national_id: (one.name, one.mobile) for one in PEOPLE if one.national_id in issued}
    assert known == {national_id: issued[national_id] for national_id in known}
    assert len(known) == len(PEOPLE) - 1  # one has no document
    assert all(national_id_is_sound(one.national_id) for one in PEOPLE)
    assert len({one.sub for one in PEOPLE}) == len(PEOPLE)


def test_a_second_start_keeps_key_and_secret_and_takes_the_new_address(tmp_path):
    with city_account(tmp_path) as account:
        first = _published(account["issuer"]), account["client_secret"]
    with city_account(tmp_path) as account:
        assert (_published(account["issuer"]), account["client_secret"]) == first
    keys = sorted((tmp_path / "keys").glob("city-account.*"))
    assert len(keys) == 3
    assert {stat.S_IMODE(path.stat().st_mode) for path in keys} == {0o600}
    assert stat.S_IMODE((tmp_path / "keys").stat().st_mode) == 0o700


def test_whoever_comes_second_reads_what_the_first_made(tmp_path):
    made = iter(range(100))
    with ThreadPoolExecutor(8) as pool:
        found = set(pool.map(lambda _: kept(tmp_path / "keys" / "secret", lambda: str(next(made))), range(32)))
    assert len(found) == 1


def test_the_command_refuses_outside_a_demo(settings):
    settings.MYDOC_DEMO = False
    with pytest.raises(CommandError, match="正式環境"):
        call_command("city_account")


def test_no_server_starts_it_outside_a_demo(tmp_path):
    done = _python(tmp_path, "import cms.demo.city_account.wsgi")
    assert done.returncode == 1
    assert "只能在示範環境啟動" in done.stderr


@pytest.mark.parametrize("settings_module", ["cms.demo.city_account.settings", "cms.settings.dev"])
def test_the_settings_of_both_processes_pass_their_checks(tmp_path, settings_module):
    done = _python(
        tmp_path,
        "from django.core.management import execute_from_command_line as run; run(['manage.py', 'check'])",
        DJANGO_SETTINGS_MODULE=settings_module,
    )
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout


def _python(folder: Path, program: str, **environment: str) -> subprocess.CompletedProcess:
    """A Python program with an installation of its own and the provider's settings."""
    ours = Installation(folder / "home", folder / "keys").environment
    environment = {**ours, "DJANGO_SETTINGS_MODULE": "cms.demo.city_account.settings", **environment}
    command = [sys.executable, "-W", "error::DeprecationWarning", "-c", program]
    return subprocess.run(command, cwd=PROJECT, env=environment, capture_output=True, text=True, check=False)


def _published(issuer: str) -> dict[str, Any]:
    return requests.get(f"{issuer}/.well-known/jwks.json", timeout=20).json()


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def _decoded(token: str) -> str:
    """The payload of a JWS."""
    payload = token.split(".")[1]
    return base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)).decode()

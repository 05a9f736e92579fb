"""The citizens' session: one cookie under /my/, apart from the staff's, gone on the server after signing out."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.test import Client
from visits import COOKIE, signed_in

from cms.accounts.visitors import Assurance, Visitor
from cms.core import clock
from cms.signin import sessions


@pytest.fixture
def visitor(db) -> Visitor:
    return Visitor(person=uuid4(), mobile_hash="", assurance=Assurance.CITY)


def test_a_session_gives_back_who_began_it(visitor):
    store = SessionStore()
    sessions.begin(store, visitor)
    assert sessions.visitor_of(store) == visitor


def test_beginning_changes_the_key_and_keeps_only_the_wanted_page(visitor):
    store = SessionStore()
    store["next"], store["planted"] = "/my/looks/", "x"
    store.save()
    before = store.session_key
    sessions.begin(store, visitor)
    store.save()
    assert store.session_key != before
    assert (store["next"], "planted" in store) == ("/my/looks/", False)


@pytest.mark.parametrize(
    "away", [timedelta(minutes=settings.MYDOC_CITIZEN_IDLE_MINUTES), timedelta(hours=settings.MYDOC_CITIZEN_HOURS)]
)
def test_a_session_ends_by_itself_and_says_so_once(visitor, monkeypatch, away):
    store = SessionStore()
    sessions.begin(store, visitor)
    later = clock.now() + away
    monkeypatch.setattr(clock, "now", lambda: later)
    assert sessions.visitor_of(store) is None
    assert (sessions.was_over(store), sessions.was_over(store)) == (True, False)


def test_signing_out_ends_the_session_on_the_server(visitor):
    client = signed_in(visitor)
    stolen = client.cookies[COOKIE].value
    answer = client.post("/my/sign-out/")
    assert answer["Location"] == "/my/signed-out/"
    assert answer["Clear-Site-Data"] == '"cache", "storage"'
    assert sessions.visitor_of(SessionStore(stolen)) is None
    assert not SessionStore().exists(stolen)


def test_staying_is_for_who_is_there(visitor, db):
    client = signed_in(visitor)
    assert (client.get("/my/stay/").status_code, client.get("/my/en/stay/").status_code) == (204, 204)
    client.post("/my/sign-out/")
    assert client.get("/my/stay/").status_code == 401


def test_signing_out_needs_the_sessions_secret(visitor):
    client = signed_in(visitor)
    strict = Client(enforce_csrf_checks=True)
    strict.cookies[COOKIE] = client.cookies[COOKIE].value
    answer = strict.post("/my/en/sign-out/")
    assert answer.status_code == 403
    page = answer.content.decode()
    assert "This page was open for too long" in page
    assert "accept this site&#x27;s cookies" in page  # or it never ends
    assert 'href="/my/"' in page  # in Chinese
    assert sessions.visitor_of(SessionStore(client.cookies[COOKIE].value)) == visitor


def test_a_citizens_key_is_nobody_in_the_admin_and_the_other_way_round(visitor, django_user_model):
    key = signed_in(visitor).cookies[COOKIE].value
    client = Client()
    client.cookies["mydoc_staff"] = key
    assert client.get("/admin/").status_code == 302
    staff = Client()
    staff.force_login(django_user_model.objects.create_superuser("root", password="x" * 12))
    swapped = Client()
    swapped.cookies[COOKIE] = staff.cookies["mydoc_staff"].value
    assert sessions.visitor_of(SessionStore(swapped.cookies[COOKIE].value)) is None


def test_the_cookie_goes_to_my_only_and_public_pages_set_none(db):
    client = Client()
    answer = client.get("/my/signed-out/")
    assert not answer.cookies or list(answer.cookies) == [COOKIE]
    for morsel in answer.cookies.values():
        assert (morsel["path"], morsel["httponly"], morsel["samesite"]) == ("/my/", True, "Lax")
    assert not client.get("/v/").cookies


def test_every_answer_under_my_is_kept_nowhere_and_runs_nothing_foreign(db):
    answer = Client().get("/my/en/signed-out/")
    assert answer["Cache-Control"] == "no-store"
    assert answer["Referrer-Policy"] == "same-origin"
    assert "'unsafe" not in answer["Content-Security-Policy"]
    assert not re.search(r"https?://", answer["Content-Security-Policy"])


OWN = "http://vault.city.example:8443"


@pytest.fixture
def own_address(settings) -> None:
    settings.MYDOC_VERIFY_URL = OWN
    settings.ALLOWED_HOSTS = ["vault.city.example", "localhost"]


@pytest.mark.parametrize("host", ["localhost", "localhost:8443", "LOCALHOST", "localhost.", "vault.city.example."])
@pytest.mark.parametrize(
    "path", ["/my/", "/my/en/looks/?page=2&q=%E6%9E%97", "/my//evil.example/", "/my/%0D%0AX:%20y/", "/my/?a=%0d%0aX:y"]
)
def test_another_name_of_the_site_leads_to_its_own_host(db, own_address, host, path):
    client = Client(headers={"host": host})
    for answer in (client.get(path), client.head(path)):
        assert answer.status_code == 302
        assert answer["Location"].startswith(f"{OWN}/my/")
        assert "X" not in answer.headers
        assert not answer.cookies
    assert client.get("/my/en/looks/?page=2&q=%E6%9E%97")["Location"] == f"{OWN}/my/en/looks/?page=2&q=%E6%9E%97"


@pytest.mark.parametrize("host", ["vault.city.example:8443", "VAULT.city.example", "vault.city.example:9"])
def test_nobody_is_led_anywhere_under_the_sites_own_name(db, own_address, host):
    assert Client(headers={"host": host}).get("/my/sign-in/").status_code == 200


def test_a_name_that_is_not_the_sites_is_refused_and_forms_stay_where_they_are(db, own_address):
    assert Client(headers={"host": "evil.example"}).get("/my/").status_code == 400
    assert (
        Client(headers={"host": "localhost", "x-forwarded-host": "evil.example"}).get("/my/")["Location"]
        == f"{OWN}/my/"
    )
    client = Client(enforce_csrf_checks=True, headers={"host": "localhost"})
    assert client.post("/my/sign-in/", {"mobile": "0912345678"}).status_code == 403
    assert client.get("/v/").status_code == 200  # no cookie there, so any name will do

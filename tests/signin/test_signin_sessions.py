"""The citizens' session: one cookie under /my/, apart from the staff's, gone on the server after signing out."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.test import Client

from cms.accounts.visitors import Assurance, Visitor
from cms.core import clock
from cms.signin import sessions

COOKIE = "mydoc_citizen"


def signed_in(visitor: Visitor) -> Client:
    store = SessionStore()
    sessions.begin(store, visitor)
    store.save()
    client = Client()
    client.cookies[COOKIE] = store.session_key
    return client


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
    assert "This page was open for too long" in answer.content.decode()
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

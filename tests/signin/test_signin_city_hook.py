"""Another provider plugged in by the hook, where a visitor lands afterwards, and what check refuses."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from city_journeys import COOKIE, seen_on, visitor_of
from django.contrib.sessions.backends.db import SessionStore
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.test import Client
from wagtail import hooks

from cms.accounts.identity import mobile_hash
from cms.accounts.models import Citizen
from cms.accounts.visitors import Assurance
from cms.audit.models import AuditEvent
from cms.signin.checks import city_account_is_complete, city_account_is_safe
from cms.signin.providers import HOOK, identity_providers, sign_out_url
from cms.signin.providers.base import IdentityProvider, NotProven, Proven, Why

NATIONAL_ID, MOBILE = "F126018151", "0978220482"
ACCOUNT = {"issuer": "https://account.example", "client_id": "mydoc", "client_secret": "a secret"}


@dataclass
class Toy:
    """A provider that asks nobody: whoever comes back is who the address says."""

    slug: str = "toy"
    label: str = "玩具"
    label_en: str = "Toy"

    def start(self, request: HttpRequest, *, back: str, lang: str) -> HttpResponse:
        """There and back in one step."""
        return HttpResponseRedirect(back)

    def finish(self, request: HttpRequest) -> Proven:
        """Who the address says."""
        if "no" in request.GET:
            raise NotProven(Why.DENIED)
        national_id, mobile = request.GET.get("id", NATIONAL_ID), request.GET.get("mobile", MOBILE)
        return Proven(national_id, mobile, Assurance.CITY, id_token="toy-token")

    def sign_out_url(self, id_token: str, back: str, state: str) -> str:
        """As told."""
        return f"https://toy.example/leave?{id_token}&{back}"


@pytest.fixture
def toy(settings, db):
    settings.MYDOC_CITY_ACCOUNT = {**ACCOUNT, "issuer": ""}
    with hooks.register_temporarily(HOOK, Toy):
        yield


def test_a_provider_from_outside_signs_in_as_the_built_in_does(toy, settings):
    client = Client()
    answer = client.get("/my/en/city/toy/")
    assert answer["Location"] == f"{settings.MYDOC_VERIFY_URL}/my/en/city/toy/back/"
    assert client.get("/my/en/city/toy/back/")["Location"] == "/my/en/"
    visitor = visitor_of(client)
    assert (visitor.person, visitor.mobile_hash) == (Citizen.objects.get().pk, mobile_hash(MOBILE))
    assert AuditEvent.objects.get().detail["provider"] == "toy"
    assert sign_out_url("toy toy-token", back="/my/signed-out/") == (
        f"https://toy.example/leave?toy-token&{settings.MYDOC_VERIFY_URL}/my/signed-out/"
    )


def test_it_stands_on_the_sign_in_page(toy):
    assert "玩具" in seen_on(Client().get("/my/sign-in/"))
    assert "Toy" in seen_on(Client().get("/my/en/sign-in/"))


def test_no_provider_gets_past_a_wrong_national_id(toy):
    client = Client()
    answer = client.get("/my/city/toy/back/?id=F126018152")
    assert (answer.status_code, Citizen.objects.count(), visitor_of(client)) == (403, 0, None)


def test_its_refusals_are_told_in_our_words(toy):
    assert "您取消了登入" in seen_on(Client().get("/my/city/toy/back/?no"))


def test_documents_to_the_proven_mobile_alone_open_too(toy):
    alone = Citizen.objects.create(mobile_hash=mobile_hash(MOBILE))
    client = Client()
    client.get("/my/city/toy/back/")
    assert visitor_of(client).alone == alone.pk
    other = Client()
    other.get("/my/city/toy/back/?mobile=")
    assert visitor_of(other).alone is None


def test_without_an_issuer_there_is_no_city_account(toy):
    assert list(identity_providers()) == ["toy"]
    assert Client().get("/my/city/account/").status_code == 404
    assert Client().get("/my/city/account/back/").status_code == 404


def test_a_slug_belongs_to_one(toy):
    with hooks.register_temporarily(HOOK, Toy), pytest.raises(ImproperlyConfigured, match="toy"):
        identity_providers()


def test_the_clients_secret_is_not_in_what_a_log_would_say(settings):
    settings.MYDOC_CITY_ACCOUNT = ACCOUNT
    account: IdentityProvider = identity_providers()["account"]
    assert "a secret" not in repr(account)
    assert NATIONAL_ID not in repr(Proven(NATIONAL_ID, MOBILE, Assurance.CITY))


def test_the_page_that_was_asked_for_comes_after_signing_in(toy):
    client = Client()
    assert client.get("/my/looks/")["Location"] == "/my/sign-in/"
    assert client.get("/my/city/toy/back/")["Location"] == "/my/looks/"


@pytest.mark.parametrize(
    "planted",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example/",
        "/my",
        "/myevil/",
        "/admin/",
        "javascript:alert(1)",
        "\t//evil.example/",
        "http:/my/",
    ],
)
def test_no_trick_leads_to_another_place(toy, planted):
    """Neither in an address nor, should it ever get there, in the session."""
    client = Client()
    client.get("/my/city/toy/", {"next": planted})
    assert client.get("/my/city/toy/back/", {"next": planted})["Location"] == "/my/"
    session = SessionStore(client.cookies[COOKIE].value)
    session["next"] = planted
    session.save()
    assert client.get("/my/city/toy/back/")["Location"] == "/my/"


@pytest.mark.parametrize("path", ["/my/city/toy/", "/my/city/toy/back/"])
@pytest.mark.parametrize("method", ["post", "head", "put"])
def test_only_getting_does_anything(toy, path, method):
    client = Client()
    assert getattr(client, method)(path).status_code == 405
    assert visitor_of(client) is None


@pytest.mark.parametrize(
    ("changes", "demo", "found"),
    [
        ({}, False, []),
        ({"issuer": ""}, False, []),
        ({"issuer": "http://account.example"}, False, ["signin.E002"]),
        ({"issuer": "http://127.0.0.1:8001"}, False, ["signin.E002", "signin.E003"]),
        ({"issuer": "https://localhost"}, False, ["signin.E003"]),
        ({"client_id": "demo-mydoc"}, False, ["signin.E003"]),
        ({"issuer": "http://127.0.0.1:8001", "client_id": "demo-mydoc"}, True, []),
        ({"client_secret": ""}, False, ["signin.E001"]),
        ({"client_id": "", "levels": ()}, True, ["signin.E001"]),
        ({"client_id": "", "issuer": ""}, False, []),
    ],
)
def test_what_check_refuses(settings, changes, demo, found):
    settings.MYDOC_DEMO = demo
    settings.MYDOC_CITY_ACCOUNT = {**ACCOUNT, **changes}
    messages = [*city_account_is_complete(None), *city_account_is_safe(None)]
    assert [message.id for message in messages] == found
    assert "a secret" not in str(messages)

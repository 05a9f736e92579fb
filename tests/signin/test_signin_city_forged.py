"""Answers of a lying, broken or silent city account: each is refused with its own sentence, and leaves nothing behind."""

import base64
import contextlib
import hashlib
import json
import random
import time
from collections.abc import Iterator
from datetime import timedelta

import pytest
from city_journeys import START, come_back, kept_in_session, seen_on, set_out, there_and_back, visitor_of
from django.core.cache import cache
from django.test import Client
from forging_issuer import (
    ABSENT,
    ACCESS_TOKEN,
    CLIENT_ID,
    CLIENT_SECRET,
    CODE,
    KEY,
    MOBILE,
    NATIONAL_ID,
    STRANGER,
    SUBJECT,
    Issuer,
    Told,
    forging_issuer,
    hs256,
    public_jwk,
    public_pem,
    rs256,
    unsigned,
)
from joserfc.jwk import KeySet

from cms.accounts.identity import id_hash, mobile_hash
from cms.accounts.models import Citizen
from cms.accounts.visitors import Assurance
from cms.audit.models import AuditEvent
from cms.core import clock
from cms.signin.providers import discovery, oidc
from cms.signin.providers.base import NotProven, Why
from cms.signin.providers.tokens import checked_claims
from cms.signin.words.city import SENTENCES

DISCOVERY = "/.well-known/openid-configuration"
NOW = int(time.time())
OTHER = "another-client"
STATUS = {Why.DOWN: 503, Why.STATE: 400, Why.REPLAYED: 400}


@pytest.fixture(scope="module")
def running_issuer() -> Iterator[Issuer]:
    with forging_issuer() as issuer:
        yield issuer


@pytest.fixture
def issuer(running_issuer, settings, db, monkeypatch) -> Issuer:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    settings.MYDOC_CITY_ACCOUNT = running_issuer.settings()
    running_issuer.tell(Told())
    cache.clear()
    return running_issuer


FORGERIES = {
    "another issuer": (Told(claims={"iss": "https://elsewhere.example"}), Why.ISSUER),
    "the issuer with a slash": (Told(claims={"iss": "http://127.0.0.1/"}), Why.ISSUER),
    "no issuer": (Told(claims={"iss": ABSENT}), Why.ISSUER),
    "another audience": (Told(claims={"aud": OTHER}), Why.AUDIENCE),
    "another audience, presented by us": (Told(claims={"aud": OTHER, "azp": CLIENT_ID}), Why.AUDIENCE),
    "a list without us": (Told(claims={"aud": [OTHER], "azp": CLIENT_ID}), Why.AUDIENCE),
    "a list with us, presented by another": (Told(claims={"aud": [CLIENT_ID, OTHER], "azp": OTHER}), Why.AUDIENCE),
    "a list with us, presented by nobody": (Told(claims={"aud": [CLIENT_ID, OTHER]}), Why.AUDIENCE),
    "a list with us and another": (Told(claims={"aud": [CLIENT_ID, OTHER], "azp": CLIENT_ID}), Why.AUDIENCE),
    "us, presented by another": (Told(claims={"azp": OTHER}), Why.AUDIENCE),
    "no audience": (Told(claims={"aud": ABSENT}), Why.AUDIENCE),
    "expired": (Told(claims={"exp": NOW - 3600}), Why.EXPIRED),
    "no end": (Told(claims={"exp": ABSENT}), Why.EXPIRED),
    "an end in words": (Told(claims={"exp": "tomorrow"}), Why.EXPIRED),
    "not yet": (Told(claims={"nbf": NOW + 3600}), Why.EARLY),
    "issued in the future": (Told(claims={"iat": NOW + 3600}), Why.EARLY),
    "wrong nonce": (Told(claims={"nonce": "guessed"}), Why.NONCE),
    "no nonce": (Told(claims={"nonce": ABSENT}), Why.NONCE),
    "signed by a stranger": (Told(signer=rs256(STRANGER)), Why.SIGNATURE),
    "an empty signature": (Told(signer=unsigned), Why.SIGNATURE),
    "alg none, unsigned": (Told(header={"alg": "none"}, signer=unsigned), Why.ALGORITHM),
    "alg none, signed": (Told(header={"alg": "none"}), Why.ALGORITHM),
    "alg NONE": (Told(header={"alg": "NONE"}, signer=unsigned), Why.ALGORITHM),
    "no alg": (Told(header={"alg": ABSENT}), Why.ALGORITHM),
    "HS256 with the public key": (Told(header={"alg": "HS256"}, signer=hs256(public_pem(KEY))), Why.ALGORITHM),
    "HS256 with our secret": (Told(header={"alg": "HS256"}, signer=hs256(CLIENT_SECRET.encode())), Why.ALGORITHM),
    "an unknown key": (Told(header={"kid": "older"}, signer=rs256(STRANGER)), Why.KEY),
    "a key that comes along": (
        Told(header={"kid": "x", "jwk": public_jwk(STRANGER, "x")}, signer=rs256(STRANGER)),
        Why.MALFORMED,
    ),
    "no subject": (Told(claims={"sub": ABSENT}), Why.SUBJECT),
    "an empty subject": (Told(claims={"sub": ""}), Why.SUBJECT),
    "a number as subject": (Told(claims={"sub": 7}), Why.SUBJECT),
    "userinfo of somebody else": (Told(person={"sub": "subject-of-another"}), Why.SUBJECT),
    "userinfo of nobody": (Told(person={"sub": ABSENT}), Why.SUBJECT),
    "another access token": (Told(claims={"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"}), Why.ACCESS),
    "no level": (Told(claims={"acr": ABSENT}), Why.LEVEL),
    "low level": (Told(claims={"acr": "urn:mydoc.example:acr:low"}), Why.LEVEL),
    "the level by userinfo only": (
        Told(claims={"acr": ABSENT}, person={"acr": "urn:mydoc.example:acr:high"}),
        Why.LEVEL,
    ),
    "levels to choose from": (Told(claims={"acr": ["urn:mydoc.example:acr:high"]}), Why.LEVEL),
    "no national id": (Told(person={"national_id": ABSENT}), Why.NATIONAL_ID),
    "a national id with a wrong check digit": (Told(person={"national_id": "F126018152"}), Why.NATIONAL_ID),
    "a national id in lower case": (Told(person={"national_id": "f126018151"}), Why.NATIONAL_ID),
    "a number as national id": (Told(person={"national_id": 126018151}), Why.NATIONAL_ID),
    "several national ids": (Told(person={"national_id": [NATIONAL_ID]}), Why.NATIONAL_ID),
    "no ID token": (Told(id_token=ABSENT), Why.MALFORMED),
    "an ID token that is none": (Told(id_token="not.a.token"), Why.MALFORMED),
    "an ID token of two parts": (Told(id_token="e30.e30"), Why.MALFORMED),
    "a number as ID token": (Told(id_token=7), Why.MALFORMED),
    "an endless ID token": (Told(id_token="e30." * 100_000), Why.MALFORMED),
    "discovery of another issuer": (
        Told(answers={DISCOVERY: (200, b'{"issuer": "https://elsewhere.example"}')}),
        Why.ISSUER,
    ),
    "no keys": (Told(answers={"/keys": (200, b'{"keys": []}')}), Why.DOWN),
    "keys that are none": (Told(answers={"/keys": (200, b'{"keys": [{"kty": "RSA", "kid": "current"}]}')}), Why.DOWN),
    "keys in words": (Told(answers={"/keys": (200, b'{"keys": "current"}')}), Why.DOWN),
    "the code is refused": (Told(answers={"/token": (400, b'{"error": "invalid_grant"}')}), Why.PROVIDER),
}
BROKEN = {
    "an error": (500, b""),
    "an error in words": (502, b"<h1>Bad gateway</h1>"),
    "a page": (200, b"<html>"),
    "half an answer": (200, b'{"issuer": "ht'),
    "a list": (200, b"[]"),
    "nothing": (204, b""),
    "a redirect": (302, b""),
    "a very deep answer": (200, b'{"a":' * 50_000),
    "a very long answer": (200, b'{"error": ' + b" " * (discovery.LONGEST_ANSWER + 1) + b'{"a": 1}]'),
}


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(("told", "why"), FORGERIES.values(), ids=FORGERIES)
def test_a_spoiled_answer_is_refused_in_words_and_leaves_nothing(issuer, caplog, told, why, lang):
    issuer.tell(told)
    client = Client()
    unknown = DISCOVERY in told.answers  # refused at the start already
    answer = client.get(START[lang]) if unknown else there_and_back(client, issuer, lang)
    assert _refused(client, answer, why, lang)
    assert nothing_leaked(answer, caplog.text)


@pytest.mark.parametrize("broken", BROKEN.values(), ids=BROKEN)
@pytest.mark.parametrize("path", [DISCOVERY, "/keys", "/token", "/person"])
def test_a_broken_provider_is_told_as_down(issuer, caplog, path, broken):
    issuer.tell(Told(answers={path: broken}))
    client = Client()
    answer = client.get(START["zh"]) if path == DISCOVERY else there_and_back(client, issuer)
    assert _refused(client, answer, Why.DOWN, "zh")
    assert answer["Retry-After"] == "300"
    assert nothing_leaked(answer, caplog.text)


@pytest.mark.parametrize("path", [DISCOVERY, "/keys", "/token", "/person"])
def test_a_silent_provider_is_not_waited_for(issuer, monkeypatch, path):
    for module in (discovery, oidc):
        monkeypatch.setattr(module, "TIMEOUT_SECONDS", (0.2, 0.2))
    issuer.tell(Told(silent_at=path))
    client = Client()
    answer = client.get(START["zh"]) if path == DISCOVERY else there_and_back(client, issuer)
    assert _refused(client, answer, Why.DOWN, "zh")


def test_a_provider_that_is_not_there(issuer, settings):
    settings.MYDOC_CITY_ACCOUNT = issuer.settings(issuer="http://127.0.0.1:1")
    client = Client()
    assert _refused(client, client.get(START["en"]), Why.DOWN, "en")


@pytest.mark.parametrize("missing", ["authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri"])
@pytest.mark.parametrize("value", [ABSENT, 7, "", "/relative", "javascript:alert(1)"])
def test_a_discovery_document_with_a_hole_is_no_use(issuer, missing, value):
    document = {**json.loads(issuer.answer(DISCOVERY)[1]), missing: value}
    document = {name: kept for name, kept in document.items() if kept is not ABSENT}
    issuer.tell(Told(answers={DISCOVERY: (200, json.dumps(document).encode())}))
    client = Client()
    assert _refused(client, client.get(START["zh"]), Why.DOWN, "zh")


@pytest.mark.parametrize("endpoint", ["token_endpoint", "userinfo_endpoint", "jwks_uri", "end_session_endpoint"])
def test_an_https_issuer_names_no_address_without_it(monkeypatch, db, endpoint):
    issuer = "https://account.example"
    names = (*discovery.NEEDED, *discovery.OPTIONAL)
    document = {"issuer": issuer, **{name: f"{issuer}/{name}" for name in names}}
    cache.clear()
    monkeypatch.setattr(discovery, "fetch_json", lambda url: document)
    assert discovery.addresses_of(issuer)[endpoint] == document[endpoint]
    cache.clear()
    document[endpoint] = f"http://account.example/{endpoint}"
    with pytest.raises(NotProven):
        discovery.addresses_of(issuer)


def test_an_honest_answer_signs_in(issuer):
    client = Client()
    answer = there_and_back(client, issuer)
    assert (answer.status_code, answer["Location"]) == (302, "/my/")
    citizen = Citizen.objects.get()
    visitor = visitor_of(client)
    assert (visitor.person, visitor.assurance) == (citizen.pk, Assurance.CITY)
    assert (citizen.id_hash, visitor.mobile_hash) == (id_hash(NATIONAL_ID), mobile_hash(MOBILE))
    event = AuditEvent.objects.get(action="signed_in")
    assert (event.actor_kind, event.actor_ref, event.object_ref) == ("citizen", str(citizen.pk), str(citizen.pk))
    assert event.detail == {"provider": "account", "assurance": "city"}


def test_a_list_of_us_alone_is_us(issuer):
    issuer.tell(Told(claims={"aud": [CLIENT_ID], "azp": CLIENT_ID}))
    client = Client()
    assert there_and_back(client, issuer)["Location"] == "/my/"


def test_clocks_may_differ_a_little(issuer):
    now = int(time.time())
    issuer.tell(Told(claims={"iat": now + 30, "nbf": now + 30, "exp": now - 30}))
    assert there_and_back(Client(), issuer)["Location"] == "/my/"


def test_what_the_provider_is_asked(issuer, settings):
    client = Client()
    asked = set_out(client, issuer, "en")
    assert asked["redirect_uri"] == f"{settings.MYDOC_VERIFY_URL}/my/en/city/account/back/"
    assert (asked["response_type"], asked["client_id"]) == ("code", CLIENT_ID)
    assert (asked["code_challenge_method"], asked["ui_locales"]) == ("S256", "en")
    assert "openid" in asked["scope"].split()
    come_back(client, asked["state"], "en")
    [(body, headers)] = issuer.asked
    assert body["redirect_uri"] == [asked["redirect_uri"]]
    assert body["code"] == [CODE]
    assert _challenge(body["code_verifier"][0]) == asked["code_challenge"]
    assert headers["Authorization"].startswith("Basic ")
    assert CLIENT_SECRET not in str(body)


def test_our_address_is_never_the_requests(issuer, settings):
    settings.ALLOWED_HOSTS = ["*"]
    answer = Client().get(START["zh"], headers={"host": "evil.example", "x-forwarded-host": "evil.example"})
    assert "evil.example" not in answer["Location"]


def test_a_new_key_is_fetched_once(issuer):
    assert there_and_back(Client(), issuer)["Location"] == "/my/"
    both = {"keys": [public_jwk(KEY, "current"), public_jwk(STRANGER, "next")]}
    issuer.tell(
        Told(header={"kid": "next"}, signer=rs256(STRANGER), answers={"/keys": (200, json.dumps(both).encode())})
    )
    assert there_and_back(Client(), issuer)["Location"] == "/my/"
    assert there_and_back(Client(), issuer)["Location"] == "/my/"
    assert (issuer.paths.count("/keys"), issuer.paths.count(DISCOVERY)) == (1, 0)


@pytest.mark.parametrize(
    "unverified",
    [
        {"phone_number_verified": False},
        {"phone_number_verified": "true"},
        {"phone_number_verified": ABSENT},
        {"phone_number": ABSENT},
        {"phone_number": 978220482},
        {"phone_number": "+1 202 555 0143"},
    ],
)
def test_a_mobile_that_is_not_verified_is_none(issuer, unverified):
    issuer.tell(Told(person=unverified))
    client = Client()
    there_and_back(client, issuer)
    assert visitor_of(client).mobile_hash == ""
    assert Citizen.objects.get().mobile_hash == ""


@pytest.mark.parametrize("number", ["+886978220482", "+886 978-220-482", "0978220482", "0978 220 482"])
def test_however_the_number_is_written_it_is_the_same_mobile(issuer, number):
    issuer.tell(Told(person={"phone_number": number}))
    client = Client()
    there_and_back(client, issuer)
    assert visitor_of(client).mobile_hash == mobile_hash(MOBILE)


def test_the_person_is_known_by_the_national_id_whatever_the_subject(issuer):
    there_and_back(Client(), issuer)
    issuer.tell(Told(claims={"sub": "renamed"}, person={"sub": "renamed"}))
    client = Client()
    there_and_back(client, issuer)
    assert visitor_of(client).person == Citizen.objects.get().pk


def test_another_claim_may_hold_the_national_id(issuer, settings):
    settings.MYDOC_CITY_ACCOUNT = issuer.settings(national_id_claim="idno")
    issuer.tell(Told(person={"national_id": ABSENT, "idno": NATIONAL_ID}))
    assert there_and_back(Client(), issuer)["Location"] == "/my/"


def test_a_token_that_names_the_person_is_not_kept(issuer):
    client = Client()
    there_and_back(client, issuer)
    assert kept_in_session(client)["proof"].startswith("account ey")
    issuer.tell(Told(claims={"national_id": NATIONAL_ID}, person={"national_id": ABSENT}))
    there_and_back(client, issuer)
    kept = kept_in_session(client)
    assert kept["proof"] == "account "
    assert NATIONAL_ID not in str(kept)


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        ({"error": "access_denied"}, Why.DENIED),
        ({"error": "server_error"}, Why.DOWN),
        ({"error": "temporarily_unavailable"}, Why.DOWN),
        ({"error": "invalid_scope", "error_description": "<script>alert(1)</script>"}, Why.PROVIDER),
        ({"code": ""}, Why.PROVIDER),
        ({"iss": "https://elsewhere.example"}, Why.ISSUER),
    ],
)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_what_the_provider_may_say_instead(issuer, lang, answer, why):
    client = Client()
    page = there_and_back(client, issuer, lang, **answer)
    assert _refused(client, page, why, lang)
    assert "alert(1)" not in page.content.decode()
    assert issuer.asked == []


def test_a_callback_works_once(issuer):
    client = Client()
    state = set_out(client, issuer)["state"]
    assert come_back(client, state)["Location"] == "/my/"
    again = come_back(client, state)
    assert (again.status_code, len(issuer.asked)) == (400, 1)
    assert SENTENCES["refused.city_replayed"][0] in seen_on(again)
    other = Client()
    assert _refused(other, come_back(other, state), Why.REPLAYED, "zh", citizens=1)


def test_two_windows_may_be_under_way(issuer):
    client = Client()
    first, second = set_out(client, issuer), set_out(client, issuer)
    issuer.nonce = first["nonce"]
    assert come_back(client, first["state"])["Location"] == "/my/"
    assert come_back(client, second["state"]).status_code == 400  # the session began anew


@pytest.mark.parametrize("state", ["", "guessed"])
def test_a_state_that_nobody_gave(issuer, state):
    client = Client()
    set_out(client, issuer)
    assert _refused(client, come_back(client, state), Why.STATE, "zh")


def test_the_state_of_another_browser(issuer):
    state = set_out(Client(), issuer)["state"]
    thief = Client()
    set_out(thief, issuer)
    assert _refused(thief, come_back(thief, state), Why.STATE, "zh")
    assert issuer.asked == []


def test_a_state_grows_old(issuer, monkeypatch):
    client = Client()
    state = set_out(client, issuer)["state"]
    later = clock.now() + timedelta(minutes=11)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert _refused(client, come_back(client, state), Why.STATE, "zh")


def test_a_refused_visitor_stays_who_they_were(issuer):
    client = Client()
    there_and_back(client, issuer)
    before = visitor_of(client)
    issuer.tell(Told(claims={"nonce": "guessed"}))
    page = there_and_back(client, issuer)
    assert visitor_of(client) == before
    assert "到我的證件包" in seen_on(page)


def test_only_what_came_from_a_provider_is_on_record(issuer):
    client = Client()
    come_back(client, "guessed")
    there_and_back(client, issuer, error="access_denied")
    assert AuditEvent.objects.count() == 0
    issuer.tell(Told(claims={"acr": ABSENT}))
    there_and_back(client, issuer)
    event = AuditEvent.objects.get()
    assert (event.actor_kind, event.actor_ref, event.action) == ("system", "sign_in", "sign_in_refused")
    assert event.detail == {"provider": "account", "why": "level"}


def test_whatever_a_token_holds_is_judged_without_a_surprise(issuer):
    """Header and claims with values of kinds that nobody expects: an answer or a refusal, never another error."""
    strange = [None, True, -1, 1e300, float("nan"), 10**30, "", "x", "\x00", "林", [], [1], ["x"], {}, {"a": 1}, "none"]
    headers = ["alg", "kid", "typ", "crit", "jwk", "b64", "zip"]
    claims = ["iss", "sub", "aud", "azp", "exp", "iat", "nbf", "nonce", "amr", "at_hash", "auth_time"]
    dice = random.Random(20260131)
    keys = KeySet.import_key_set({"keys": [public_jwk(KEY, "current")]})
    agreed = {"issuer": issuer.url, "client_id": CLIENT_ID, "nonce": "agreed", "access_token": ACCESS_TOKEN}
    for _ in range(1500):
        one, other = ({dice.choice(names): dice.choice(strange)} for names in (headers, claims))
        issuer.tell(Told(header=one if dice.random() < 0.4 else {}, claims=other))
        issuer.nonce = "agreed"
        token = json.loads(issuer.answer("/token")[1])["id_token"]
        with contextlib.suppress(NotProven):
            checked_claims(token, keys=lambda fresh: keys, **agreed)


@pytest.mark.parametrize("member", ["kty", "use", "alg", "n", "e", "kid"])
@pytest.mark.parametrize("value", [None, 7, "", "林", [], {}, "AQAB"])
def test_whatever_the_keys_hold_is_judged_without_a_surprise(issuer, member, value):
    published = json.dumps({"keys": [public_jwk(KEY, "current") | {member: value}]}).encode()
    issuer.tell(Told(answers={"/keys": (200, published)}))
    assert there_and_back(Client(), issuer).status_code in (302, 403, 503)


def test_keys_that_cannot_be_read_are_not_kept(issuer):
    issuer.tell(Told(answers={"/keys": (200, b'{"keys": []}')}))
    assert there_and_back(Client(), issuer).status_code == 503
    issuer.tell(Told())
    assert there_and_back(Client(), issuer)["Location"] == "/my/"


def test_every_reason_has_a_sentence_of_its_own():
    sentences = [SENTENCES[f"refused.city_{why}"] for why in Why]
    assert len({zh for zh, _ in sentences}) == len({en for _, en in sentences}) == len(Why)


def _refused(client: Client, answer, why: Why, lang: str, *, citizens: int = 0) -> bool:
    """Refused for this reason, in this language; nobody signed in, nobody made."""
    sentence = SENTENCES[f"refused.city_{why}"][("zh", "en").index(lang)]
    assert answer.status_code == STATUS.get(why, 403)
    assert sentence in seen_on(answer)
    assert answer["Cache-Control"] == "no-store"
    assert answer["Content-Language"] == {"zh": "zh-Hant", "en": "en"}[lang]
    assert visitor_of(client) is None
    assert Citizen.objects.count() == citizens
    return True


def nothing_leaked(answer, log: str) -> bool:
    """No personal value, code or token on the page, in the log or on record."""
    told = answer.content.decode() + log + str(list(AuditEvent.objects.values()))
    return not any(
        secret in told for secret in (NATIONAL_ID, MOBILE, MOBILE[1:], SUBJECT, ACCESS_TOKEN, CODE, CLIENT_SECRET)
    )


def _challenge(verifier: str) -> str:
    """RFC 7636 section 4.2."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()

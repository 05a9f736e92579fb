"""What signing in by mobile tells to strangers and thieves: nothing, and the same for every number."""

import json
import re

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from signin_mobile_browser import CODE, COOKIE, DIGITS, START, asked, session_of, signed_in, text_of, visitor_of
from signin_mobile_world import FATHER, FORMER, PHONE, UNKNOWN, another, issue, newest_code

from cms.delivery.models import Outbox

pytestmark = pytest.mark.usefixtures("school")


@pytest.mark.parametrize("lang", ["", "en/"])
def test_known_and_unknown_numbers_look_the_same(lang):
    issue(mobile=PHONE)
    issue(national_id=FATHER, mobile=PHONE)
    pages = []
    for mobile in (PHONE, UNKNOWN):
        client = Client(enforce_csrf_checks=True)
        steps = [client.get(f"/my/{lang}sign-in/")]
        steps.append(client.post(f"/my/{lang}sign-in/", {"mobile": mobile, "csrfmiddlewaretoken": _secret(steps[-1])}))
        steps.append(client.get(f"/my/{lang}sign-in/code/"))
        for typed in ("12", another(newest_code())):
            form = {"code": typed, "csrfmiddlewaretoken": _secret(steps[2])}
            steps.append(client.post(f"/my/{lang}sign-in/code/", form))
        form = {"again": "1", "csrfmiddlewaretoken": _secret(steps[2])}
        steps.append(client.post(f"/my/{lang}sign-in/code/", form))
        pages.append([_bare(step) for step in steps])
    assert [status for status, *_ in pages[0]] == [200, 302, 200, 400, 400, 429]
    assert pages[0] == pages[1]


def _secret(answer) -> str:
    return re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', text_of(answer))[1]


def _bare(answer) -> tuple:
    """Status, headers and bytes of an answer, without token, masked number, cookie's key, and seconds."""
    text = re.sub(r'value="[A-Za-z0-9]{64}"', "", text_of(answer))
    text = re.sub(r"09\d\d-\*\*\*-\d{3}|value=\"\d{6}\"|\d+ (?:秒|seconds)", "", text)
    headers = {name: value for name, value in answer.items() if name != "Content-Length"}
    return answer.status_code, headers, sorted(answer.cookies), text


def test_a_number_asks_the_same_of_the_database_whether_it_is_known_or_not():
    """Time is not measured here: what is not looked up takes none."""
    issue(mobile=PHONE)
    issue(national_id=FATHER, mobile=PHONE)
    asked(Client(), FORMER)  # the first one warms up
    statements = []
    for mobile in (PHONE, UNKNOWN):
        with CaptureQueriesContext(connection) as queries:
            asked(Client(), mobile)
        statements.append([re.sub(r"'[^']*'|\d+", "?", query["sql"]) for query in queries])
    assert statements[0] == statements[1]
    assert not [sql for sql in statements[0] if "accounts_citizen" in sql or "custody" in sql]


def test_the_code_of_another_number_does_not_help(client):
    other = Client()
    asked(other, UNKNOWN)
    theirs = newest_code()
    asked(client)
    if theirs == newest_code():
        pytest.skip("one time in a million the two codes are the same")
    assert "驗證碼不正確" in text_of(client.post(CODE, {"code": theirs}))


def test_another_browser_gets_nowhere_with_the_right_code(client):
    asked(client)
    code = newest_code()
    stranger = Client()
    assert stranger.post(CODE, {"code": code})["Location"] == START
    asked(stranger, UNKNOWN)
    stranger.post(CODE, {"code": code})
    assert visitor_of(stranger) is None
    assert client.post(CODE, {"code": code}).status_code == 302


def test_a_code_is_good_once(client):
    asked(client)
    copied = client.cookies[COOKIE].value
    code = newest_code()
    client.post(CODE, {"code": code})
    thief = Client()
    thief.cookies[COOKIE] = copied
    assert thief.post(CODE, {"code": code})["Location"] == START
    assert visitor_of(thief) is None


def test_no_session_row_holds_the_number_or_the_code(client):
    issue(national_id=FATHER, mobile=PHONE)
    asked(client)
    code = newest_code()
    assert _no_secret_in_sessions(code)
    client.post(CODE, {"code": code})
    client.post(DIGITS, {"last_four": "6789"})
    assert _no_secret_in_sessions(code)


def _no_secret_in_sessions(code: str) -> bool:
    kept = json.dumps([row.get_decoded() for row in Session.objects.all()])
    return not any(secret in kept for secret in (PHONE, PHONE[4:], FATHER, code))


def test_a_planted_session_is_worth_nothing_after_signing_in(client):
    planted = SessionStore()
    planted["planted"] = True
    planted.save()
    client.cookies[COOKIE] = planted.session_key
    signed_in(client)
    assert client.cookies[COOKIE].value != planted.session_key
    assert not SessionStore().exists(planted.session_key)
    assert "planted" not in session_of(client)
    thief = Client()
    thief.cookies[COOKIE] = planted.session_key
    assert thief.get(DIGITS)["Location"] == START


def test_a_key_that_never_was_is_not_taken_over(client):
    client.cookies[COOKIE] = "a" * 32
    client.get(START)
    assert client.cookies[COOKIE].value != "a" * 32


def test_the_digits_give_the_session_another_key_and_its_end_stays(client, later):
    issue(national_id=FATHER, mobile=PHONE)
    signed_in(client)
    first = client.cookies[COOKIE].value
    began = session_of(client)["began"]
    later(minutes=10)
    client.post(DIGITS, {"last_four": "6789"})
    assert client.cookies[COOKIE].value != first
    assert not SessionStore().exists(first)
    assert session_of(client)["began"] == began


def test_a_stolen_session_is_dead_after_signing_out(client):
    issue(national_id=FATHER, mobile=PHONE)
    signed_in(client)
    client.post(DIGITS, {"last_four": "6789"})
    thief = Client()
    thief.cookies[COOKIE] = client.cookies[COOKIE].value
    client.post("/my/sign-out/")
    assert thief.get(DIGITS)["Location"] == START
    assert thief.post(DIGITS, {"last_four": "6789"})["Location"] == START


def test_forms_need_the_sessions_secret():
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(START, {"mobile": PHONE}).status_code == 403
    assert not Outbox.objects.exists()
    client = Client()
    asked(client)
    strict.cookies[COOKIE] = client.cookies[COOKIE].value
    for form in ({"code": newest_code()}, {"again": "1"}):
        assert strict.post(CODE, form).status_code == 403
    assert visitor_of(client) is None


def test_only_reading_and_sending_forms_are_answered(client):
    for path in (START, CODE, DIGITS):
        assert client.put(path).status_code == 405
        assert client.delete(path).status_code == 405
    assert client.head(START).status_code == 200
    assert client.head(CODE)["Location"] == START
    asked(client)
    answer = client.head(CODE)
    assert (answer.status_code, answer.content) == (200, b"")


def test_huge_forms_do_no_harm(client):
    assert client.post(START, {"mobile": "9" * 2_000_000}).status_code == 400
    assert client.post(START, {"mobile": "9" * 4_000_000}).status_code == 400
    asked(client)
    assert client.post(CODE, {"code": "1" * 2_000_000}).status_code == 400
    assert len(client.post(CODE, {"code": "1" * 2_000_000}).content) < 20_000


def test_nothing_is_kept_by_caches_and_nothing_comes_from_elsewhere(client):
    issue(national_id=FATHER, mobile=PHONE)
    answers = [client.get(START), asked(client), client.get(CODE), client.post(CODE, {"code": "1"})]
    answers += [client.post(CODE, {"code": newest_code()}), client.get(DIGITS)]
    for answer in answers:
        assert answer["Cache-Control"] == "no-store"
        assert "'unsafe" not in answer["Content-Security-Policy"]
        assert "style=" not in text_of(answer)
        assert not re.search(r"<script(?![^>]* src=\"/static/)|<style|https?://", text_of(answer))

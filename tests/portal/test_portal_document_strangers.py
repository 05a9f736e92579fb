"""Somebody else's number, one that does not exist and one that cannot: the same answer to the byte, at the same cost."""

import re
from urllib.parse import quote

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from portal_world import HOLDERS

from cms.core import clock
from cms.core.ids import document_number
from cms.portal.words import words_in
from cms.vault.models import AccessRecord, CustodyGrant

SUBS = ("", "pdf/", "page/1/", "qr/", "share/", "looks/")
ABSENT = document_number("TEST", 115, 99_999_999)
MALFORMED = ("TEST115-99999999-0", "x", "null", "TEST115-00000001-3%00", "%F0%9F%98%80", "..", "9" * 300)
VISITORS = (
    "lin_mobile",  # the right phone, but the document bears a national id
    "lin_id",
    "lin_city",
    "huang_new_id",  # the right person with another phone than the document's
    "recycled_mobile",  # the document's phone in other hands
    "recycled_id",
    "nobody_mobile",
    "nobody_city",
)
OWN = {
    "lin_id": {"diploma"},
    "lin_city": {"diploma"},
    "huang_new_id": {"new_phone_low_income"},
    "recycled_mobile": {"recycled_visit"},
    "recycled_id": {"recycled_visit"},
}


def told(answer):
    headers = {name: value for name, value in answer.headers.items() if name != "Set-Cookie"}
    return answer.status_code, answer.content, headers


@pytest.mark.parametrize("start", ["/my/", "/my/en/"])
@pytest.mark.parametrize("who", VISITORS)
def test_what_is_not_ones_own_is_not_there(who, start, client_of, document_of):
    client = client_of(who)
    strange = [name for name in (*HOLDERS, "school_award") if name not in OWN.get(who, ())]
    for sub in SUBS:
        nothing = told(client.get(f"{start}d/{ABSENT}/{sub}"))
        assert nothing[0] == 404
        for name in strange:
            assert told(client.get(f"{start}d/{document_of(name).number}/{sub}")) == nothing
        for number in (*MALFORMED, *_written_otherwise(document_of("diploma").number)):
            assert told(client.get(f"{start}d/{number}/{sub}")) == nothing
    assert not AccessRecord.objects.filter(actor_kind="citizen").exists()


def _written_otherwise(number):
    """Not the number, also for whoever has the document."""
    wide = number.translate({ord(digit): ord(digit) + 0xFEE0 for digit in "0123456789"})
    return (number.lower(), quote(wide), f"{number}%20", f"{number}%00", f"{number}%0A", f"%E2%80%8B{number}")


@pytest.mark.parametrize("who", OWN)
def test_what_is_ones_own_is_there(who, client_of, document_of):
    for name in OWN[who]:
        for sub in SUBS:
            assert client_of(who).get(f"/my/d/{document_of(name).number}/{sub}").status_code == 200


def test_whoever_has_the_document_no_more_finds_nothing_of_it(client_of, document_of):
    client, number = client_of("lin_id"), document_of("diploma").number
    assert client.get(f"/my/d/{number}/").status_code == 200
    CustodyGrant.objects.filter(document__number=number).update(ends_at=clock.now())
    for sub in SUBS:
        assert told(client.get(f"/my/d/{number}/{sub}")) == told(client.get(f"/my/d/{ABSENT}/{sub}"))
    for path in ("", "looks/", "shares/", "take-away/", "requests/new/"):
        assert number not in client.get(f"/my/{path}").content.decode()


@pytest.mark.parametrize("sub", SUBS)
def test_no_key_is_touched_before_the_right_is_known(sub, client_of, document_of):
    """The same statements for an absent number and for somebody else's: there is nothing that could take longer."""
    client = client_of("lin_id")
    client.get("/my/")
    asked = []
    for number in (ABSENT, document_of("sister_diploma").number):
        with CaptureQueriesContext(connection) as queries:
            client.get(f"/my/d/{number}/{sub}")
        asked.append([re.sub("'[^']*'", "?", query["sql"]) for query in queries])
    assert asked[0] == asked[1]
    assert not [sql for sql in asked[1] if "wrappedkey" in sql]


@pytest.mark.parametrize("sub", SUBS)
def test_strangers_sign_in_first_and_come_back_to_the_page(sub, client, document_of):
    address = f"/my/en/d/{document_of('diploma').number}/{sub}"
    answer = client.get(address)
    assert (answer.status_code, answer["Location"]) == (302, "/my/en/sign-in/")
    assert client.get("/my/en/signed-out/").wsgi_request.session["next"] == address


def test_the_answer_says_what_to_do(client_of):
    answer = client_of("lin_id").get(f"/my/d/{ABSENT}/")
    assert words_in("zh")["absent_text"] in answer.content.decode()
    assert ABSENT not in answer.content.decode()

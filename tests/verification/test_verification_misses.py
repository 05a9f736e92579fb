"""Codes that are not there: a network may ask for some of them, then it is refused in words; what is there is shown."""

from itertools import cycle

import pytest
from django.db import OperationalError
from verification_faces import make_reservation, without_code

from cms.accounts.models import TryCount
from cms.core import clock
from cms.core.ids import new_token
from cms.verification import scans, tries
from cms.verification.models import DocumentScan, ScanCount
from cms.verification.tries import MISSES_PER_NETWORK, WINDOW
from cms.verification.views import tell_verdict

OFFICE, ELSEWHERE = "203.0.113.9", "198.51.100.1"
SAID = {
    "": ("查驗次數過多", "請等 10 分鐘再試", "真的文件現在也查得到"),
    "/en": ("Too many checks", "Try again in 10 minutes", "Documents on record are still shown"),
}


def _miss(client, times: int, lang: str = "", address: str = OFFICE, method: str = "get"):
    for _ in range(times):
        response = getattr(client, method)(f"{lang}/v/{new_token()}", REMOTE_ADDR=address)
    return response


@pytest.mark.parametrize("lang", SAID)
def test_after_thirty_misses_a_network_is_refused_in_words(client, db, lang):
    assert _miss(client, MISSES_PER_NETWORK, lang).status_code == 404
    response = _miss(client, 1, lang)
    page = response.content.decode()
    assert response.status_code == 429
    assert response["Retry-After"] == str(WINDOW.seconds) == "600"
    for sentence in SAID[lang]:
        assert sentence in page
    assert not response.cookies
    assert response["Cache-Control"] == "no-store"
    assert _miss(client, 1, lang, "203.0.113.200").status_code == 429
    assert _miss(client, 1, lang, ELSEWHERE).status_code == 404


def test_a_network_that_is_refused_still_sees_every_document_that_is_there(client, faces):
    _miss(client, MISSES_PER_NETWORK + 1)
    for face in faces.values():
        assert client.get(f"/v/{face.token}", REMOTE_ADDR=OFFICE).status_code == 200
    compared = client.post(f"/v/{faces['valid'].token}", {"name": "林昱辰", "born": "100/03/14"}, REMOTE_ADDR=OFFICE)
    assert "全部相符" in compared.content.decode()


@pytest.mark.parametrize("lang", SAID)
def test_whoever_is_refused_because_of_others_still_finds_the_slip_and_types_again(client, db, lang):
    """Thousands of phones share one address of a carrier: the one who mistyped is not the one who guessed."""
    _miss(client, MISSES_PER_NETWORK)
    misread = client.get(f"{lang}/v/0Q1700000000HHHHHHHH", REMOTE_ADDR=OFFICE)
    short = client.get(f"{lang}/v/7KQF-2M9-4TRD-HW3P-V8NC", REMOTE_ADDR=OFFICE)
    assert misread.status_code == short.status_code == 429
    assert "<mark>Q</mark>" in misread.content.decode()
    assert ("第 2 組只有 3 個字" if lang == "" else "group 2 has only 3") in short.content.decode()
    for page in (misread.content.decode(), short.content.decode()):
        assert f'<form class="md-flow" action="{lang}/v/">' in page
    assert 'value="7KQF-2M9-4TRD-HW3P-V8NC"' in short.content.decode()


def test_documents_that_are_there_count_and_write_nothing(client, faces, django_assert_num_queries):
    token = faces["valid"].token
    client.get(f"/v/{token}", REMOTE_ADDR=OFFICE)
    with django_assert_num_queries(2 * MISSES_PER_NETWORK):
        for _ in range(2 * MISSES_PER_NETWORK):
            assert client.get(f"/v/{token}", REMOTE_ADDR=OFFICE).status_code == 200
    assert not TryCount.objects.exists()
    assert _miss(client, 1).status_code == 404


def test_a_slip_in_the_form_counts_nothing(client, db):
    for _ in range(MISSES_PER_NETWORK + 1):
        assert client.get("/v/", {"code": "7KQF"}, REMOTE_ADDR=OFFICE).status_code == 400
    assert not TryCount.objects.exists()


@pytest.mark.parametrize("method", ["get", "head", "post"])
def test_no_method_goes_around_the_limit(client, db, method):
    assert _miss(client, MISSES_PER_NETWORK, method=method).status_code == 404
    assert _miss(client, 1, method=method).status_code == 429


def test_the_window_ends(client, db, monkeypatch):
    _miss(client, MISSES_PER_NETWORK + 1)
    later = clock.now() + WINDOW
    monkeypatch.setattr(clock, "now", lambda: later)
    assert _miss(client, 1).status_code == 404


def test_beyond_the_limit_nothing_is_written(client, db, django_assert_num_queries):
    _miss(client, MISSES_PER_NETWORK + 1)
    count = TryCount.objects.get().count
    with django_assert_num_queries(2):  # is there such a document, and how many misses were there
        _miss(client, 1)
    assert TryCount.objects.get().count == count == MISSES_PER_NETWORK


def test_a_limit_that_cannot_be_counted_says_nothing_against_the_document(client, faces, monkeypatch):
    def locked(*what, window):
        raise OperationalError("database is locked")

    monkeypatch.setattr(tries, "count_try", locked)
    assert _miss(client, 1).status_code == 503
    assert client.get(f"/v/{faces['valid'].token}").status_code == 200


def test_ten_thousand_guesses_are_refused_counted_and_told_nothing(client, faces, rf):
    """Guesses of every kind: never issued, promised but not issued, unreadable; a real document is found among them.

    The view is asked without the middleware around it, which is another thing to test and takes most of the time.
    """
    readable = [*(make_reservation().token for _ in range(5)), *(new_token() for _ in range(20)), "0" * 20]
    guesses = cycle([*readable, "U" * 20, "7KQF"])
    answers: dict[int, set[str]] = {404: set(), 429: set()}
    for number, code in zip(range(10_000), guesses, strict=False):
        request = rf.get(f"/v/{code}", REMOTE_ADDR=f"203.0.113.{number % 256}")
        response = tell_verdict(request, code, "zh")
        # Slips are told of in words of their own, from what was typed: test_verification_slips.
        if code in readable:
            answers[response.status_code].add(without_code(response, code))
        assert response.get("Retry-After") == ("600" if response.status_code == 429 else None)
    assert [len(pages) for pages in answers.values()] == [1, 1]
    assert client.get(f"/v/{faces['valid'].token}", REMOTE_ADDR="203.0.113.1").status_code == 200
    assert client.get(f"/v/{new_token()}", REMOTE_ADDR="203.0.113.1").status_code == 429
    scans.write_scans()
    assert dict(ScanCount.objects.values_list("status", "count")) == {
        "not_found": MISSES_PER_NETWORK,
        "too_many": 10_001 - MISSES_PER_NETWORK,
        "valid": 1,
    }
    assert DocumentScan.objects.get().document_id == faces["valid"].document_id

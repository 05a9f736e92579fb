"""Comparing with the paper: yes or no, never which; few tries; on record for the holder."""

import pytest
from verification_faces import make_face

from cms.vault.models import AccessRecord
from cms.verification.tries import TRIES_PER_DOCUMENT, TRIES_PER_NETWORK, network_of

RIGHT = {"name": "林昱辰", "born": "100/03/14"}
WRONG = {"name": "林昱辰", "born": "100/03/15"}


def _post(client, face, typed, lang="", **extra):
    return client.post(f"{lang}/v/{face.token}", typed, **extra)


def _answer(response) -> str:
    page = response.content.decode()
    titles = ("全部相符", "有欄位不相符", "請至少輸入 2 個欄位", "查驗次數過多", "All match", "Something differs")
    return next((title for title in titles if f"<b>{title}</b>" in page), "")


@pytest.mark.parametrize(
    "typed", [RIGHT, {"name": " 林 昱 辰 ", "born": "2011-03-14"}, {"name": "林昱辰", "born": "民國100年3月14日"}]
)
def test_what_agrees_matches_however_it_is_written(client, faces, typed):
    response = _post(client, faces["valid"], typed)
    assert (response.status_code, _answer(response)) == (200, "全部相符")
    assert _answer(_post(client, faces["valid"], typed, "/en")) == "All match"


def test_what_differs_is_not_named(client, faces):
    pages = []
    for typed in (WRONG, {"name": "林昱展", "born": "100/03/14"}, {"name": "x", "born": "y"}):
        response = _post(client, faces["valid"], typed)
        assert _answer(response) == "有欄位不相符"
        page = response.content.decode()
        pages.append(page[page.index('<div class="md-errors"') : page.index("<form")])
    assert len({page.split("還可以核對")[0] for page in pages}) == 1


def test_a_comparison_is_on_record_for_the_holder_without_what_was_typed(client, faces):
    _post(client, faces["valid"], RIGHT)
    record = AccessRecord.objects.get(document_id=faces["valid"].document_id)
    assert record.kind == "compare"
    assert "林昱辰" not in str(record.__dict__)


@pytest.mark.parametrize(
    "typed", [{}, {"name": "林昱辰"}, {"name": "林昱辰", "born": "　 "}, {"name": "林昱辰", "grade": "特優"}]
)
def test_one_field_alone_is_never_answered(client, faces, typed):
    response = _post(client, faces["valid"], typed)
    assert (response.status_code, _answer(response)) == (400, "請至少輸入 2 個欄位")
    assert not AccessRecord.objects.exists()
    assert _answer(_post(client, faces["valid"], RIGHT)) == "全部相符"


def test_after_five_tries_nothing_is_answered_and_nothing_recorded(client, faces):
    for left in range(TRIES_PER_DOCUMENT - 1, -1, -1):
        page = _post(client, faces["valid"], WRONG).content.decode()
        assert f"還可以核對 {left} 次" in page
    for address in ("127.0.0.1", "203.0.113.9"):
        response = _post(client, faces["valid"], RIGHT, REMOTE_ADDR=address)
        assert (response.status_code, _answer(response)) == (429, "查驗次數過多")
        assert response["Retry-After"] == "600"
    assert AccessRecord.objects.count() == TRIES_PER_DOCUMENT
    assert client.get(f"/v/{faces['valid'].token}").status_code == 200
    assert _answer(_post(client, make_face(), RIGHT)) == "全部相符"


def test_one_network_cannot_go_through_many_documents(client, db):
    for _ in range(TRIES_PER_NETWORK // TRIES_PER_DOCUMENT):
        face = make_face()
        for _ in range(TRIES_PER_DOCUMENT):
            assert _answer(_post(client, face, WRONG, REMOTE_ADDR="203.0.113.9")) == "有欄位不相符"
    fresh = make_face()
    assert _answer(_post(client, fresh, RIGHT, REMOTE_ADDR="203.0.113.77")) == "查驗次數過多"
    assert _answer(_post(client, fresh, RIGHT, REMOTE_ADDR="198.51.100.1")) == "全部相符"


def test_behind_a_proxy_the_address_is_the_one_that_the_proxy_wrote(client, faces, settings):
    settings.MYDOC_CLIENT_ADDRESS = "HTTP_X_FORWARDED_FOR"
    for number in range(TRIES_PER_NETWORK):
        face = faces["valid"] if number == 0 else make_face()
        _post(client, face, WRONG, HTTP_X_FORWARDED_FOR=f"10.0.{number}.1, 203.0.113.9")
    answer = _answer(_post(client, make_face(), RIGHT, HTTP_X_FORWARDED_FOR="192.0.2.1, 203.0.113.9"))
    assert answer == "查驗次數過多"


@pytest.mark.parametrize("state", ["void", "superseded", "expired", "not_yet_valid", "destroyed"])
def test_only_a_valid_document_is_compared(client, faces, state):
    response = _post(client, faces[state], RIGHT)
    assert response.status_code == 200
    assert not _answer(response)
    assert not AccessRecord.objects.exists()


def test_a_document_with_one_comparable_field_has_no_form(client, faces):
    face = make_face(comparables=faces["valid"].comparables[:1])
    assert "<form" not in client.get(f"/v/{face.token}").content.decode()


def test_no_cookie_is_set_or_needed(client, faces):
    client.handler.enforce_csrf_checks = True
    response = _post(client, faces["valid"], RIGHT)
    assert _answer(response) == "全部相符"
    assert not response.cookies


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("203.0.113.1", "203.0.113.200", True),
        ("203.0.113.1", "203.0.114.1", False),
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("::ffff:203.0.113.1", "203.0.113.9", True),
        ("nonsense", "", True),
    ],
)
def test_addresses_of_one_network_count_together(one, other, same):
    assert (network_of(one) == network_of(other)) is same

"""A share's page as its bearer meets it: nothing before the button, then what was chosen, and nothing once it has ended."""

from datetime import timedelta

import pytest
from django.db import DatabaseError
from django.test import Client
from share_world import LIN, WISH, made, main_of, text_of

from cms.audit.models import AuditEvent
from cms.core import clock
from cms.core.errors import Unreadable
from cms.core.papers import Actor
from cms.portal import shared
from cms.portal.looks import looks_of
from cms.portal.shared import OPENINGS_IN_AN_HOUR
from cms.vault import access
from cms.vault.models import AccessRecord, CustodyGrant, Document, PublicFace, ShareOpening
from cms.vault.services.retention import destroy_document
from cms.vault.services.shares import revoke_share
from cms.vault.services.status import void_document
from cms.verification.tries import MISSES_PER_NETWORK


@pytest.fixture
def number(document_of) -> str:
    return document_of("diploma").number


def test_looking_at_the_link_opens_nothing(people, number):
    _link, token = made(people, number, once=True)
    for _ in range(3):
        page = main_of(Client().get(f"/s/{token}/"))
        Client().head(f"/s/{token}/")
    for told in ("示例公司人資", "應徵", "只能開一次", "開啟會留下紀錄", "verify.mydoc.example"):
        assert told in page
    for private in (LIN, number, "畢業證書", "龍門國民中學", "115年6月12日"):
        assert private not in page
    assert not ShareOpening.objects.exists()
    assert not AccessRecord.objects.filter(kind="share").exists()


def test_opening_shows_what_was_chosen_and_nothing_else(people, number, document_of):
    _link, token = made(people, number)
    page = text_of(Client().post(f"/s/{token}/"))
    for told in ("有效", "國民中學畢業證書", "示範市立龍門國民中學", number, LIN, "民國115年6月12日"):
        assert told in page
    assert "持有人沒有分享：出生日期。" in page
    assert "以下內容取自機關用印的文件" in page
    face = document_of("diploma").face
    for private in ("民國100年3月14日", "A123456789", "1157001", face.token, face.compare_code, face.agency_number):
        assert private not in page
    english = text_of(Client().post(f"/en/s/{token}/"))
    for told in ("Valid", "12 June 2026", "Not shared by the holder: Date of birth."):
        assert told in english


def test_the_values_are_those_that_the_seal_covers(people, number, monkeypatch):
    """Not what stands in the database beside the file."""
    _link, token = made(people, number)
    monkeypatch.setattr(
        access,
        "read_values",
        lambda version, key: dict.fromkeys(("holder_name", "birth_date", "graduation_date"), "改"),
    )
    page = text_of(Client().post(f"/s/{token}/"))
    assert LIN in page
    assert ">改<" not in page


def test_every_opening_stands_on_the_holders_list_with_what_was_seen(people, number):
    _link, token = made(people, number)
    Client().post(f"/s/{token}/")
    line = looks_of(people["lin_id"], "zh", number=number).lines[0]
    assert line.what == "有人用您的分享連結查看"
    assert "看到：姓名、畢業日期" in "".join(map(str, line.details))
    assert not AuditEvent.objects.filter(detail__icontains=LIN).exists()


def test_a_once_link_is_used_up_by_its_first_opening(people, number):
    _link, token = made(people, number, once=True)
    first, second = Client().post(f"/s/{token}/"), Client().post(f"/s/{token}/")
    assert "此頁不會再出現" in text_of(first)
    for answer in (second, Client().get(f"/s/{token}/")):
        assert answer.status_code == 410
        assert "這個分享已經開過" in text_of(answer)
        assert LIN not in text_of(answer)
        assert number not in text_of(answer)
    assert ShareOpening.objects.count() == 1


def test_who_comes_second_by_a_moment_is_told_so(people, number, monkeypatch):
    link, token = made(people, number, once=True)
    really = shared.get_document_for

    def overtaken(*args, **kwargs):
        monkeypatch.setattr(shared, "get_document_for", really)
        Client().post(f"/s/{token}/")
        return really(*args, **kwargs)

    monkeypatch.setattr(shared, "get_document_for", overtaken)
    answer = Client().post(f"/s/{token}/")
    assert answer.status_code == 410
    assert "這個分享已經開過" in text_of(answer)
    assert ShareOpening.objects.filter(share=link).count() == 1


def test_taken_back_while_somebody_had_the_page_open(people, number):
    link, token = made(people, number)
    bearer = Client()
    assert bearer.get(f"/s/{token}/").status_code == 200
    revoke_share(visitor=people["lin_id"], share_id=link.pk)
    answer = bearer.post(f"/s/{token}/")
    assert answer.status_code == 410
    assert "這個分享已收回" in text_of(answer)
    assert LIN not in text_of(answer)


@pytest.mark.parametrize(("lang", "said"), [("", "這個分享已過期"), ("/en", "The link has expired")])
def test_an_expired_link_says_so_and_names_nothing(people, number, monkeypatch, lang, said):
    _link, token = made(people, number, days=1)
    then = clock.now() + timedelta(days=1)
    monkeypatch.setattr(clock, "now", lambda: then)
    answer = Client().post(f"{lang}/s/{token}/")
    assert answer.status_code == Client().get(f"{lang}/s/{token}/").status_code == 410
    page = main_of(answer)
    assert said in page
    for private in (LIN, number, WISH["recipient"], WISH["purpose"], "畢業"):
        assert private not in page


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_link_of_somebody_who_has_the_document_no_more_is_over(people, number, method):
    _link, token = made(people, number)
    CustodyGrant.objects.filter(document__number=number, kind="holder").update(ends_at=clock.now())
    answer = getattr(Client(), method)(f"/s/{token}/")
    assert answer.status_code == 410
    assert "這個分享已過期" in text_of(answer)
    for private in (LIN, number, WISH["recipient"], WISH["purpose"]):
        assert private not in text_of(answer)
    assert not ShareOpening.objects.exists()


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_document_voided_after_sharing_gives_its_verdict_and_no_field(people, number, method):
    _link, token = made(people, number)
    clerk, approver = (Actor("user", name, "cli") for name in ("clerk.school", "approver.school"))
    void_document(actor=clerk, approved_by=approver, number=number, reason_code="data_error", reason="誤植")
    answer = getattr(Client(), method)(f"/s/{token}/")
    page = text_of(answer)
    assert answer.status_code == 200
    for told in ("已作廢", "請勿採用", "不顯示分享的內容"):
        assert told in page
    for private in (LIN, number, "畢業日期", WISH["recipient"]):
        assert private not in page
    assert not ShareOpening.objects.exists()


def test_a_document_expired_after_sharing_gives_its_verdict(people, document_of):
    number = document_of("new_phone_low_income").number
    _link, token = made(people, number, "huang_new_id", fields=("holder_name",), days=1)
    yesterday = clock.today() - timedelta(days=1)
    PublicFace.objects.filter(document__number=number).update(valid_until=yesterday)
    Document.objects.filter(number=number).update(valid_until=yesterday)
    for answer in (Client().get(f"/s/{token}/"), Client().post(f"/s/{token}/")):
        assert "已過期" in text_of(answer)
        assert "黃堃峯" not in text_of(answer)


def test_a_destroyed_one_too(people, document_of):
    number = document_of("visit").number
    _link, token = made(people, number, "shen_mobile", fields=("venue",))
    Document.objects.filter(number=number).update(retain_until=clock.today() - timedelta(days=1))
    records, archivist = (Actor("user", name, "cli") for name in ("records", "archivist"))
    destroy_document(actor=records, approved_by=archivist, number=number, legal_ground="期滿")
    for answer in (Client().get(f"/s/{token}/"), Client().post(f"/s/{token}/")):
        assert "已依規定銷毀" in text_of(answer)
        assert WISH["recipient"] not in text_of(answer)


@pytest.mark.parametrize("typed", ["0" * 20, "abc", "%00", "x" * 5_000, "..%2f..%2fmy%2f", "7KQF-2M9X-4TRD-HW3P-V8NC"])
def test_an_unknown_link_tells_nothing(portal_world, db, typed):
    for method in ("get", "post"):
        answer = getattr(Client(), method)(f"/s/{typed}/")
        assert answer.status_code == 404
        assert "找不到這個分享" in text_of(answer) or "%2f" in typed
        assert typed not in main_of(answer)


def test_a_documents_own_code_is_no_link(people, document_of):
    assert Client().get(f"/s/{document_of('diploma').face.token}/").status_code == 404


def test_a_link_typed_by_hand_is_found(people, number):
    _link, token = made(people, number)
    grouped = "-".join(token[at : at + 4] for at in range(0, 20, 4)).lower()
    assert WISH["recipient"] in text_of(Client().get(f"/s/{grouped}/"))


def test_one_network_guesses_only_so_often_and_what_is_known_still_opens(people, number):
    _link, token = made(people, number)
    for _ in range(MISSES_PER_NETWORK):
        assert Client().get("/s/00000000000000000000/").status_code == 404
    answer = Client().get("/s/00000000000000000000/")
    assert (answer.status_code, int(answer["Retry-After"]) > 0) == (429, True)
    assert Client(REMOTE_ADDR="198.51.100.7").get("/s/00000000000000000000/").status_code == 404
    assert Client().post(f"/s/{token}/").status_code == 200


def test_a_script_that_reloads_does_not_fill_the_record(people, number):
    _link, token = made(people, number)
    for _ in range(OPENINGS_IN_AN_HOUR):
        assert Client().post(f"/s/{token}/").status_code == 200
    answer = Client().post(f"/s/{token}/")
    assert (answer.status_code, answer["Retry-After"]) == (429, "3600")
    assert ShareOpening.objects.count() == OPENINGS_IN_AN_HOUR
    assert Client().get(f"/s/{token}/").status_code == 200


@pytest.mark.parametrize("lang", ["", "/en"])
def test_no_link_stands_in_the_log_whatever_is_answered(people, number, caplog, monkeypatch, lang):
    link, token = made(people, number)
    monkeypatch.setattr(shared, "OPENINGS_IN_AN_HOUR", 0)
    there = f"{lang}/s/{token}/"
    for ask, status in ((Client().put, 405), (Client().post, 429)):
        assert ask(there).status_code == status
    revoke_share(visitor=people["lin_id"], share_id=link.pk)
    assert Client().get(there).status_code == 410
    assert caplog.text.count(f"{lang}/s/…/") == 3
    assert token not in caplog.text


def test_the_page_sets_no_cookie_runs_nothing_and_is_kept_nowhere(people, number):
    _link, token = made(people, number)
    client = Client(enforce_csrf_checks=True)
    for answer in (client.get(f"/s/{token}/"), client.post(f"/s/{token}/"), client.get("/s/unknown/")):
        assert not answer.cookies
        assert (answer["Cache-Control"], answer["X-Robots-Tag"]) == ("no-store", "noindex")
        assert (answer["Referrer-Policy"], answer["X-Frame-Options"]) == ("no-referrer", "DENY")
        assert answer["Content-Security-Policy"].startswith("default-src 'none'; style-src 'self';")
        assert "script" not in answer["Content-Security-Policy"]
        assert "<script" not in text_of(answer)
        assert "style=" not in text_of(answer)


@pytest.mark.parametrize("trouble", [DatabaseError, Unreadable("金鑰")])
def test_what_cannot_be_opened_now_is_no_fault_of_the_link(people, number, monkeypatch, trouble):
    _link, token = made(people, number, once=True)

    def fails(*_args, **_kwargs):
        raise trouble

    monkeypatch.setattr(shared, "get_document_for", fails)
    answer = Client().post(f"/s/{token}/")
    assert (answer.status_code, answer["Retry-After"]) == (503, "300")
    assert "分享還在，沒有用掉" in text_of(answer)
    assert not ShareOpening.objects.exists()

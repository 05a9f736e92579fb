"""Whoever asked is told once that there is an answer, in one transaction with it; nobody else learns of it."""

import pytest
from django.db import DatabaseError
from django.test import Client
from django.urls import reverse
from portal_world import FAMILY_PHONE, LIN

from cms.accounts.models import Citizen, User
from cms.accounts.selectors import actor_for
from cms.core import clock
from cms.core.errors import Refused
from cms.core.papers import Actor
from cms.delivery.models import Attempt, Notice, Outbox, Preference
from cms.delivery.selectors import notices_of, notices_of_answer
from cms.delivery.services import send_due, set_preference
from cms.portal.models import DataRequest
from cms.portal.selectors import address_books, channels_to
from cms.portal.services import requests
from cms.portal.services.requests import answer_request, ask, withdraw_request
from cms.vault.models import CustodyGrant

WORDS, ANSWER = "生日寫錯了，學號1157001", "同意換發，十日內寄到織錦路"


@pytest.fixture(autouse=True)
def gateway(settings) -> None:
    settings.MYDOC_SMS_GATEWAY = "cms.delivery.channels.outbox.OutboxGateway"


@pytest.fixture
def records(portal_world, db) -> Actor:
    return actor_for(User.objects.get(username="records"), "admin")


@pytest.fixture
def wish(people, document_of) -> DataRequest:
    return ask(visitor=people["lin_id"], kind="correct", number=document_of("diploma").number, text=WORDS)


def _answer(actor: Actor, wish: DataRequest) -> DataRequest:
    return answer_request(actor=actor, code=wish.code, outcome="granted", text=ANSWER)


def _desk() -> Client:
    client = Client()
    client.force_login(User.objects.get(username="records"), backend="django.contrib.auth.backends.ModelBackend")
    return client


def _desk_page(wish: DataRequest) -> str:
    return _desk().get(reverse("portal_request", args=[wish.code])).content.decode()


def _without_addresses(document, channels=("email", "sms")) -> None:
    """As a worker left it that found no address in the document."""
    now = clock.now()
    for channel in channels:
        notice = Notice.objects.create(
            document=document, kind="issued", channel=channel, state="suppressed", created_at=now, not_before=now
        )
        Attempt.objects.create(notice=notice, at=now, outcome="no_address")


def test_an_answer_makes_one_notice_a_channel_and_they_say_nothing_of_it(wish, records):
    assert not notices_of_answer(wish.code).exists()
    _answer(records, wish)
    assert "sms" in [one.channel for one in notices_of_answer(wish.code)]
    while send_due():
        pass
    text = Outbox.objects.get(channel="sms").body
    assert "您提出的申請有答覆了" in text and "Your request was answered" in text
    for secret in ("林", LIN, FAMILY_PHONE, "更正", "同意", "龍門", "畢業", wish.document.number, *WORDS.split("，")):
        assert secret not in text
    assert notices_of_answer(wish.code).get(channel="sms").state == "sent"


def test_neither_without_the_other(wish, records, monkeypatch):
    def crash(**told):
        raise DatabaseError("the power went")

    with monkeypatch.context() as patched:
        patched.setattr(requests, "tell_of_answer", crash)
        with pytest.raises(DatabaseError):
            _answer(records, wish)
    wish.refresh_from_db()
    assert (wish.state, notices_of_answer(wish.code).count()) == ("open", 0)
    _answer(records, wish)
    made = notices_of_answer(wish.code).count()
    with pytest.raises(Refused):
        _answer(records, wish)
    assert notices_of_answer(wish.code).count() == made > 0


def test_who_takes_it_back_is_told_nothing(wish, people):
    withdraw_request(visitor=people["lin_id"], code=wish.code)
    assert not notices_of_answer(wish.code).exists()


def test_a_channel_turned_off_is_not_used(wish, people, records):
    citizen = Citizen.objects.get(pk=wish.citizen_id)
    own = Actor("citizen", str(citizen.pk), "portal")
    set_preference(actor=own, citizen=citizen, channel="sms", off=True)
    _answer(records, wish)
    while send_due():
        pass
    assert notices_of_answer(wish.code).get(channel="sms").state == "suppressed"
    assert not Outbox.objects.filter(channel="sms").exists()


def test_the_document_asked_about_comes_first_and_one_that_is_not_mine_last(people, document_of):
    old, new = document_of("expired"), document_of("not_yet")
    about = {
        kind: ask(visitor=people["wang_id"], kind=kind, number=old.number, text="x") for kind in ("correct", "not_mine")
    }
    assert address_books(about["correct"]) == [old, new]
    assert address_books(about["not_mine"]) == [new, old]
    missing = ask(visitor=people["wang_id"], kind="missing", text="少了")
    assert set(address_books(missing)) == {old, new}


def test_no_address_of_anybody_else_serves(people, document_of):
    """Somebody proven wrongly asks about a document that is held by whoever has the number."""
    wish = ask(visitor=people["recycled_id"], kind="not_mine", number=document_of("recycled_visit").number, text="x")
    assert document_of("recycled_visit") not in address_books(wish)
    proxy = CustodyGrant(
        document=document_of("diploma"), kind="proxy", citizen_id=wish.citizen_id, starts_at=clock.now()
    )
    proxy.save()
    CustodyGrant.objects.filter(document=document_of("expired")).update(ends_at=clock.now())
    assert address_books(wish) == [document_of("not_yet")]


def test_a_destroyed_document_has_no_address(people):
    wish = ask(visitor=people["shen_mobile"], kind="missing", text="少了")
    assert all(not hasattr(document, "destruction") for document in address_books(wish))


def test_the_desk_says_how_the_citizen_will_be_told(wish):
    page = _desk_page(wish)
    assert "通知申請人有答覆了" in page and "簡訊" in page
    assert "沒有聯絡方式" not in page
    for channel in ("email", "sms"):
        Preference.objects.create(citizen_id=wish.citizen_id, channel=channel, off=True)
    assert not any(channels_to(wish).values())
    assert "申請人關掉了通知" in _desk_page(wish)


def test_the_desk_warns_where_there_is_no_address(wish, people, records, document_of):
    nobody = ask(visitor=people["nobody_mobile"], kind="missing", text="少了")
    _without_addresses(document_of("diploma"))
    for one in (wish, nobody):
        assert "沒有聯絡方式，民眾只會在入口網看到。" in _desk_page(one)
        _answer(records, one)
        assert not notices_of_answer(one.code).exists()
        assert "沒有寄出通知，民眾只會在入口網看到。" in _desk_page(one)


def test_the_desk_shows_what_became_of_the_notice(wish, records):
    _answer(records, wish)
    assert "簡訊：等候寄送" in _desk_page(wish)
    notice = notices_of_answer(wish.code).get(channel="sms")
    Notice.objects.filter(pk=notice.pk).update(state="failed")
    Attempt.objects.create(notice=notice, at=clock.now(), outcome="gone")
    assert "簡訊：寄送失敗（位址不存在）" in _desk_page(wish)


def test_who_answers_second_is_told_so_on_the_page(wish, records):
    _answer(records, wish)
    answer = _desk().post(reverse("portal_request", args=[wish.code]), {"outcome": "refused", "text": "不同意"})
    assert answer.status_code == 400
    assert "已經答覆" in answer.content.decode()
    assert "不能再答覆" in answer.content.decode()


def test_the_citizen_finds_it_among_the_notices_and_goes_to_the_answer(wish, records, client_of, document_of):
    _answer(records, wish)
    for path, kind, title in (
        ("/my/", "申請的答覆", f"申請 {wish.code}"),
        ("/my/en/", "Request answered", f"Request {wish.code}"),
    ):
        page = client_of("lin_id").get(f"{path}settings/notices/").content.decode()
        assert kind in page
        assert f'href="{path}requests/{wish.code}/"' in page
        assert f">{title}</a>" in page
    for name in ("sister_id", "lin_mobile", "huang_city"):
        assert wish.code not in client_of(name).get("/my/settings/notices/").content.decode()
    assert not any(one.request for one in notices_of(document_of("diploma")))

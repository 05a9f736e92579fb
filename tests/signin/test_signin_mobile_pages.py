"""Signing in by mobile as a browser does it: what is asked, what is told, and where it leads."""

from uuid import uuid4

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.core.cache import cache
from signin_mobile_browser import CODE, COOKIE, DIGITS, START, asked, session_of, signed_in, text_of, visitor_of
from signin_mobile_world import CHILD, FATHER, PHONE, TWIN, UNKNOWN, another, issue, newest_code

from cms.accounts.identity import mobile_hash
from cms.accounts.visitors import Assurance, Visitor
from cms.delivery.channels import outbox
from cms.delivery.channels.base import ChannelDown, Rejected, Unanswered
from cms.delivery.models import Outbox
from cms.signin import sessions

pytestmark = pytest.mark.usefixtures("school")


def test_number_and_code_lead_to_the_list(client):
    issue(mobile=PHONE)
    assert "手機號碼" in text_of(client.get(START))
    assert asked(client)["Location"] == CODE
    assert "已傳到 0912-***-678，10 分鐘內有效" in text_of(client.get(CODE))
    answer = client.post(CODE, {"code": newest_code()})
    assert (answer.status_code, answer["Location"]) == (302, "/my/")
    assert visitor_of(client).mobile_hash == mobile_hash(PHONE)


def test_the_english_twin_stays_english(client):
    issue(national_id=FATHER, mobile=PHONE)
    assert "Mobile number" in text_of(client.get("/my/en/sign-in/"))
    assert client.post("/my/en/sign-in/", {"mobile": PHONE})["Location"] == "/my/en/sign-in/code/"
    assert "Sent to 0912-***-678. Valid for 10 minutes." in text_of(client.get("/my/en/sign-in/code/"))
    answer = client.post("/my/en/sign-in/code/", {"code": newest_code()})
    assert answer["Location"] == "/my/en/sign-in/id/"
    assert client.post("/my/en/sign-in/id/", {"last_four": "6789"})["Location"] == "/my/en/"


def test_the_page_that_was_asked_for_is_the_one_that_comes(client):
    document = issue(national_id=FATHER, mobile=PHONE)
    session = session_of(client) if COOKIE in client.cookies else SessionStore()
    session["next"] = f"/my/d/{document.number}/"
    session.save()
    client.cookies[COOKIE] = session.session_key
    assert signed_in(client)["Location"] == DIGITS
    assert client.post(DIGITS, {"last_four": "6789"})["Location"] == f"/my/d/{document.number}/"


def test_the_page_that_was_asked_for_comes_in_the_language_of_signing_in(client):
    for asked_for, there, comes in (
        ("/my/looks/", "/my/en/", "/my/en/looks/"),
        ("/my/en/looks/", "/my/", "/my/looks/"),
    ):
        client.cookies.clear()
        client.get(asked_for)
        client.post(f"{there}sign-in/", {"mobile": PHONE})
        assert client.post(f"{there}sign-in/code/", {"code": newest_code()})["Location"] == comes


def test_who_has_no_document_is_signed_in_all_the_same(client):
    assert signed_in(client, UNKNOWN)["Location"] == "/my/"
    visitor = visitor_of(client)
    assert (visitor.person, visitor.alone, visitor.mobile_hash) == (None, None, mobile_hash(UNKNOWN))


@pytest.mark.parametrize(
    ("typed", "problem", "english"),
    [
        ("", "請輸入手機號碼", "Enter a mobile number"),
        ("0912 345 67", "手機號碼要有 10 碼，您輸入了 9 碼", "A mobile number has 10 digits. You entered 9."),
        ("<script>", "手機號碼只有數字", "A mobile number has digits only."),
    ],
)
def test_a_slip_in_the_number_is_told_beside_it(client, typed, problem, english):
    for path, sentence, error in ((START, problem, "錯誤："), ("/my/en/sign-in/", english, "Error: ")):
        answer = client.post(path, {"mobile": typed})
        page = text_of(answer)
        assert answer.status_code == 400
        assert f"<title>{error}" in page
        assert page.count(sentence) == 2  # above, leading to the field, and beside it
        assert '<a href="#mobile">' in page
        assert 'aria-invalid="true"' in page
        assert "<script>" not in page
    assert not Outbox.objects.exists()


@pytest.mark.parametrize(("trouble", "status"), [(ChannelDown("OSError"), 503), (Rejected("HTTP 400"), 400)])
def test_a_gateway_that_does_not_send_is_told_in_words(client, monkeypatch, trouble, status):
    def fail(self, mobile, text, reference, **how):
        raise trouble

    with monkeypatch.context() as broken:
        broken.setattr(outbox.OutboxGateway, "send", fail)
        answers = [client.post(path, {"mobile": PHONE}) for path in (START, "/my/en/sign-in/")]
    assert [answer.status_code for answer in answers] == [status, status]
    assert "這次" in text_of(answers[0])
    assert "nothing was counted" in text_of(answers[1])
    assert 'role="alert"' in text_of(answers[0])
    cache.clear()
    assert asked(client)["Location"] == CODE


def test_a_text_that_may_be_late_is_told_in_words(client, monkeypatch):
    def fall_silent(self, mobile, text, reference, **how):
        raise Unanswered("TimeoutError")

    monkeypatch.setattr(outbox.OutboxGateway, "send", fall_silent)
    assert asked(client)["Location"] == CODE
    assert "簡訊現在比較慢" in text_of(client.get(CODE))
    assert "Texts are slow at the moment" in text_of(client.get("/my/en/sign-in/code/"))


def test_a_wrong_code_says_how_many_tries_are_left(client):
    asked(client)
    wrong = another(newest_code())
    answers = [client.post(CODE, {"code": wrong}) for _ in range(6)]
    assert "驗證碼不正確，還可以試 4 次" in text_of(answers[0])
    assert "還可以試 1 次" in text_of(answers[3])
    assert [answer.status_code for answer in answers] == [400] * 4 + [429] * 2
    assert "嘗試次數已達上限，請 10 分鐘後再試或洽 1999" in text_of(answers[4])
    assert answers[4]["Retry-After"] == "600"
    assert 'name="again"' in text_of(answers[3])
    assert 'name="again"' not in text_of(answers[4])
    assert client.post(CODE, {"code": newest_code()}).status_code == 429
    assert visitor_of(client) is None


def test_full_width_digits_are_digits_and_other_scripts_are_not(client):
    asked(client)
    code = newest_code()
    arabic = code.translate({ord("0") + n: 0x660 + n for n in range(10)})
    assert "您輸入了 0 位" in text_of(client.post(CODE, {"code": arabic}))
    wide = code.translate({ord("0") + n: 0xFF10 + n for n in range(10)})
    assert client.post(CODE, {"code": wide}).status_code == 302


def test_an_expired_code_is_told_and_another_one_comes(client, later):
    asked(client)
    code = newest_code()
    later(minutes=10)
    assert "驗證碼已過期或已經用過，請重新傳送" in text_of(client.post(CODE, {"code": code}))
    assert client.post(CODE, {"again": "1"})["Location"] == CODE
    assert "已重新傳送" in text_of(client.get(CODE))
    assert client.post(CODE, {"code": newest_code()})["Location"] == "/my/"


def test_sending_again_waits_for_a_minute_and_says_how_long(client, later):
    asked(client)
    assert "重新傳送（60 秒後可用）" in text_of(client.get(CODE))
    answer = client.post(CODE, {"again": "1"})
    assert answer.status_code == 429
    assert "還要等 60 秒才能重新傳送" in text_of(answer)
    assert Outbox.objects.count() == 1
    later(seconds=60)
    assert "秒後可用" not in text_of(client.get(CODE))
    client.post(CODE, {"again": "1"})
    assert Outbox.objects.count() == 2


def test_going_back_and_sending_the_same_number_again_sends_no_second_text(client):
    asked(client)
    assert asked(client)["Location"] == CODE
    assert Outbox.objects.count() == 1
    assert asked(client, UNKNOWN)["Location"] == CODE
    assert "0987-***-321" in text_of(client.get(CODE))


def test_a_session_that_ran_out_is_told_once(client, later):
    signed_in(client)
    later(minutes=15)
    assert "系統已經登出" in text_of(client.get(START))
    assert "系統已經登出" not in text_of(client.get(START))


def test_who_is_signed_in_need_not_sign_in(client):
    signed_in(client)
    for path in (START, CODE):
        assert client.get(path)["Location"] == "/my/"
        assert client.post(path, {"mobile": UNKNOWN})["Location"] == "/my/"
    assert Outbox.objects.count() == 1


def test_the_digits_are_asked_only_where_they_open_something(client):
    assert client.get(DIGITS)["Location"] == START
    issue(mobile=PHONE)
    signed_in(client)
    assert "不必輸入後 4 碼" in text_of(client.get(DIGITS))
    assert "No digits needed" in text_of(client.post("/my/en/sign-in/id/", {"last_four": "6789"}))


def test_who_came_by_the_city_account_is_not_asked_for_digits(client):
    issue(national_id=FATHER, mobile=PHONE)
    store = SessionStore()
    sessions.begin(store, Visitor(uuid4(), mobile_hash(PHONE), Assurance.CITY))
    store.save()
    client.cookies[COOKIE] = store.session_key
    assert client.get(DIGITS)["Location"] == "/my/"
    assert client.post(DIGITS, {"last_four": "6789"})["Location"] == "/my/"
    assert visitor_of(client).assurance is Assurance.CITY


def test_signing_out_and_in_again_needs_no_pause(client):
    for _ in range(7):
        assert signed_in(client)["Location"] == "/my/"
        client.post("/my/sign-out/")
    assert Outbox.objects.count() == 7


def test_other_documents_can_be_seen_first_if_there_are_any(client):
    issue(national_id=FATHER, mobile=PHONE)
    assert signed_in(client)["Location"] == DIGITS
    page = text_of(client.get(DIGITS))
    assert "要打開有身分證字號的文件，請再輸入身分證字號後 4 碼" in page
    assert "先看其他文件" not in page
    assert "位使用者" not in page
    issue(mobile=PHONE)
    assert '<a class="md-btn" href="/my/">先看其他文件</a>' in text_of(client.get(DIGITS))


def test_a_family_is_told_how_many_they_are_and_never_who(client):
    issue(national_id=FATHER, mobile=PHONE)
    issue(national_id=CHILD, mobile=PHONE)
    signed_in(client)
    assert "這支手機有 2 位使用者" in text_of(client.get(DIGITS))
    client.post(DIGITS, {"last_four": CHILD[-4:]})
    child = visitor_of(client)
    page = text_of(client.get(DIGITS))
    assert "換一位使用者" in page
    wrong = client.post(DIGITS, {"last_four": "0000"})
    assert wrong.status_code == 400
    assert "沒有這個後 4 碼，還可以試 4 次" in text_of(wrong)
    assert visitor_of(client) == child
    assert client.post(DIGITS, {"last_four": FATHER[-4:]})["Location"] == "/my/"
    assert visitor_of(client).person not in (None, child.person)


def test_twins_are_led_to_the_city_account(client, settings):
    settings.MYDOC_CITY_ACCOUNT = settings.MYDOC_CITY_ACCOUNT | {"issuer": "https://account.city.example"}
    issue(national_id=FATHER, mobile=PHONE)
    issue(national_id=TWIN, mobile=PHONE)
    signed_in(client)
    answer = client.post(DIGITS, {"last_four": "6789"})
    assert answer.status_code == 409
    assert "請改用城市帳號登入，或洽 1999" in text_of(answer)
    assert 'href="/my/city/' in text_of(answer)
    assert visitor_of(client).person is None


def test_the_city_account_is_offered_where_there_is_one(client, settings):
    assert "城市帳號" not in text_of(client.get(START))
    settings.MYDOC_CITY_ACCOUNT = settings.MYDOC_CITY_ACCOUNT | {"issuer": "https://account.city.example"}
    assert '<a class="md-btn" href="/my/city/' in text_of(client.get(START))
    assert '<a class="md-btn" href="/my/en/city/' in text_of(client.get("/my/en/sign-in/"))


def test_who_cannot_go_on_with_a_code_is_shown_the_other_ways(client, settings):
    settings.MYDOC_CITY_ACCOUNT = settings.MYDOC_CITY_ACCOUNT | {"issuer": "https://account.city.example"}
    asked(client)
    wrong = another(newest_code())
    pages = [text_of(client.post(CODE, {"code": wrong})) for _ in range(5)]
    assert ["/my/city/account/" in page for page in pages] == [False] * 4 + [True]

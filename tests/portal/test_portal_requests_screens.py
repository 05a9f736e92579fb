"""The citizen's screens for requests, and the desk where a records manager answers them."""

import csv
import io
import json
import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from cms.accounts import sessions
from cms.accounts.models import User
from cms.accounts.selectors import actor_for
from cms.audit.models import AuditEvent
from cms.core import clock
from cms.core.errors import Refused
from cms.portal.models import DataRequest
from cms.portal.selectors import RequestCriteria
from cms.portal.services.listing import HEADER, export_requests
from cms.portal.services.requests import MOST_A_DAY, answer_request, ask, withdraw_request
from cms.vault.access import get_document_for
from cms.vault.models import AccessRecord

PATH = "/my/requests/"
WORDS, ANSWER = "生日寫錯了<script>alert(1)</script>\n請更正", "同意換發&補寄"
LIST, DESK, EXPORT = "portal_requests", "portal_request", "portal_requests_export"
MENU = json.dumps("民眾申請")  # as the admin hands its menu to the browser
OTHERS = ("clerk.school", "approver.school", "auditor", "archivist", "bureau", "admin")


@pytest.fixture
def wish(people, document_of) -> DataRequest:
    return ask(visitor=people["lin_id"], kind="correct", number=document_of("diploma").number, text=WORDS)


@pytest.fixture
def answered(wish, portal_world) -> DataRequest:
    actor = actor_for(User.objects.get(username="records"), "admin")
    return answer_request(actor=actor, code=wish.code, outcome="granted", text=ANSWER)


def _desk(name: str) -> Client:
    client = Client()
    client.force_login(User.objects.get(username=name), backend="django.contrib.auth.backends.ModelBackend")
    return client


def _text(answer) -> str:
    return answer.content.decode()


def _bare(answer) -> str:
    """The page without what differs at every request."""
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", _text(answer))


# the citizen's side


def test_a_request_is_made_and_shown(client_of, document_of):
    client, number = client_of("lin_id"), document_of("diploma").number
    answer = client.post(f"{PATH}new/", {"kind": "correct", "document": number, "text": WORDS}, follow=True)
    wish = DataRequest.objects.get()
    assert answer.redirect_chain == [(f"{PATH}{wish.code}/", 302)]
    page = _text(answer)
    assert "申請已送出" in page and wish.code in page and "等候答覆" in page
    assert "&lt;script&gt;" in page and "<script>alert" not in page
    assert "示範市立龍門國民中學" in page
    assert "申請已送出" not in _text(client.get(f"{PATH}{wish.code}/"))
    english = _text(client.get(f"/my/en/requests/{wish.code}/"))
    assert "Waiting for an answer" in english and "Junior High School" in english
    assert WORDS not in answer.request["PATH_INFO"]


def test_what_was_chosen_before_is_chosen_in_the_form(client_of, document_of):
    number = document_of("diploma").number
    page = _text(client_of("lin_id").get(f"{PATH}new/", {"kind": "not_mine", "document": number}))
    assert 'value="not_mine" checked' in page
    assert f'value="{number}" selected' in page


def test_the_form_offers_ones_own_documents_only(client_of, portal_world):
    page = _text(client_of("lin_id").get(f"{PATH}new/", {"document": portal_world.numbers["sister_diploma"]}))
    assert f'<option value="{portal_world.numbers["diploma"]}"' in page
    assert f'value="{portal_world.numbers["sister_diploma"]}"' not in page
    assert " selected" not in page


def test_a_look_is_shown_where_it_is_asked_about(client_of, document_of):
    clerk = User.objects.get(username="clerk.school")
    get_document_for(clerk, document_of("diploma").number, purpose="家長來電", via="admin")
    look = AccessRecord.objects.latest("pk")
    query = {"about": "look", "look": look.pk}
    mine, hers = (_text(client_of(name).get(f"{PATH}new/", query)) for name in ("lin_id", "sister_id"))
    assert "您問的查閱" in mine and 'value="look" checked' in mine and f'name="look" value="{look.pk}"' in mine
    assert "您問的查閱" not in hers and f'name="look" value="{look.pk}"' not in hers
    client = client_of("lin_id")
    client.post(f"{PATH}new/", {"kind": "look", "look": look.pk, "text": "為什麼？"})
    assert DataRequest.objects.get().look == look
    page = _text(client.get(f"{PATH}{DataRequest.objects.get().code}/"))
    assert "您問的查閱" in page
    assert "clerk.school" not in page


@pytest.mark.parametrize(
    ("given", "field", "zh", "en"),
    [
        ({"text": "x"}, "kind", "請選擇要申請什麼", "Choose what it is about"),
        ({"kind": "correct", "text": "x"}, "document", "請選擇一份文件", "Choose a document"),
        ({"kind": "missing"}, "text", "說明是空白的", "Write what the agency should know"),
        ({"kind": "missing", "text": "長" * 1001}, "text", "說明有 1001 個字，最多 1000 個字", "1001 characters"),
    ],
)
def test_what_is_wrong_stands_beside_its_field_in_the_pages_language(client_of, given, field, zh, en):
    for path, sentence in ((PATH, zh), ("/my/en/requests/", en)):
        answer = client_of("lin_id").post(f"{path}new/", given)
        page = _text(answer)
        assert answer.status_code == 400
        assert page.count(sentence) == 2
        assert f'href="#{field}"' in page and f'id="{field}-wrong"' in page
        assert given.get("text", "") in page
    assert not DataRequest.objects.exists()


def test_too_many_are_told_in_words(client_of, people):
    for _ in range(MOST_A_DAY):
        ask(visitor=people["lin_id"], kind="missing", text="少了")
    answer = client_of("lin_id").post("/my/en/requests/new/", {"kind": "missing", "text": "one more"})
    assert answer.status_code == 400
    assert "At most 10 requests a day" in _text(answer)
    assert DataRequest.objects.count() == MOST_A_DAY


def test_a_stranger_and_a_forged_form_change_nothing(client, client_of, wish):
    paths = (PATH, f"{PATH}new/", f"{PATH}{wish.code}/")
    assert {client.get(path)["Location"] for path in paths} == {"/my/sign-in/"}
    forger = client_of("lin_id")
    forger.handler.enforce_csrf_checks = True
    assert forger.post(f"{PATH}new/", {"kind": "missing", "text": "x"}).status_code == 403
    assert forger.post(f"{PATH}{wish.code}/withdraw/").status_code == 403
    assert DataRequest.objects.get().state == "open"


@pytest.mark.parametrize("lang", ["", "en/"])
def test_absent_and_somebody_elses_are_the_same_bytes(client_of, wish, lang: str):
    client, absent = client_of("sister_id"), wish.code[:-1] + str((int(wish.code[-1]) + 1) % 10)
    base = f"/my/{lang}requests/"
    for one, other in (
        (client.get(f"{base}{wish.code}/"), client.get(f"{base}{absent}/")),
        (client.post(f"{base}{wish.code}/withdraw/"), client.post(f"{base}{absent}/withdraw/")),
    ):
        assert one.status_code == other.status_code == 404
        assert _bare(one) == _bare(other)
        assert dict(one.items()) == dict(other.items())
    assert wish.code not in _text(client.get(base))
    assert DataRequest.objects.get().state == "open"


def test_an_answer_is_new_until_it_is_opened(client_of, answered):
    client = client_of("lin_id")
    assert "有新的回覆" in _text(client.get(PATH))
    page = _text(client.get(f"{PATH}{answered.code}/"))
    assert "同意換發&amp;補寄" in page and "機關的答覆" in page and "撤回這項申請" not in page
    assert "records" not in page
    assert "有新的回覆" not in _text(client.get(PATH))
    assert "Granted" in _text(client.get("/my/en/requests/"))


def test_a_refused_erasure_says_what_comes_next(client_of, people, document_of):
    wish = ask(visitor=people["lin_id"], kind="erase", number=document_of("diploma").number, text="請刪除")
    actor = actor_for(User.objects.get(username="records"), "admin")
    answer_request(actor=actor, code=wish.code, outcome="refused", text="保存三十年")
    assert "答覆不會立刻銷毀文件" in _text(client_of("lin_id").get(f"{PATH}{wish.code}/"))


def test_it_is_withdrawn_once(client_of, wish):
    client = client_of("lin_id")
    assert client.get(f"{PATH}{wish.code}/withdraw/").status_code == 405
    assert "申請已撤回" in _text(client.post(f"{PATH}{wish.code}/withdraw/", follow=True))
    assert "申請已撤回" not in _text(client.post(f"{PATH}{wish.code}/withdraw/", follow=True))
    assert DataRequest.objects.get().state == "withdrawn"


def test_an_overdue_one_says_so_to_both_sides(client_of, wish, monkeypatch):
    DataRequest.objects.update(asked_at=clock.now() - timedelta(days=32))
    code = DataRequest.objects.get().code
    assert "逾期未答覆" in _text(client_of("lin_id").get(PATH))
    assert "已經超過期限" in _text(client_of("lin_id").get(f"{PATH}{code}/"))
    desk = _desk("records")
    assert "待答覆，逾期" in _text(desk.get(reverse(LIST)))
    assert "待答覆，逾期" in _text(desk.get(reverse(DESK, args=[code])))


# the desk


def test_the_records_manager_has_it_in_the_menu_and_the_list(wish):
    desk = _desk("records")
    assert MENU in _text(desk.get("/admin/"))
    page = _text(desk.get(reverse(LIST)))
    assert wish.code in page and wish.document.number in page and "共 1 項" in page
    assert reverse(DESK, args=[wish.code]) in page
    for hidden in ("生日寫錯了", "林昱辰", "A123456789"):
        assert hidden not in page


@pytest.mark.parametrize("name", OTHERS)
def test_nobody_else_has_it_anywhere(wish, name: str):
    desk = _desk(name)
    assert MENU not in _text(desk.get("/admin/"))
    events = AuditEvent.objects.filter(action="portal.request.read").count()
    for url in (reverse(LIST), reverse(EXPORT)):
        answer = desk.get(url)
        assert answer.status_code in (302, 403)
        assert wish.code not in _text(answer)
    form = {"outcome": "granted", "text": ANSWER}
    for answer in (desk.get(reverse(DESK, args=[wish.code])), desk.post(reverse(DESK, args=[wish.code]), form)):
        assert answer.status_code == 404
        assert wish.code not in _text(answer).replace(reverse(DESK, args=[wish.code]), "")
    assert AuditEvent.objects.filter(action="portal.request.read").count() == events
    assert DataRequest.objects.get().state == "open"


def test_reading_is_on_record_and_the_words_are_not(wish):
    page = _text(_desk("records").get(reverse(DESK, args=[wish.code])))
    assert "生日寫錯了&lt;script&gt;" in page and "<script>alert" not in page
    assert reverse("issuance_document", args=[wish.document.number]) in page
    assert "手機驗證碼和身分證後 4 碼" in page
    event = AuditEvent.objects.latest("pk")
    assert (event.action, event.object_ref, event.detail) == ("portal.request.read", wish.code, {})


def test_an_answer_from_the_desk(wish):
    desk, url = _desk("records"), reverse(DESK, args=[wish.code])
    page = _text(desk.post(url, {"outcome": "partly", "text": ANSWER}, follow=True))
    assert f"已答覆申請 {wish.code}" in page and "申請人還沒有讀" in page
    assert DataRequest.objects.get().state == "partly"
    again = desk.post(url, {"outcome": "refused", "text": "不"})
    assert again.status_code == 400
    assert "已經答覆" in _text(again) or "送出答覆" not in _text(again)
    assert DataRequest.objects.get().state == "partly"


@pytest.mark.parametrize(
    ("given", "sentence"),
    [({"text": ANSWER}, "請選擇結果"), ({"outcome": "granted"}, "請寫下答覆"), ({"outcome": "open", "text": "x"}, "")],
)
def test_an_answer_that_is_not_whole_is_not_sent(wish, given: dict, sentence: str):
    answer = _desk("records").post(reverse(DESK, args=[wish.code]), given)
    assert answer.status_code == 400
    assert sentence in _text(answer)
    assert DataRequest.objects.get().state == "open"


def test_a_withdrawn_one_can_only_be_read(wish, people):
    withdraw_request(visitor=people["lin_id"], code=wish.code)
    page = _text(_desk("records").get(reverse(DESK, args=[wish.code])))
    assert "撤回，不必答覆" in page
    assert "送出答覆" not in page


@pytest.mark.parametrize(
    "query",
    [
        {"citizen__id_hash__startswith": "a"},
        {"document__face__token__startswith": "A"},
        {"o": "9.-99.x"},
        {"p": "xx"},
        {"state": "nonsense", "kind": "never"},
        {"text": "x" * 500},
    ],
    ids=lambda query: next(iter(query)),
)
def test_the_address_asks_for_nothing_that_is_not_offered(wish, query: dict):
    answer = _desk("records").get(reverse(LIST), query)
    assert answer.status_code == 200
    assert wish.code in _text(answer)


def test_the_filters_and_the_order(wish, people, portal_world):
    actor = actor_for(User.objects.get(username="records"), "admin")
    first = ask(visitor=people["wang_id"], kind="missing", text="少了")
    answer_request(actor=actor, code=wish.code, outcome="granted", text=ANSWER)
    desk = _desk("records")
    page = _text(desk.get(reverse(LIST)))
    assert page.index(first.code) < page.index(wish.code)
    only = _text(desk.get(reverse(LIST), {"state": "open", "kind": "missing"}))
    assert first.code in only and wish.code not in only
    assert "沒有符合的" in _text(desk.get(reverse(LIST), {"state": "overdue"}))


@pytest.mark.parametrize("format_", ["csv", "xlsx"])
def test_an_export_holds_the_register_and_nobodys_words(answered, format_: str):
    desk = _desk("records")
    page = _text(desk.get(reverse(EXPORT)))
    assert "會匯出 1 項申請" in page
    answer = desk.post(reverse(EXPORT), {"reason": "季報", "format": format_})
    assert answer["Content-Disposition"].startswith('attachment; filename="requests-')
    event = AuditEvent.objects.latest("pk")
    assert (event.action, event.purpose, event.detail["rows"]) == ("portal.requests.listed", "季報", 1)
    if format_ == "csv":
        header, row = csv.reader(io.StringIO(answer.content.decode("utf-8-sig")))
        assert tuple(header) == HEADER
        assert (row[0], row[8], row[10]) == (answered.code, "同意", "records")
    for words in ("生日寫錯了", "同意換發"):
        assert words not in answer.content.decode(errors="ignore")


def test_an_export_needs_a_reason_a_role_and_a_fresh_session(wish):
    for name, purpose, sentence in (
        ("records", " ", "理由"),
        ("auditor", "季報", "檔案管理員"),
        ("admin", "x", "檔案管理員"),
    ):
        actor = actor_for(User.objects.get(username=name), "admin", purpose)
        with pytest.raises(Refused, match=sentence):
            export_requests(actor=actor, criteria=RequestCriteria(), format_="csv")
    desk = _desk("records")
    session = desk.session
    session[sessions.PASSWORD] -= 3600
    session.save()
    assert reverse("accounts_confirm") in desk.post(reverse(EXPORT), {"reason": "季報", "format": "csv"})["Location"]

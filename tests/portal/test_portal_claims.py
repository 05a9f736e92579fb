"""Claiming on screen: a code in, a document among one's own; slips are told, codes that do not work are all the same."""

import re

import pytest
from django.test import Client
from visits import signed_in

from cms.accounts.models import Citizen
from cms.core.ids import group_token
from cms.core.papers import Actor
from cms.portal.claims import slip_in
from cms.portal.words import words_in
from cms.vault.claim_codes import new_claim_code
from cms.vault.models import AccessRecord, Claim, CustodyGrant
from cms.vault.permissions import documents_for
from cms.vault.services.claims import TRIES_PER_VISITOR, make_claim_codes
from cms.vault.services.status import void_document

CLERK, APPROVER = Actor("user", "clerk.it", "cli"), Actor("user", "approver.it", "cli")
WRONG = "這個領取碼不能用：打錯、用過或過期。"


@pytest.fixture
def number(document_of) -> str:
    return document_of("school_award").number


@pytest.fixture
def code(number) -> str:
    (made,) = make_claim_codes(actor=CLERK, numbers=[number])
    return group_token(made.code)


def claim(client: Client, code: str, lang: str = "", **more):
    return client.post(f"/my/{lang}claim/", {"code": code}, **more)


def main_of(answer) -> str:
    return answer.content.decode().partition("<main")[2].partition("</main>")[0]


@pytest.mark.parametrize("who", ["lin_id", "lin_city", "shen_mobile", "nobody_mobile"])
def test_with_the_code_it_is_among_ones_documents(client_of, people, number, code, who):
    client = client_of(who)
    answer = claim(client, code.lower().replace("-", " "), follow=True)
    assert answer.redirect_chain == [(f"/my/claim/{number}/", 302)]
    assert "已放進您的證件包" in main_of(answer)
    assert f'href="/my/d/{number}/"' in main_of(answer)
    assert client.get(f"/my/d/{number}/").status_code == 200
    assert "獎狀" in main_of(client.get("/my/"))


def test_whoever_was_unknown_is_known_from_now_on(client_of, people, number, code):
    client = client_of("nobody_mobile")
    assert people["nobody_mobile"].alone is None
    claim(client, code)
    citizen = Citizen.objects.get(id_hash=None, mobile_hash=people["nobody_mobile"].mobile_hash)
    assert CustodyGrant.objects.get(citizen=citizen).document.number == number


def test_in_english_too(client_of, number, code):
    client = client_of("lin_id")
    page = main_of(client.get("/my/en/claim/"))
    assert "Claim a document" in page
    assert not re.search(r"[\u4e00-\u9fff]", page)
    answer = claim(client, code, "en/", follow=True)
    assert answer.redirect_chain == [(f"/my/en/claim/{number}/", 302)]
    assert "It is among your documents now" in main_of(answer)
    wrong = main_of(claim(client, new_claim_code(), "en/"))
    assert "mistyped, used or expired" in wrong


def test_nothing_private_is_opened_by_claiming(client_of, number, code):
    claim(client_of("lin_id"), code, follow=True)
    assert not AccessRecord.objects.filter(document__number=number).exists()


def test_codes_that_do_not_work_are_answered_alike(client_of, people, number, code):
    withdrawn = code
    (made,) = make_claim_codes(actor=CLERK, numbers=[number])
    claim(client_of("lin_id"), made.code)
    pages = set()
    for typed in (withdrawn, made.code, new_claim_code()):
        answer = claim(client_of("shen_mobile"), typed)
        assert answer.status_code == 400
        pages.add(re.sub(r'value="[^"]*"', "", main_of(answer)))
    assert len(pages) == 1
    assert WRONG in pages.pop()
    assert Claim.objects.count() == 1


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "請輸入領取碼"),
        ("  -- ", "請輸入領取碼"),
        ("7KQF-2M9X-4TR", "領取碼有 12 個字，您輸入了 11 個"),
        ("7KQF-2M9X-4TRDX", "領取碼有 12 個字，您輸入了 13 個"),
        ("7KQF-2M9X-4TRU", "沒有 U"),
        ("領取碼", "只有數字和英文字母"),
        ("7KQF-2M9X-4TRD-HW3P-V8NC", "20 個字的驗證碼"),
    ],
)
def test_slips_are_told_and_cost_no_try(client_of, number, code, typed, said):
    client = client_of("lin_id")
    for _ in range(TRIES_PER_VISITOR + 1):
        answer = claim(client, typed)
        assert answer.status_code == 400
        assert said in main_of(answer)
    assert claim(client, code).status_code == 302


def test_what_might_be_a_code_is_no_slip():
    for typed in (new_claim_code(), "oil1 oil1 oil1", "ＡＢＣＤ－ＥＦＧＨ－１２３４"):
        assert slip_in(typed, words_in("zh")) == ""


def test_very_long_and_hostile_input_stays_small_and_text(client_of, db):
    for typed in ("x" * 200_000, '"><script>alert(1)</script>', "\x00\x00", "7" * 12 + "\u202e"):
        answer = claim(client_of("lin_id"), typed)
        assert answer.status_code == 400
        assert "<script>alert" not in answer.content.decode()
        assert len(answer.content) < 20_000


def test_after_ten_tries_the_right_code_waits_too(client_of, number, code):
    client = client_of("lin_id")
    for _ in range(TRIES_PER_VISITOR):
        claim(client, new_claim_code())
    answer = claim(client, code)
    assert (answer.status_code, answer["Retry-After"]) == (429, "3600")
    assert "請 1 小時後再試" in main_of(answer)
    assert not Claim.objects.exists()


def test_a_void_document_is_refused_in_words(client_of, number, code):
    void_document(actor=CLERK, approved_by=APPROVER, number=number, reason_code="data_error", reason="誤植")
    answer = claim(client_of("lin_id"), code)
    assert answer.status_code == 409
    assert "不能領取。請洽給您領取碼的機關" in main_of(answer)
    assert not Claim.objects.exists()


def test_another_persons_document_is_not_claimed_by_its_number(client_of, people, number):
    client = client_of("lin_id")
    assert client.get(f"/my/claim/{number}/").status_code == 404
    assert claim(client, number).status_code == 400
    assert not documents_for(people["lin_id"]).filter(number=number).exists()


def test_nobody_claims_without_signing_in(number, code):
    assert claim(Client(), code)["Location"] == "/my/sign-in/"
    assert Client().get("/my/claim/")["Location"] == "/my/sign-in/"
    assert not Claim.objects.exists()


def test_a_forged_form_claims_nothing(people, number, code):
    client = Client(enforce_csrf_checks=True)
    client.cookies.load(signed_in(people["lin_id"]).cookies.output(header=""))
    assert claim(client, code).status_code == 403
    assert not Claim.objects.exists()


def test_the_code_stands_in_no_address(client_of, number, code):
    answer = client_of("lin_id").get("/my/claim/", {"code": code})
    assert code not in answer.content.decode()

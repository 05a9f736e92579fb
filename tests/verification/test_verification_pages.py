"""The verdict page: every state in both languages, nothing hidden shown, nothing kept, nothing run."""

import re
from datetime import timedelta

import pytest
from django.db import InterfaceError, OperationalError
from verification_faces import BORN, NAME, SCHOOL, VALUES, make_face, make_reservation, without_code

from cms.core import clock
from cms.core.dates import english_long, roc_long
from cms.core.ids import group_token, new_token
from cms.verification import views

HEADINGS = {
    "valid": ("有效", "Valid"),
    "void": ("已作廢", "Void"),
    "superseded": ("已換發新版", "Superseded"),
    "expired": ("已過期", "Expired"),
    "not_yet_valid": ("尚未生效", "Not valid yet"),
    "destroyed": ("已依規定銷毀", "Destroyed"),
}


def _heading(response) -> str:
    return re.search(r"<h1>(.*?)\s*<span", response.content.decode())[1]


@pytest.mark.parametrize("state", HEADINGS)
def test_every_state_is_told_in_both_languages(client, faces, state):
    token = faces[state].token
    chinese, english = client.get(f"/v/{token}"), client.get(f"/en/v/{token}")
    assert (chinese.status_code, english.status_code) == (200, 200)
    assert (_heading(chinese), _heading(english)) == HEADINGS[state]
    assert (chinese["Content-Language"], english["Content-Language"]) == ("zh-Hant", "en")
    assert '<html lang="zh-Hant">' in chinese.content.decode()
    assert '<html lang="en">' in english.content.decode()
    assert f'href="/en/v/{token}"' in chinese.content.decode()
    assert f'href="/v/{token}"' in english.content.decode()


def test_a_valid_document_is_told_with_what_to_compare(client, faces):
    face = faces["valid"]
    page = client.get(f"/v/{face.token}").content.decode()
    assert f"這份文件由{SCHOOL}簽發，目前有效。" in page
    assert "「有效」只代表系統有這份文件。請核對紙本內容。" in page
    for shown in (face.type_name, face.number, face.agency_number, "民國115年6月12日", "特優", "1 頁"):
        assert shown in page
    assert f"{face.compare_code[:4]} {face.compare_code[4:]}" in page
    assert "簽章歷程（2 筆）" in page
    assert page.index("時間戳記") < page.index("平臺簽章")
    assert "O=示範測試憑證管理中心" in page
    assert 'action="/v/' in page


def test_dates_are_in_the_language_of_the_page(client, faces):
    face = faces["expired"]
    assert (
        f'有效期間到<span class="md-d">{roc_long(face.valid_until)}</span>止'
        in client.get(f"/v/{face.token}").content.decode()
    )
    assert f"{english_long(face.valid_until)}</span>. It was" in client.get(f"/en/v/{face.token}").content.decode()


@pytest.mark.parametrize("lang", ["", "/en"])
@pytest.mark.parametrize("state", HEADINGS)
def test_no_hidden_or_comparable_value_is_in_the_page(client, faces, state, lang):
    page = client.get(f"{lang}/v/{faces[state].token}").content.decode()
    for value in (NAME, BORN, "100年3月14日", VALUES["secret"], "備註", faces[state].comparables[0]["hash"]):
        assert value not in page


def test_a_void_document_shows_no_contents_and_its_reason_only_if_that_is_public(client, faces):
    page = client.get(f"/v/{faces['void'].token}").content.decode()
    assert "姓名登載錯誤，已另發新證" in page
    assert "特優" not in page
    assert faces["void"].compare_code[:4] + " " not in page
    assert "<form" not in page
    silent = make_face(voided_at=clock.now(), void_reason="內部理由")
    assert "內部理由" not in client.get(f"/v/{silent.token}").content.decode()


def test_a_superseded_document_does_not_lead_to_its_successor(client, faces):
    page = client.get(f"/v/{faces['superseded'].token}").content.decode()
    links = set(re.findall(r'href="(/[^"]*)"', page))
    assert links == {"/", f"/en/v/{faces['superseded'].token}"}


def test_a_destroyed_document_is_told_by_year_and_day_only(client, faces):
    face = faces["destroyed"]
    page = client.get(f"/v/{face.token}").content.decode()
    assert "這份文件曾於民國115年簽發" in page
    assert roc_long(clock.today()) in page
    for gone in (face.type_name, face.number, SCHOOL, "特優", face.compare_code[:4], "6月12日"):
        assert gone not in page


def test_a_reserved_token_looks_like_one_that_never_was(client, db):
    reserved, never = make_reservation().token, new_token()
    answers = [client.get(f"/v/{token}") for token in (reserved, never)]
    assert [answer.status_code for answer in answers] == [404, 404]
    pages = [without_code(answer, token) for answer, token in zip(answers, (reserved, never), strict=True)]
    assert pages[0] == pages[1]
    assert "查無資料" in pages[0]
    assert "驗證碼沒有字母 O、I、L、U" in pages[0]


@pytest.mark.parametrize("error", [OperationalError("database is locked"), InterfaceError("connection is closed")])
def test_an_unreachable_database_says_nothing_against_the_document(client, db, monkeypatch, error):
    def unreachable(token):
        raise error

    monkeypatch.setattr(views, "get_public_face", unreachable)
    response = client.get(f"/v/{new_token()}")
    page = response.content.decode()
    assert response.status_code == 503
    assert response["Retry-After"]
    assert "目前無法查驗" in page
    assert "這不是文件的問題" in page
    assert "is-void" not in page.split("</style>")[1]


@pytest.mark.parametrize("state", ["valid", "not found", "form", "redirect"])
def test_the_page_is_kept_indexed_and_framed_by_nobody(client, faces, state):
    token = faces["valid"].token
    address = {"valid": f"/v/{token}", "not found": "/v/nothing", "form": "/v/", "redirect": f"/v/?code={token}"}[state]
    response = client.get(address)
    assert response["Cache-Control"] == "no-store"
    assert response["X-Robots-Tag"] == "noindex"
    assert response["Referrer-Policy"] == "no-referrer"
    policy = response["Content-Security-Policy"]
    for directive in ("default-src 'none'", "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'"):
        assert directive in policy
    assert "unsafe" not in policy
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")


@pytest.mark.parametrize("state", HEADINGS)
def test_the_page_asks_for_nothing_else(client, faces, state):
    page = client.get(f"/v/{faces[state].token}").content.decode()
    assert "<script" not in page
    assert " style=" not in page
    assert set(re.findall(r'<link[^>]*href="([^"]*)"', page)) == {"data:,"}
    assert not re.findall(r'src="', page)
    assert '<meta name="robots" content="noindex">' in page


def test_the_host_of_the_request_is_not_repeated(client, faces, settings):
    settings.ALLOWED_HOSTS = ["*"]
    page = client.get(f"/v/{faces['valid'].token}", HTTP_HOST="evil.example").content.decode()
    assert "evil.example" not in page
    assert "verify.mydoc.example" in page


def test_markup_in_names_stays_text(client, db):
    nasty = '<script>alert("x")</script>'
    field = {"code": "grade", "label": nasty, "label_en": "", "text": nasty}
    comparables = [{"code": code, "label": nasty, "label_en": "", "hash": "0"} for code in ("name", "born")]
    face = make_face(issuer_name=nasty, type_name=nasty, agency_number=nasty, fields=[field], comparables=comparables)
    voided = make_face(voided_at=clock.now(), issuer_name=nasty, show_void_reason=True, void_reason=nasty)
    for address in (
        f"/v/{face.token}",
        f"/en/v/{face.token}",
        f"/v/{voided.token}",
        "/v/?code=%3Cscript%3E",
        "/v/%3Cscript%3E",
    ):
        assert "<script" not in client.get(address).content.decode()
    answered = client.post(f"/v/{face.token}", {"name": f'">{nasty}', "born": nasty}).content.decode()
    assert "<script" not in answered


def test_a_message_cannot_be_written_into_the_page_through_the_address(client, db):
    page = client.get("/v/請撥 0900-000-000 ！領回").content.decode()
    assert "請撥" not in page
    assert "領回" not in page


def test_one_query_tells_a_verdict(client, faces, django_assert_num_queries):
    client.get(f"/v/{faces['valid'].token}")
    with django_assert_num_queries(1):
        client.get(f"/v/{faces['valid'].token}")


def test_a_code_may_be_typed_in_any_way(client, faces):
    token = faces["valid"].token
    for typed in (token, token.lower(), group_token(token), f" {group_token(token).replace('-', ' ')} "):
        response = client.get("/v/", {"code": typed})
        assert (response.status_code, response["Location"]) == (302, f"/v/{token}")
        assert client.get("/en/v/", {"code": typed})["Location"] == f"/en/v/{token}"
    assert client.get(f"/v/{group_token(token).lower()}/").status_code == 200


def test_other_methods_are_refused(client, faces):
    assert client.put(f"/v/{faces['valid'].token}").status_code == 405
    assert client.post("/v/").status_code == 405


def test_the_day_is_that_of_taipei(client, faces, monkeypatch):
    face = faces["expired"]
    last_minute = clock.now().replace(
        year=face.valid_until.year, month=face.valid_until.month, day=face.valid_until.day, hour=23, minute=59
    )
    for at, heading in ((last_minute, "有效"), (last_minute + timedelta(minutes=1), "已過期")):
        monkeypatch.setattr(clock, "now", lambda at=at: at)
        assert _heading(client.get(f"/v/{face.token}")) == heading

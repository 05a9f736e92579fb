"""Sharing on screen: what its holder chooses, checks and takes back, and what the bearer of the link sees."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from share_world import LIN, WISH, made, text_of
from visits import signed_in

from cms.core import clock
from cms.core.papers import Actor
from cms.vault.models import AccessRecord, Document, ShareLink, ShareRevocation
from cms.vault.services.retention import destroy_document
from cms.vault.services.shares import MOST_OPEN

EVIL = '"><script>alert(1)</script><img src=x onerror=alert(2)>'


@pytest.fixture
def number(document_of) -> str:
    return document_of("diploma").number


@pytest.fixture
def holder(client_of) -> Client:
    return client_of("lin_id")


def form_at(number: str, lang: str = "zh") -> str:
    return f"/my/{'en/' if lang == 'en' else ''}d/{number}/share/"


def path_in(page: str) -> str:
    """The link on the page that shows it, without its host."""
    return re.search(r'value="https://verify\.mydoc\.example(/(?:en/)?s/[0-9A-Z]{20}/)"', page)[1]


# making one


def test_the_form_offers_what_the_paper_shows_and_nothing_hidden(holder, number):
    page = text_of(holder.get(form_at(number)))
    assert re.findall(r'name="fields" value="(\w+)"', page) == ["holder_name", "birth_date", "graduation_date"]
    assert "checked" not in page.partition('id="recipient"')[0]
    assert f">{LIN}<" in page
    assert 'value="7" checked' in page
    for hidden in ("A123456789", "0912345678", "1157001", "學號"):
        assert hidden not in page


def test_from_the_form_over_the_check_to_a_link_that_is_shown_once(holder, number):
    check = text_of(holder.post(form_at(number), WISH | {"step": "check"}))
    assert not ShareLink.objects.exists()
    for told in (LIN, "民國115年6月12日", "示例公司人資", "應徵", "對方看不到", "出生日期"):
        assert told in check
    form_key = re.search(r'name="form_key" value="([^"]+)"', check)[1]
    answer = holder.post(form_at(number), WISH | {"step": "make", "form_key": form_key})
    assert answer.status_code == 200
    path = path_in(text_of(answer))
    assert "text/html" in answer["Content-Type"]
    assert answer["Cache-Control"] == "no-store"
    assert LIN in text_of(Client().post(path))
    again = holder.post(form_at(number), WISH | {"step": "make", "form_key": form_key})
    assert again["Location"] == "/my/shares/"
    assert ShareLink.objects.count() == 1
    assert path.split("/")[2] not in text_of(holder.get("/my/shares/"))


def test_in_english_all_of_it_is_english(holder, number):
    page = text_of(holder.get(form_at(number, "en")))
    check = text_of(holder.post(form_at(number, "en"), WISH | {"step": "check"}))
    answer = text_of(holder.post(form_at(number, "en"), WISH | {"step": "make", "form_key": "x"}))
    assert path_in(answer).startswith("/en/s/")
    for one in (page, check, answer, text_of(holder.get("/my/en/shares/"))):
        main = one.partition("<main")[2].partition("</main>")[0]
        outside = re.sub(r'<(\w+)[^>]* (?:lang="zh-Hant"|dir="auto")[^>]*>.*?</\1>|value="[^"]*"', "", main)
        assert not re.search(r"[\u4e00-\u9fff]", re.sub(r"<[^>]+>", "", outside)), outside


def test_going_back_keeps_what_was_filled_in(holder, number):
    page = text_of(holder.post(form_at(number), WISH | {"step": "edit", "once": "1", "days": "30"}))
    assert 'value="示例公司人資"' in page
    assert re.findall(r'value="(\w+)" checked', page) == ["holder_name", "graduation_date", "30", "1"]
    assert not ShareLink.objects.exists()


@pytest.mark.parametrize(
    ("changes", "parts"),
    [
        ({"fields": []}, ["fields"]),
        ({"fields": ["student_number"]}, ["fields"]),
        ({"fields": ["national_id"]}, ["fields"]),  # may be shared, but this paper does not show it
        ({"fields": ["holder_name", "mobile"]}, ["fields"]),
        ({"recipient": "   "}, ["recipient"]),
        ({"recipient": "長" * 61, "purpose": ""}, ["recipient", "purpose"]),
        ({"purpose": "x" * 100_000}, ["purpose"]),
        ({"days": "365"}, ["days"]),
        ({"days": "七"}, ["days"]),
    ],
)
def test_what_is_wrong_is_said_beside_it(holder, number, changes, parts):
    for lang in ("zh", "en"):
        answer = holder.post(form_at(number, lang), WISH | changes | {"step": "check"})
        assert answer.status_code == 400
        page = text_of(answer)
        assert re.findall(r'<li><a href="#(\w+)">', page) == parts
        assert all(f'id="{part}-wrong"' in page for part in parts)
        assert len(page) < 40_000
    assert not ShareLink.objects.exists()


NOT_OFFERED = [["student_number"], ["holder_name", "mobile"], ["national_id"], ["invented"], []]


@pytest.mark.parametrize("checked", [True, False])
@pytest.mark.parametrize("fields", NOT_OFFERED)
def test_fields_that_are_not_offered_make_no_link_by_hand(holder, number, fields, checked):
    """Also those that may be shared and that this paper does not show: the record would say that they were seen."""
    for lang, said in (("zh", "請"), ("en", "Choose")):
        if checked:
            holder.post(form_at(number, lang), WISH | {"step": "check"})
        answer = holder.post(form_at(number, lang), WISH | {"fields": fields, "step": "make", "form_key": "x"})
        assert answer.status_code == 400
        assert said in text_of(answer)
    assert not ShareLink.objects.exists()


def test_what_was_not_checked_is_checked_first(holder, number):
    answer = holder.post(form_at(number), WISH | {"step": "make", "form_key": "x"})
    assert answer.status_code == 200
    assert "確認要分享的內容" in text_of(answer)
    assert not ShareLink.objects.exists()


@pytest.mark.parametrize("name", ["void", "superseded", "destroyed", "expired", "not_yet"])
def test_what_is_not_in_force_gets_no_form(client_of, document_of, name):
    who = {"destroyed": "shen_mobile", "expired": "wang_id", "not_yet": "wang_id"}.get(name, "chen_id")
    client, there = client_of(who), form_at(document_of(name).number)
    for answer in (client.get(there), client.post(there, WISH | {"step": "make", "form_key": "x"})):
        assert answer.status_code == 409
        assert "只有目前有效的文件可以分享" in text_of(answer)
    assert not ShareLink.objects.exists()
    assert not AccessRecord.objects.filter(document__number=document_of(name).number, actor_kind="citizen").exists()


@pytest.mark.parametrize("who", ["sister_id", "lin_mobile", "huang_city", "nobody_city"])
def test_somebody_elses_document_is_absent(client_of, number, who):
    client = client_of(who)
    hidden, absent = client.get(form_at(number)), client.get(form_at("TEST115-99999999-9"))
    assert hidden.status_code == absent.status_code == 404
    token = r'csrfmiddlewaretoken" value="\w+"'
    assert re.sub(token, "", text_of(hidden)).replace(number, "") == re.sub(token, "", text_of(absent)).replace(
        "TEST115-99999999-9", ""
    )
    assert client.post(form_at(number), WISH | {"step": "make"}).status_code == 404
    assert not ShareLink.objects.exists()


def test_whoever_is_not_signed_in_is_led_there(number):
    for path in (form_at(number), "/my/shares/"):
        assert Client().get(path)["Location"] == "/my/sign-in/"


def test_the_twenty_first_link_is_refused_in_words(holder, people, number):
    for _ in range(MOST_OPEN):
        made(people, number)
    holder.post(form_at(number), WISH | {"step": "check"})
    answer = holder.post(form_at(number), WISH | {"step": "make", "form_key": "x"})
    assert answer.status_code == 409
    assert "已有 20 個可以開啟的連結" in text_of(answer)


# the list


def test_the_list_says_what_became_of_each_link(holder, people, number, monkeypatch):
    for recipient, changes in (("甲", {}), ("乙", {"once": True}), ("丙", {}), ("丁", {"days": 1})):
        _link, token = made(people, number, recipient=recipient, **changes)
        if recipient in "乙丙":
            Client().post(f"/s/{token}/")
    then = clock.now() + timedelta(days=2)
    monkeypatch.setattr(clock, "now", lambda: then)
    page = text_of(signed_in(people["lin_id"]).get("/my/shares/"))
    states = dict(re.findall(r'<h2 dir="auto">(.)</h2>.*?<span class="md-tag [\w-]+">([^<]+)<', page, re.DOTALL))
    assert states == {"甲": "可以開啟", "乙": "已用完", "丙": "可以開啟", "丁": "已過期"}
    assert page.count("/revoke/") == 2
    assert (page.count("已開啟 1 次"), page.count("沒有人開過")) == (2, 2)
    assert "看得到：姓名、畢業日期" in page


def test_taking_back_works_at_once_and_is_said_once(holder, people, number):
    link, token = made(people, number)
    answer = holder.post(f"/my/shares/{link.pk}/revoke/", follow=True)
    assert answer.redirect_chain == [("/my/shares/", 302)]
    assert "連結打不開了" in text_of(answer)
    assert "連結打不開了" not in text_of(holder.get("/my/shares/"))
    assert Client().post(f"/s/{token}/").status_code == 410
    assert holder.get(f"/my/shares/{link.pk}/revoke/").status_code == 405


def test_nobody_else_sees_or_takes_back_a_link(client_of, people, number):
    link, _token = made(people, number)
    for who in ("sister_id", "lin_mobile", "nobody_city"):
        client = client_of(who)
        assert WISH["recipient"] not in text_of(client.get("/my/shares/"))
        answer = client.post(f"/my/shares/{link.pk}/revoke/")
        assert answer.status_code == 404
        assert "找不到這個分享" in text_of(answer)
    assert not ShareRevocation.objects.exists()


def test_a_destroyed_document_leaves_its_links_on_the_list_without_terms(people, document_of):
    number = document_of("visit").number
    made(people, number, "shen_mobile", fields=("venue",))
    Document.objects.filter(number=number).update(retain_until=clock.today() - timedelta(days=1))
    records, archivist = (Actor("user", name, "cli") for name in ("records", "archivist"))
    destroy_document(actor=records, approved_by=archivist, number=number, legal_ground="期滿")
    page = text_of(signed_in(people["shen_mobile"]).get("/my/shares/"))
    assert "分享的內容也不再保存" in page
    assert "已依規定銷毀" in page
    assert WISH["recipient"] not in page


def test_what_a_holder_types_stays_text(holder, people, number):
    check = text_of(holder.post(form_at(number), WISH | {"recipient": EVIL, "purpose": EVIL, "step": "check"}))
    made_page = text_of(holder.post(form_at(number), WISH | {"recipient": EVIL, "purpose": EVIL, "step": "make"}))
    path = path_in(made_page)
    pages = [check, made_page, text_of(Client().get(path)), text_of(holder.get("/my/shares/"))]
    for page in pages:
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        assert "&lt;script&gt;" in page


@pytest.mark.parametrize("typed", ["甲\u202e乙", "甲\u2066乙", "\u200b甲", "\u3164", "\u2800"])
def test_characters_that_turn_writing_around_are_refused(holder, number, typed):
    answer = holder.post(form_at(number), WISH | {"recipient": typed, "step": "check"})
    assert answer.status_code == 400
    assert "看不見的字元" in text_of(answer)


def test_a_line_break_becomes_a_space(holder, number):
    check = text_of(holder.post(form_at(number), WISH | {"recipient": "甲公司\r\n　人資", "step": "check"}))
    assert ">甲公司 人資<" in check

"""我的證件包: what stands in the list for whom, in both languages, and how it is found again."""

import re
from html.parser import HTMLParser
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from portal_world import listed_copies
from visits import COOKIE
from wagtail import hooks

from cms.core import clock
from cms.portal.holder import spoken
from cms.portal.purposes import FULL_NAME, SIGNED_IN
from cms.signin.providers import HOOK
from cms.vault.models import AccessRecord, CustodyGrant, Document

IDS_HINT, CLAIM, REQUESTS = "/my/sign-in/id/", "/my/claim/", "/my/requests/"


class Rows(HTMLParser):
    """The rows of the list: what the offline page keeps of each, and the number that it leads to."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[SimpleNamespace] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if "data-doc" in given:
            kept = {name: given[f"data-{name}"] for name in ("title", "issued", "status")}
            self.found.append(SimpleNamespace(**kept, more=set(given) - {f"data-{one}" for one in ("doc", *kept)}))
        elif tag == "a" and self.found and not hasattr(self.found[-1], "number"):
            self.found[-1].number = given["href"].rstrip("/").rpartition("/")[2]


@pytest.fixture
def numbers(document_of):
    return lambda *names: [document_of(name).number for name in names]


def rows(answer):
    return Rows(answer.content.decode()).found


@pytest.mark.parametrize(
    ("who", "names"),
    [
        ("lin_mobile", ()),
        ("lin_id", ("diploma",)),
        ("lin_city", ("diploma",)),
        ("sister_id", ("sister_diploma",)),
        ("huang_new_id", ("new_phone_low_income",)),
        ("recycled_mobile", ("recycled_visit",)),
        ("recycled_id", ("recycled_visit",)),
        ("nobody_city", ()),
    ],
)
def test_the_list_holds_what_is_the_visitors_and_nothing_else(who, names, client_of, numbers):
    page = client_of(who).get("/my/")
    assert [row.number for row in rows(page)] == numbers(*names)
    assert f'<span class="md-mute s-count">{len(names)}</span>' in page.content.decode()


def test_what_is_in_force_stands_first_and_each_row_says_what_it_is(client_of, numbers):
    found = rows(client_of("wang_id").get("/my/"))
    assert [(row.number, row.status) for row in found] == [
        (numbers("not_yet")[0], "尚未生效"),
        (numbers("expired")[0], "已過期"),
    ]
    html = client_of("chen_id").get("/my/").content.decode()
    assert html.index('class="s-sec">有效<') < html.index("md-tag is-valid") < html.index('class="s-sec">已經不能用<')
    assert {row.status for row in rows(client_of("chen_id").get("/my/"))} == {"有效", "已作廢", "已換發新版"}


def test_a_destroyed_document_is_listed_with_its_tag(client_of, numbers):
    found = rows(client_of("shen_mobile").get("/my/"))
    assert [(row.number, row.status) for row in found][1] == (numbers("destroyed")[0], "已依規定銷毀")


def test_the_rows_tell_the_offline_page_titles_days_and_states_only(client_of):
    [row] = rows(client_of("lin_id").get("/my/"))
    assert (row.title, row.status, row.more) == ("國民中學畢業證書", "有效", set())
    assert re.fullmatch(r"\d{3}\.\d{2}\.\d{2}", row.issued)
    [row] = rows(client_of("lin_id").get("/my/en/"))
    assert (row.title, row.status) == ("Junior High School Diploma", "Valid")
    assert re.fullmatch(r"\d{1,2} [A-Z][a-z]+ \d{4}", row.issued)


def test_a_replaced_document_leads_to_the_new_one_only_where_that_is_ones_own(client_of, document_of):
    old, new = document_of("superseded"), document_of("successor")
    client, link = client_of("chen_id"), f's-successor">新版：<a class="md-num" href="/my/d/{new.number}/'
    assert link in client.get("/my/").content.decode()
    assert f'href="/my/d/{new.number}/">看新版' in client.get(f"/my/d/{old.number}/").content.decode()
    CustodyGrant.objects.filter(document=new).update(ends_at=new.issued_at)
    assert new.number not in client.get("/my/").content.decode()
    assert new.number not in client.get(f"/my/d/{old.number}/").content.decode()


def test_new_is_what_its_holder_has_never_opened(client_of, document_of):
    client, new = client_of("lin_id"), "s-new"
    assert new in client.get("/my/").content.decode()
    client.post("/my/")  # the name alone is no look at the document
    assert new in client.get("/my/").content.decode()
    client.get(f"/my/d/{document_of('diploma').number}/")
    assert new not in client.get("/my/").content.decode()


def test_what_another_member_of_the_family_opened_is_still_new_to_its_holder(client_of, document_of):
    client_of("sister_id").get(f"/my/d/{document_of('sister_diploma').number}/")
    assert "s-new" in client_of("lin_id").get("/my/").content.decode()


def test_what_ended_is_not_called_new(client_of):
    assert client_of("chen_id").get("/my/").content.decode().count("s-new") == 1


def test_the_name_is_masked_until_it_is_asked_for_and_never_kept(client_of):
    client = client_of("lin_id")
    html = client.get("/my/").content.decode()
    assert '<span aria-hidden="true">林○辰</span><span class="md-hide">林，部分隱藏，辰</span>' in html
    assert "林昱辰" not in html
    assert "林昱辰" in client.post("/my/").content.decode()
    assert "林昱辰" not in client.get("/my/").content.decode()
    assert "林昱辰" not in str(dict(client.session.items()))


@pytest.mark.parametrize(
    ("masked", "said"),
    [
        ("林○辰", "林，部分隱藏，辰"),
        ("歐○○明", "歐，部分隱藏，明"),
        ("陳○", "陳，部分隱藏"),
        ("尤○‧達○", "尤，部分隱藏，‧達，部分隱藏"),
    ],
)
def test_what_is_hidden_is_told_in_words(masked, said):
    assert spoken(masked, "，部分隱藏，") == said


def test_the_name_costs_one_look_a_session_and_one_for_each_time_it_is_asked_for(client_of, document_of):
    looks = AccessRecord.objects.filter(document=document_of("diploma"))
    client = client_of("lin_id")
    for _ in range(3):
        client.get("/my/")
    assert [look.purpose for look in looks] == [SIGNED_IN]
    client.post("/my/")
    assert looks.filter(purpose=FULL_NAME).count() == 1


def test_a_recycled_number_shows_the_name_of_whoever_is_there(client_of):
    html = client_of("recycled_mobile").get("/my/").content.decode()
    assert "P○○ K○○" in html
    html = client_of("huang_old_id").get("/my/").content.decode()
    assert "黃○峯" in html


def test_whoever_acts_for_somebody_else_is_not_called_by_their_name(client_of, document_of, people):
    lins, visitor = document_of("diploma"), people["shen_mobile"]
    CustodyGrant.objects.create(
        document=lins, kind="proxy", citizen_id=visitor.alone, mobile_hash=visitor.mobile_hash, starts_at=lins.issued_at
    )
    Document.objects.filter(pk=lins.pk).update(issued_at=clock.now())
    html = client_of(visitor).get("/my/").content.decode()
    assert lins.number in html
    assert "沈○𡘙" in html
    assert "林○辰" not in html


def test_without_an_open_document_there_is_no_name(client_of, document_of):
    CustodyGrant.objects.filter(document=document_of("visit")).update(ends_at=document_of("visit").issued_at)
    page = client_of("shen_mobile").get("/my/")
    assert "顯示全名" not in page.content.decode()
    assert not AccessRecord.objects.filter(document=document_of("destroyed"), actor_kind="citizen").exists()


def test_an_empty_list_says_why_and_what_to_do(client_of):
    html = client_of("nobody_mobile").get("/my/").content.decode()
    assert "目前沒有發給您的文件。" in html
    assert all(f'href="{address}"' in html for address in (CLAIM, REQUESTS))
    assert IDS_HINT not in html  # nobody with an id has anything on this phone
    html = client_of("nobody_city").get("/my/en/").content.decode()
    assert "No documents yet." in html
    assert "sign-in/id/" not in html
    assert 'href="/my/en/claim/"' in html


@pytest.mark.parametrize(
    ("who", "there"), [("lin_mobile", True), ("shen_mobile", False), ("lin_id", False), ("lin_city", False)]
)
def test_the_last_four_are_offered_to_those_who_proved_only_a_mobile(who, there, client_of):
    assert (IDS_HINT in client_of(who).get("/my/").content.decode()) is there


@pytest.mark.parametrize(("who", "there"), [("shen_mobile", True), ("huang_old_id", True), ("huang_city", False)])
def test_a_city_account_is_offered_to_whoever_did_not_use_one(who, there, client_of):
    provider = SimpleNamespace(slug="city", label="測試城市帳號", label_en="test city account", sign_out_origin="")
    with hooks.register_temporarily(HOOK, lambda: provider):
        html = client_of(who).get("/my/").content.decode()
        assert ('href="/my/city/city/"' in html, "用測試城市帳號登入" in html) == (there, there)


def test_few_documents_need_no_form(client_of):
    assert "<form class" not in client_of("chen_id").get("/my/").content.decode().replace('<form class="md-row', "")


class TestMany:
    """Some seventy documents of one person."""

    @pytest.fixture
    def client(self, client_of, document_of):
        listed_copies(document_of("successor").number, 60)
        return client_of("chen_id")

    def test_they_are_asked_for_in_as_many_queries_as_three(self, client_of, document_of):
        client = client_of("chen_id")
        client.get("/my/")  # the name
        with CaptureQueriesContext(connection) as few:
            client.get("/my/")
        listed_copies(document_of("successor").number, 60)
        with CaptureQueriesContext(connection) as many:
            client.get("/my/")
        assert len(many) == len(few) <= 12

    def test_pages(self, client):
        first, second, beyond = (client.get(f"/my/?page={page}") for page in ("", "2", "99"))
        assert (len(rows(first)), len(rows(second))) == (25, 25)
        assert "第 2 頁，共 3 頁" in re.search("<title>(.*)</title>", second.content.decode())[1]
        assert len(rows(beyond)) == 13
        assert 'rel="next" href="?page=2"' in first.content.decode()

    def test_by_status(self, client, numbers):
        found = rows(client.get("/my/?status=void"))
        assert [row.number for row in found] == numbers("void")

    def test_by_agency(self, client):
        assert len(rows(client.get("/my/?agency=333303"))) == 25
        assert not rows(client.get("/my/?agency=379140000I"))

    @pytest.mark.parametrize(("text", "count"), [("畢業", 25), ("diploma", 25), ("獎狀", 0)])
    def test_by_title(self, client, text, count):
        assert len(rows(client.get("/my/", {"text": text}))) == count

    def test_what_was_asked_for_stays_in_the_form_and_in_the_other_language(self, client):
        html = client.get("/my/", {"text": '"><script>', "status": "void"}).content.decode()
        assert 'value="&quot;&gt;&lt;script&gt;"' in html
        assert '<option value="void" selected>' in html
        assert 'href="/my/en/?text=%22%3E%3Cscript%3E&amp;status=void"' in html
        assert "沒有符合的文件" in html


def test_strangers_sign_in_first(client_of):
    client = client_of("lin_id")
    client.cookies.pop(COOKIE)
    for method in (client.get, client.post):
        assert method("/my/en/")["Location"] == "/my/en/sign-in/"

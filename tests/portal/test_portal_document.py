"""One document of a citizen: what its page says in every state, its picture, its file, its QR, and what goes on record."""

import base64
import io
import re
from hashlib import sha256
from html.parser import HTMLParser

import pypdfium2
import pytest
from PIL import Image
from portal_world import HOLDERS

from cms.accounts.models import User
from cms.core import clock
from cms.portal.pictures import IN_TEXT, ZOOMED, page_picture, shown_values
from cms.portal.purposes import DOWNLOAD, VIEW, ZOOM
from cms.vault.models import AccessRecord, PublicFace
from cms.vault.services.shares import make_share
from cms.vault.share_terms import ShareTerms


@pytest.fixture
def page_of(client_of, document_of):
    """A page of a document as its holder sees it: page_of("void", "qr/", lang="en")."""

    def ask(name, sub="", *, lang="zh"):
        start = "/my/en/" if lang == "en" else "/my/"
        return client_of(HOLDERS[name]).get(f"{start}d/{document_of(name).number}/{sub}")

    return ask


@pytest.fixture
def looks_at(document_of):
    return lambda name: AccessRecord.objects.filter(document=document_of(name), actor_kind="citizen")


class ForEverybody(HTMLParser):
    """The text of a page that is not marked as Chinese."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.text, self.marked, self.depth = "", 0, 0
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        if self.marked and tag not in ("br", "img", "input", "path", "circle", "rect", "meta", "link"):
            self.marked += 1
        elif dict(attrs).get("lang") == "zh-Hant":
            self.marked = 1

    def handle_endtag(self, tag):
        if self.marked and tag not in ("path", "circle", "rect"):
            self.marked -= 1

    def handle_data(self, data):
        self.text += "" if self.marked else data


def picture_in(html: str) -> Image.Image:
    [data] = re.findall(r'src="data:image/webp;base64,([^"]+)"', html)
    return Image.open(io.BytesIO(base64.b64decode(data)))


def test_one_view_is_one_look(page_of, looks_at, people):
    page_of("diploma")
    [look] = looks_at("diploma")
    assert (look.kind, look.purpose, look.via) == ("view", VIEW, "portal")
    assert look.actor_ref == str(people["lin_id"].person)


def test_the_page_says_what_the_document_is(page_of, document_of):
    document = document_of("diploma")
    html = page_of("diploma").content.decode()
    token = document.face.token
    for fact in (
        '<h1 class="md-ming s-title">國民中學畢業證書</h1>',
        "示範市立龍門國民中學",
        "永久有效",
        "示市龍門畢字第115700001號",
        document.number,
        f"{document.face.compare_code[:4]} {document.face.compare_code[4:]}",
        "-".join(token[place : place + 4] for place in range(0, 20, 4)),
        "最近 30 天別人看過 0 次",
    ):
        assert fact in html
    assert "<title>國民中學畢業證書｜我的證件包</title>" in html


def test_the_picture_is_small_has_its_size_and_says_what_it_shows(page_of):
    html = page_of("diploma").content.decode()
    picture = picture_in(html)
    assert picture.size == (720, 1019)
    assert 'width="720" height="1019" alt="國民中學畢業證書第 1 頁：示範市立龍門國民中學，民國' in html
    assert "林昱辰" not in re.search(r'alt="([^"]*)"', html)[1]


@pytest.mark.parametrize("name", ["diploma", "visit", "new_phone_low_income"])
def test_pictures_keep_to_their_bytes(name, page_of):
    pdf = page_of(name, "pdf/").content
    for size in (IN_TEXT, ZOOMED):
        picture = page_picture(pdf, 1, size)
        assert len(picture.data_uri) * 3 / 4 <= size.most_bytes + 100
        assert picture.width == size.width


def test_any_page_of_a_file_is_drawn_and_a_file_without_a_twin_shows_no_values():
    with pypdfium2.PdfDocument.new() as made:
        made.new_page(595, 842)
        made.new_page(842, 595)
        out = io.BytesIO()
        made.save(out)
    assert page_picture(out.getvalue(), 2, IN_TEXT).height < 720
    assert shown_values(out.getvalue()) == {}


def test_the_text_alternative_is_what_the_paper_shows_and_no_more(page_of):
    html = page_of("expired").content.decode()
    shown = ("<dt>戶長姓名</dt><dd>王雅婷</dd>", "<dt>核定迄日</dt><dd>民國114年12月31日</dd>", "<dd>A27574****</dd>")
    assert all(one in html for one in shown)
    assert "A275749113" not in html
    assert "0968710461" not in html


def test_a_valid_document_can_be_shown_shared_and_downloaded(page_of):
    html = page_of("diploma").content.decode()
    assert [sub for sub in ("qr/", "pdf/", "share/", "looks/") if f'{sub}"><svg' not in html] == []
    assert "md-note" not in html


@pytest.mark.parametrize(
    ("name", "tone", "said", "subs"),
    [
        ("void", "is-void", "這份文件已於", {"pdf/", "looks/"}),
        ("superseded", "is-superseded", "換發新版，請改用新版", {"pdf/", "looks/"}),
        ("expired", "is-late", "申請新的文件", {"qr/", "pdf/", "looks/"}),
        ("not_yet", "is-late", "起才有效", {"qr/", "pdf/", "looks/"}),
    ],
)
def test_every_other_state_says_since_when_and_what_to_do(name, tone, said, subs, page_of):
    html = page_of(name).content.decode()
    assert f'<span class="md-tag {tone}">' in html
    [note] = re.findall(r'<div class="md-note"><p>(.*?)</p>', html)
    assert said in note
    assert "md-d" in note
    assert {sub for sub in ("qr/", "pdf/", "share/", "looks/") if f'{sub}"><svg' in html} == subs


@pytest.mark.parametrize("sub", ["", "pdf/", "page/1/", "qr/"])
def test_a_destroyed_document_is_told_in_words(sub, page_of, looks_at):
    answer = page_of("destroyed", sub)
    assert answer.status_code == 410
    assert "已依規定銷毀" in answer.content.decode()
    assert not looks_at("destroyed").exists()


def test_who_can_see_it_is_told_by_roles_and_names_nobody(page_of, people, document_of):
    html = page_of("diploma").content.decode()
    told = html.partition("誰可以看這份文件，為什麼")[2]
    assert "示範市立龍門國民中學的承辦人、核定人、用印人：文件由這個機關簽發" in told
    assert "示範市政府的檔案管理員、檔案庫管理員、稽核：" in told
    assert not [user for user in User.objects.values_list("username", flat=True) if user in told]
    assert "分享連結" not in told
    terms = ShareTerms(("holder_name",), "測試", "測試")
    make_share(visitor=people["lin_id"], number=document_of("diploma").number, terms=terms, days=7, once=False)
    assert "現在有 1 個連結可以用" in page_of("diploma").content.decode()


def test_the_file_is_the_sealed_one_and_its_export_is_on_record(page_of, document_of, looks_at):
    answer = page_of("diploma", "pdf/")
    assert sha256(answer.content).hexdigest() == document_of("diploma").versions.get().sha256
    assert answer["Content-Type"] == "application/pdf"
    assert (answer["Cache-Control"], answer["X-Content-Type-Options"]) == ("no-store", "nosniff")
    number = document_of("diploma").number
    name = "%E5%9C%8B%E6%B0%91%E4%B8%AD%E5%AD%B8%E7%95%A2%E6%A5%AD%E8%AD%89%E6%9B%B8"
    assert answer["Content-Disposition"] == f"attachment; filename*=utf-8''{name}-{number}.pdf"
    assert [(look.kind, look.purpose) for look in looks_at("diploma")] == [("export", DOWNLOAD)]


def test_a_void_file_can_still_be_kept(page_of, document_of):
    answer = page_of("void", "pdf/")
    assert sha256(answer.content).hexdigest() == document_of("void").versions.get().sha256


def test_a_page_enlarged_is_a_look_too(page_of, looks_at):
    html = page_of("diploma", "page/1/").content.decode()
    assert picture_in(html).size == (1440, 2037)
    assert [look.purpose for look in looks_at("diploma")] == [ZOOM]


@pytest.mark.parametrize("page", [0, 2, 10**30])
def test_a_page_that_there_is_not_opens_nothing(page, page_of, looks_at):
    answer = page_of("diploma", f"page/{page}/")
    assert answer.status_code == 404
    assert "找不到這份文件" in answer.content.decode()
    assert not looks_at("diploma").exists()


def test_further_pages_are_linked(page_of, document_of):
    PublicFace.objects.filter(document=document_of("diploma")).update(pages=3)
    html = page_of("diploma").content.decode()
    number = document_of("diploma").number
    assert [page for page in (1, 2, 3, 4) if f"/my/d/{number}/page/{page}/" in html] == [1, 2, 3]
    html = page_of("diploma", "page/1/").content.decode()
    assert '<li aria-current="page">1</li>' in html
    assert f"/my/d/{number}/page/3/" in html


def test_showing_the_qr_opens_nothing(page_of, looks_at, document_of):
    html = page_of("diploma", "qr/").content.decode()
    assert "verify.mydoc.example" in html
    token = document_of("diploma").face.token
    assert "-".join(token[place : place + 4] for place in range(0, 20, 4)) in html
    assert "林昱辰" not in html
    assert not looks_at("diploma").exists()


@pytest.mark.parametrize(("name", "word"), [("void", "已作廢"), ("superseded", "已換發新版")])
def test_what_nobody_would_accept_is_not_shown(name, word, page_of):
    answer = page_of(name, "qr/")
    assert answer.status_code == 410
    assert f"「{word}」的文件，對方不會採用" in answer.content.decode()


def test_a_qr_that_is_not_in_force_says_what_the_other_will_see(page_of):
    assert "已過期</span>" in page_of("expired", "qr/").content.decode()


@pytest.mark.parametrize("sub", ["", "page/1/", "qr/"])
@pytest.mark.parametrize("name", ["diploma", "expired", "void"])
def test_english_pages_are_english(sub, name, page_of):
    """But for what the record says in Chinese alone, which is marked as such."""
    answer = page_of(name, sub, lang="en")
    text = ForEverybody(answer.content.decode()).text
    assert answer["Content-Language"] == "en"
    assert "Document" in text
    assert re.findall(r"[\u3400-\u9fff]+", text) == []


def test_the_english_list_is_english(client_of):
    for who in ("chen_id", "shen_mobile", "nobody_mobile", "nobody_city"):
        text = ForEverybody(client_of(who).get("/my/en/").content.decode()).text
        spoken = re.sub(r"\w, partly hidden, \w", "", text)
        assert re.findall(r"[\u3400-\u9fff]+", spoken) == []


def test_only_looking_is_possible(client_of, document_of):
    client = client_of("lin_id")
    for sub in ("", "pdf/", "page/1/", "qr/"):
        assert client.post(f"/my/d/{document_of('diploma').number}/{sub}").status_code == 405


def test_today_decides(page_of, monkeypatch):
    monkeypatch.setattr(clock, "today", lambda: clock.now().date().replace(year=2101, month=6, day=1))
    assert "md-tag is-valid" in page_of("not_yet").content.decode()

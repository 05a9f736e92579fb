"""What an editor may do by mistake: the site stays right, or the editor is told in words what to mend."""

import json
import re

import pytest
from django.test import Client
from home_editing import front_form, save, signed_in, text_form
from wagtail.models import Page
from wagtail.test.utils.form_data import rich_text, streamfield

from cms.accounts.models import Role, User
from cms.accounts.services.roles import grant_role
from cms.core.papers import Actor
from cms.home.models import HomePage, StandardPage
from cms.home.selectors import loose_ends


@pytest.fixture
def editor(site) -> Client:
    """Somebody who may edit and publish everything below the Chinese front page, and nothing else."""
    user = User.objects.create_user("editor", password="a long enough one")
    system = Actor("system", "setup", "cli")
    grant_role(actor=system, user=user, role=Role.DESIGNER, page=site.page_ptr, reason="編輯公開網站")
    return signed_in(user)


def _page(slug: str, lang: str = "zh") -> StandardPage:
    return StandardPage.objects.child_of(HomePage.objects.get(language=lang)).get(slug=slug)


def _told(client: Client) -> str:
    """What stands above the next screen."""
    return client.get("/admin/").content.decode()


def test_the_demos_own_pages_have_no_loose_end(site):
    assert loose_ends() == ()


def test_whoever_deletes_the_english_twin_is_told_what_it_leaves_behind(editor, client, site):
    answer = editor.post(f"/admin/pages/{_page('steps', 'en').pk}/delete/", {})
    assert answer.status_code == 302
    told = _told(editor)
    assert (
        "「畢業證書五步驟」（/steps/）沒有英文的同一頁，語言切換會到首頁。請發布代稱也是「steps」的英文頁面。" in told
    )
    assert "「Document Vault」（/en/）裡的連結 /en/steps/ 打不開。" in told
    page = client.get("/steps/").content.decode()
    assert 'hreflang="en" href="/en/"' in page
    assert 'rel="alternate"' not in page
    assert "/en/steps/" not in client.get("/en/v/").content.decode()


def test_whoever_withdraws_the_privacy_notice_is_told(editor, client, site):
    assert editor.post(f"/admin/pages/{_page('privacy').pk}/unpublish/", {}).status_code == 302
    assert "「Privacy notice」（/en/privacy/）沒有中文的同一頁" in _told(editor)
    assert client.get("/privacy/").status_code == 404
    assert "/privacy/" not in client.get("/v/").content.decode()


def test_a_new_slug_leaves_word_at_the_old_address_and_the_editor_hears_of_the_lost_twin(
    editor, client, site, django_capture_on_commit_callbacks
):
    page = _page("help")
    form = text_form(page, [("text", rich_text("<p>問答。</p>"))]) | {"slug": "questions"}
    with django_capture_on_commit_callbacks(execute=True):
        assert save(editor, page, form).status_code == 302
    told = _told(editor)
    assert "「常見問題」（/questions/）沒有英文的同一頁" in told
    assert "「Help and questions」（/en/help/）沒有中文的同一頁" in told
    assert not [sentence for sentence in loose_ends() if "打不開" in sentence]  # links to the old address arrive
    assert client.get("/help/", follow=True).redirect_chain == [("/questions/", 301)]


def test_a_link_that_leads_nowhere_is_told_and_a_right_one_is_not(editor, site):
    page = _page("help")
    text = '<p><a href="/gone/#top">一</a><a href="/v/">二</a><a href="/en/privacy/">三</a><a href="/my/">四</a></p>'
    assert save(editor, page, text_form(page, [("text", rich_text(text))])).status_code == 302
    assert "「常見問題」（/help/）裡的連結 /gone/ 打不開。" in _told(editor)
    assert len(loose_ends()) == 1


def test_a_page_that_was_chosen_and_withdrawn_is_a_loose_end(site):
    page, chosen = _page("help"), _page("steps")
    page.body = [("text", f'<p><a linktype="page" id="{chosen.pk}">步驟</a></p>')]
    page.save_revision().publish()
    assert loose_ends() == ()
    chosen.unpublish()
    assert any("（/help/）裡的連結 /steps/ 打不開" in sentence for sentence in loose_ends())


def test_a_link_to_another_site_says_so_and_one_to_ourselves_does_not(site, client, settings):
    page = _page("help")
    own = f"{settings.MYDOC_VERIFY_URL}/v/"
    page.body = [("text", f'<p><a href="https://law.example/?a=1&amp;b=2">法規</a><a href="{own}">查驗</a></p>')]
    page.save_revision().publish()
    shown = client.get("/help/").content.decode()
    assert '<a href="https://law.example/?a=1&amp;b=2" rel="external">法規</a>' in shown
    assert f'<a href="{own}">查驗</a>' in shown


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_nobody_takes_a_front_page_away(editor, client, site, lang):
    front = HomePage.objects.get(language=lang)
    for asked in (editor, signed_in(User.objects.create_superuser("root", password="a long enough one"))):
        for act in ("unpublish", "delete"):
            asked.post(f"/admin/pages/{front.pk}/{act}/", {"include_descendants": "on"})
            asked.post(f"/admin/bulk/wagtailcore/page/{act}/?id={front.pk}", {"include_descendants": "on"})
    assert HomePage.objects.live().filter(pk=front.pk).exists()
    assert client.get("/en/" if lang == "en" else "/").status_code == 200


@pytest.mark.parametrize(
    ("lang", "changed", "sentence"),
    [
        ("zh", {"language": "en"}, "這個語言已經有首頁"),
        ("en", {"language": "zh"}, "這個語言已經有首頁"),
        ("en", {"slug": "english"}, "英文網頁的網址都以 /en/ 開頭"),
    ],
)
def test_a_front_page_keeps_its_language_and_its_address(editor, site, lang, changed, sentence):
    front = HomePage.objects.get(language=lang)
    answer = save(editor, front, front_form(front) | changed)
    assert answer.status_code == 200
    assert sentence in answer.content.decode()
    kept = HomePage.objects.get(pk=front.pk)
    assert (kept.language, kept.slug) == (front.language, front.slug)


@pytest.mark.parametrize(("lang", "slug"), [("zh", "v"), ("zh", "my"), ("zh", "admin"), ("en", "v")])
def test_a_page_does_not_take_an_address_of_the_system(editor, site, lang, slug):
    page = _page("help", lang)
    answer = save(editor, page, text_form(page, []) | {"slug": slug})
    assert answer.status_code == 200
    assert f"「{slug}」是系統自己的網址，頁面會打不開。請換一個代稱。" in answer.content.decode()


def test_no_document_type_is_made_below_the_public_site(editor, site):
    """Publishing one freezes a version that agencies issue from."""
    before = Page.objects.count()
    for parent in (site, _page("help")):
        answer = editor.get(f"/admin/pages/add/doctypes/doctypeindexpage/{parent.pk}/")
        assert answer.status_code in (302, 403)
        choices = editor.get(f"/admin/pages/{parent.pk}/add_subpage/").content.decode()
        assert "doctypes" not in choices
    assert Page.objects.count() == before


def test_there_is_no_third_front_page(editor, site):
    english = HomePage.objects.get(language="en")
    copied = {"new_title": "Copy", "new_slug": "copy", "new_parent_page": site.pk}
    editor.post(f"/admin/pages/{english.pk}/copy/", copied)
    assert editor.get(f"/admin/pages/add/home/homepage/{site.pk}/").status_code in (302, 403)
    assert HomePage.objects.count() == 2


def test_fifty_questions_are_fifty_answers_to_open(editor, client, site):
    page = _page("help")
    asked = [("item", {"question": f"第 {n} 題？", "answer": rich_text(f"<p>第 {n} 答。</p>")}) for n in range(1, 51)]
    body = [("questions", {"heading": "全部", "questions": streamfield(asked)})]
    assert save(editor, page, text_form(page, body)).status_code == 302
    response = client.get("/help/")
    assert response.content.decode().count('<details class="md-more"><summary>第') == 50
    assert len(response.content) <= 60_000


def test_no_picture_comes_into_a_text(editor, client, site):
    """So none can be without its alternative text."""
    page = _page("help")
    picture = {"type": "IMAGE", "mutability": "IMMUTABLE", "data": {"id": 1, "src": "https://elsewhere.example/x.png"}}
    plain = {"depth": 0, "inlineStyleRanges": [], "entityRanges": []}
    here = {"entityRanges": [{"offset": 0, "length": 1, "key": 0}]}
    blocks = [
        plain | {"key": "a", "type": "atomic", "text": " "} | here,
        plain | {"key": "b", "type": "unstyled", "text": "圖在上面。"},
    ]
    forged = json.dumps({"entityMap": {"0": picture}, "blocks": blocks})
    assert save(editor, page, text_form(page, [("text", forged)])).status_code == 302
    shown = client.get("/help/").content.decode().partition("<main")[2]
    assert "圖在上面。" in shown
    assert not re.search(r"<img|<embed|elsewhere", shown)

"""The demo's editor: edits, previews and publishes the public pages in both languages, and touches nothing else."""

import json

import pytest
from django.test import Client
from wagtail.models import Page
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from cms.accounts.models import RoleGrant, User
from cms.accounts.services.roles import end_role
from cms.core.papers import Actor
from cms.demo.accounts import ACCOUNTS
from cms.demo.world import build_world, world_summary
from cms.doctypes.models import DocTypeIndexPage, DocTypePage, DocTypeVersion
from cms.home.models import HomePage, StandardPage
from cms.templates_designer.models import LayoutPage

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo_world")]
LANGUAGES = pytest.mark.parametrize("lang", ["zh", "en"])
# Where others work: none of it is the editor's.
ELSEWHERE = (
    "/admin/accounts/people/",
    "/admin/accounts/people/invite/",
    "/admin/snippets/signing/signingprofile/",
    "/admin/snippets/signing/trustanchor/",
    "/admin/users/",
    "/admin/groups/",
    "/admin/sites/",
    "/admin/redirects/",
    "/admin/images/",
    "/admin/documents/",
    "/admin/collections/",
)


@pytest.fixture
def editor() -> Client:
    return _signed_in("editor")


def _signed_in(name: str) -> Client:
    client = Client()
    client.force_login(User.objects.get(username=name), backend="django.contrib.auth.backends.ModelBackend")
    return client


def _page(lang: str) -> StandardPage:
    return StandardPage.objects.child_of(HomePage.objects.get(language=lang)).get(slug="help")


def _form(page: StandardPage, text: str) -> dict:
    form = {"title": page.title, "slug": page.slug, "introduction": text, "show_in_menus": "on"}
    body = streamfield([("text", rich_text(f"<p>{text}</p>"))])
    return nested_form_data(form | {"body": body, "comments": inline_formset([])})


def _publish(client: Client, page: Page, form: dict):
    return client.post(f"/admin/pages/{page.pk}/edit/", form | {"action-publish": "1"})


@LANGUAGES
def test_the_editor_edits_previews_and_publishes(editor, client, lang):
    page = _page(lang)
    form = _form(page, "新的說明。")
    assert json.loads(editor.post(f"/admin/pages/{page.pk}/edit/preview/", form).content)["is_valid"]
    assert "新的說明。" in editor.get(f"/admin/pages/{page.pk}/edit/preview/").content.decode()
    assert "新的說明。" not in client.get(page.path_on_site).content.decode()
    assert _publish(editor, page, form).status_code == 302
    assert "新的說明。" in client.get(page.path_on_site).content.decode()
    assert StandardPage.objects.get(pk=page.pk).live_revision.user.username == "editor"


@LANGUAGES
def test_both_front_pages_are_open_to_the_editor(editor, lang):
    front = HomePage.objects.get(language=lang)
    assert editor.get(f"/admin/pages/{front.pk}/edit/").status_code == 200
    assert editor.get(f"/admin/pages/{front.pk}/").status_code == 200


@pytest.mark.parametrize("model", [DocTypeIndexPage, DocTypePage, LayoutPage])
def test_document_types_and_layouts_are_neither_seen_nor_changed(editor, model):
    page, versions = model.objects.first(), DocTypeVersion.objects.count()
    for act in ("edit", "delete", "unpublish", "copy", "move", "history", "add_subpage"):
        answer = editor.get(f"/admin/pages/{page.pk}/{act}/")
        assert answer.status_code in (302, 403), act
        assert page.title not in answer.content.decode()
    assert _publish(editor, page, _form(_page("zh"), "換掉")).status_code in (302, 403)
    assert DocTypeVersion.objects.count() == versions
    for listing in ("/admin/pages/", f"/admin/pages/search/?q={page.title}"):
        assert f"/admin/pages/{page.pk}/" not in editor.get(listing).content.decode()


@pytest.mark.parametrize("path", ELSEWHERE)
def test_nothing_else_in_the_admin_is_open(editor, path):
    assert editor.get(path).status_code in (302, 403, 404)
    assert f'"{path}"' not in editor.get("/admin/").content.decode()


@pytest.mark.parametrize("name", ["bureau", "approver.it", "clerk.it", "clerk.school", "records", "auditor"])
def test_nobody_else_but_the_administrator_edits_the_public_site(client, name):
    page = _page("zh")
    before = client.get("/help/").content
    other = _signed_in(name)
    assert other.get(f"/admin/pages/{page.pk}/edit/").status_code in (302, 403)
    assert _publish(other, page, _form(page, "換掉")).status_code in (302, 403)
    assert client.get("/help/").content == before


def test_a_grant_that_has_ended_opens_nothing(editor):
    grant = RoleGrant.objects.get(user__username="editor")
    end_role(actor=Actor("system", "demo", "cli"), grant=grant, reason="調職")
    assert editor.get(f"/admin/pages/{_page('zh').pk}/edit/").status_code in (302, 403)


def test_the_editor_is_told_of_in_the_printed_accounts():
    label = world_summary()["accounts"]["editor"]
    assert label == "資訊局網站編輯：公開網站的中英文頁面"
    assert {account.name for account in ACCOUNTS} >= {"editor", "bureau"}


def test_a_demo_from_before_gets_its_types_out_of_the_public_site(editor):
    """They stood below the front page; there they would have been the editor's."""
    home, index = HomePage.objects.get(language="zh"), DocTypeIndexPage.objects.get()
    index.move(home, "last-child")
    assert editor.get(f"/admin/pages/{index.pk}/edit/").status_code == 200
    versions = DocTypeVersion.objects.count()
    build_world()
    index.refresh_from_db()
    assert not index.is_descendant_of(HomePage.objects.get(language="zh"))
    assert editor.get(f"/admin/pages/{index.pk}/edit/").status_code in (302, 403)
    assert DocTypePage.objects.child_of(index).count() == 5
    assert DocTypeVersion.objects.count() == versions
    assert Page.find_problems() == ([], [], [], [], [])

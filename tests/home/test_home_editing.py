"""Editors change what the public site says on the admin's own forms, and only those who may."""

import json
import re

import pytest
from django.test import Client
from home_editing import front_form, save, signed_in, text_form
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from cms.accounts.models import Role, User
from cms.accounts.services.roles import grant_role
from cms.core.papers import Actor
from cms.home.models import HomePage, StandardPage

SYSTEM = Actor("system", "setup", "cli")


@pytest.fixture
def admin(site) -> Client:
    return signed_in(User.objects.create_superuser("root", password="a long enough one"))


def _designer_of(page) -> Client:
    user = User.objects.create_user("designer", password="a long enough one")
    grant_role(actor=SYSTEM, user=user, role=Role.DESIGNER, page=page.page_ptr, reason="編輯公開網站")
    return signed_in(user)


def test_a_step_is_changed_on_the_form_and_shown(admin, client, site):
    form = front_form(site)
    form["steps"]["0"]["value"] |= {"title": "先註冊", "icon": "qr", "text": "一分鐘，|就好。"}
    form["navigation"]["0"]["value"]["label"] = "登入"
    response = save(admin, site, form)
    assert (response.status_code, response.url) == (302, "/admin/pages/" + f"{site.get_parent().pk}/")
    page = client.get("/").content.decode()
    assert "<h3>先註冊</h3><p><span>一分鐘，</span><span>就好。</span></p>" in page
    assert "註冊城市帳號" not in page
    assert '<a href="/my/">登入</a>' in page
    assert "登入我的證件包</h3>" in page  # the next step is as it was


def test_a_link_that_leads_away_is_refused(admin, client, site):
    form = front_form(site)
    form["buttons"]["0"]["value"]["path"] = "//evil.example/"
    response = save(admin, site, form)
    assert response.status_code == 200
    told = json.dumps("請填站內的路徑")[1:-1]  # the form's script reads it as JSON
    assert told in response.content.decode()
    assert "evil" not in client.get("/").content.decode()


def test_every_part_of_a_page_of_text_can_be_written(admin, client, site):
    page = StandardPage.objects.child_of(site).get(slug="help")
    step = {"title": "第一步", "text": rich_text("<p>先看。</p>")}
    question = {"question": "怎麼登入？", "answer": rich_text("<p>用<b>手機</b>。</p>")}
    body = [
        ("text", rich_text("<h2>開頭</h2><p>一段話。</p>")),
        ("steps", streamfield([("item", step)])),
        ("questions", {"heading": "登入", "questions": streamfield([("item", question)])}),
        ("note", {"tone": "warning", "text": rich_text("<p>小心。</p>")}),
        ("address", ""),
        ("contact", {"heading": "找我們", "phone": "1999", "hours": "平日", "text": rich_text("")}),
    ]
    assert save(admin, page, text_form(page, body)).status_code == 302
    shown = re.sub(r' data-block-key="\w+"', "", client.get("/help/").content.decode())
    parts = ("<h2>開頭</h2>", "<h2>第一步</h2>", "<summary>怎麼登入？</summary>", "<b>手機</b>", "小心。", '"tel:1999"')
    assert [part for part in parts if part not in shown] == []
    assert "<b>注意</b>" in shown
    assert "</svg>verify.mydoc.example" in shown


def test_a_designer_of_the_page_may_edit_it_and_nothing_beside(client, site):
    mine = StandardPage.objects.child_of(site).get(slug="help")
    other = StandardPage.objects.child_of(site).get(slug="privacy")
    designer = _designer_of(mine)
    assert save(designer, mine, text_form(mine, [("text", rich_text("<p>新的說明。</p>"))])).status_code == 302
    assert "新的說明。" in client.get("/help/").content.decode()
    before = client.get("/privacy/").content
    assert save(designer, other, text_form(other, [])).status_code in (302, 403)
    assert designer.get(f"/admin/pages/{other.pk}/edit/").status_code in (302, 403)
    assert client.get("/privacy/").content == before


def test_who_designs_document_types_does_not_edit_the_front_page(client, site):
    designer = _designer_of(StandardPage.objects.child_of(site).get(slug="help"))
    form = front_form(site)
    form["heading"] = "換掉"
    assert save(designer, site, form).status_code in (302, 403)
    assert "換掉" not in client.get("/").content.decode()


@pytest.mark.parametrize("slug", ["", "help"])
def test_the_editor_previews_the_page_inside_the_admin(admin, site, slug):
    page = StandardPage.objects.child_of(site).get(slug=slug) if slug else site
    form = text_form(page, [("text", rich_text("<p>草稿。</p>"))]) if slug else front_form(page)
    data = nested_form_data(form | {"comments": inline_formset([])})
    assert json.loads(admin.post(f"/admin/pages/{page.pk}/edit/preview/", data).content)["is_valid"]
    preview = admin.get(f"/admin/pages/{page.pk}/edit/preview/")
    assert preview.status_code == 200
    assert "frame-ancestors 'self'" in preview["Content-Security-Policy"]
    assert preview["X-Frame-Options"] == "SAMEORIGIN"
    assert ("草稿。" if slug else "政府發給您的文件，") in preview.content.decode()


def test_a_new_english_page_is_previewed_in_english(admin, site):
    english = HomePage.objects.get(language="en")
    new = StandardPage(title="Notice", slug="notice", introduction="")
    form = text_form(new, [("text", rich_text("<p>Draft.</p>"))])
    address = f"/admin/pages/add/home/standardpage/{english.pk}/preview/"
    assert json.loads(admin.post(address, nested_form_data(form | {"comments": inline_formset([])})).content)[
        "is_valid"
    ]
    preview = admin.get(address).content.decode()
    assert '<html lang="en">' in preview
    assert "Draft." in preview


def test_the_editors_form_is_in_chinese(admin, site):
    for page in (site, StandardPage.objects.child_of(site).get(slug="help")):
        form = admin.get(f"/admin/pages/{page.pk}/edit/").content.decode()
        for label in ("代稱", "放在頁尾", "分頁標題", "搜尋說明"):
            assert label in form
        assert "search engine results" not in form

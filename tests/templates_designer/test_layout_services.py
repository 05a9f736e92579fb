"""Layouts in the database: frozen on publish, chosen by agency and day, and never changed afterwards."""

import json
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse
from wagtail.models import Page

from cms.accounts.models import Agency, User
from cms.audit.models import AuditEvent
from cms.core.errors import MyDocError, NotFound, Refused
from cms.core.hashing import sha256_json
from cms.doctypes.builtin import builtin_definition
from cms.doctypes.models import DocTypeIndexPage, DocTypePage, DocTypeVersion
from cms.doctypes.services import make_doc_type_page
from cms.templates_designer import selectors
from cms.templates_designer.builtin import builtin_art, builtin_layout
from cms.templates_designer.models import LayoutAsset, LayoutPage, LayoutVersion
from cms.templates_designer.schema import assets_of
from cms.templates_designer.selectors import frozen, layout_for
from cms.templates_designer.services import freeze_layout, make_layout_page, store_picture

DAY = date(2026, 6, 12)


@pytest.fixture
def type_page(db) -> DocTypePage:
    index = DocTypeIndexPage(title="證件種類", slug="types")
    Page.get_first_root_node().add_child(instance=index)
    return make_doc_type_page(parent=index, definition=builtin_definition("junior-diploma"))


@pytest.fixture
def layout_page(type_page) -> LayoutPage:
    return make_layout_page(parent=type_page, data=builtin_layout("junior-diploma"))


@pytest.fixture
def schools(db) -> tuple[Agency, Agency, Agency]:
    """A city, its education bureau, and a school below that."""
    city = Agency.add_root(code="379000000A", name="示範市政府")
    bureau = city.add_child(code="379130000E", name="教育局")
    school = bureau.add_child(code="333303", name="示範市立龍門國民中學")
    return tuple(Agency.objects.get(pk=agency.pk) for agency in (city, bureau, school))


def version_of(page) -> DocTypeVersion:
    return DocTypeVersion.objects.filter(page=page.pk).latest("number")


def changed(data: dict, title: str) -> dict:
    return {**data, "title": title}


def publish(page: LayoutPage, **values) -> None:
    for name, value in values.items():
        setattr(page, name, value)
    page.save_revision().publish(skip_permission_checks=True)


def test_publishing_freezes_a_version_and_records_it(layout_page, type_page):
    version = LayoutVersion.objects.get()
    assert (version.page, version.number, version.sha256) == (layout_page, 1, sha256_json(layout_page.data))
    assert version.doc_type_version == version_of(type_page)
    assert AuditEvent.objects.filter(action="layout.frozen", object_ref="junior-diploma/layout-all").count() == 1


def test_the_same_content_gives_the_same_version(layout_page):
    publish(layout_page)
    assert freeze_layout(page=layout_page, by=None) == LayoutVersion.objects.get()


def test_another_content_gives_another_version_and_leaves_the_first(layout_page):
    first = LayoutVersion.objects.get()
    publish(layout_page, data=changed(layout_page.data, "新的標題"))
    assert [version.number for version in LayoutVersion.objects.order_by("number")] == [1, 2]
    assert frozen(LayoutVersion.objects.get(number=1)).data["title"] == first.data["title"]


def test_a_draft_freezes_nothing(layout_page):
    layout_page.data = changed(layout_page.data, "草稿")
    layout_page.save_revision()
    assert LayoutVersion.objects.count() == 1


def test_a_new_type_version_gets_its_layouts(layout_page, type_page, schools):
    type_page.title = "畢業證書（新）"
    type_page.save_revision().publish(skip_permission_checks=True)
    newest = version_of(type_page)
    assert newest.number == 2
    assert layout_for(newest, schools[2], DAY).doc_type_version == newest


def test_a_layout_below_a_type_that_was_never_published_waits(type_page):
    unpublished = DocTypePage(
        title="獎狀", slug="award", name_en="Award", mark="獎", legal_ground="無", file_class="0", live=False
    )
    unpublished.incomplete_allowed = True
    type_page.get_parent().add_child(instance=unpublished)
    with pytest.raises(Refused, match="還沒有發布"):
        freeze_layout(
            page=LayoutPage(title="版面", path=unpublished.path + "0001", depth=unpublished.depth + 1), by=None
        )


def test_the_nearest_agency_counts(layout_page, type_page, schools):
    city, bureau, school = schools
    version = version_of(type_page)
    of_bureau = make_layout_page(parent=type_page, data=changed(layout_page.data, "教育局"), agency=bureau)
    assert layout_for(version, school, DAY).page == of_bureau
    assert layout_for(version, city, DAY).page == layout_page
    of_school = make_layout_page(parent=type_page, data=changed(layout_page.data, "龍門"), agency=school)
    assert layout_for(version, school, DAY).page == of_school
    assert layout_for(version, bureau, DAY).page == of_bureau


def test_days_and_unpublishing_count(layout_page, type_page, schools):
    version, school = version_of(type_page), schools[2]
    later = make_layout_page(parent=type_page, data=changed(layout_page.data, "明年起"), agency=school)
    publish(later, on_from=date(2027, 1, 1), on_until=date(2027, 12, 31))
    assert layout_for(version, school, DAY).page == layout_page
    assert layout_for(version, school, date(2027, 1, 1)).page == later
    assert layout_for(version, school, date(2028, 1, 1)).page == layout_page
    layout_page.unpublish()
    with pytest.raises(NotFound, match="沒有「示範市立龍門國民中學」可用的版面"):
        layout_for(version, school, DAY)


@pytest.mark.parametrize("table", ["layoutversion", "layoutasset"])
@pytest.mark.parametrize("act", ["UPDATE {} SET sha256 = 'x'", "DELETE FROM {}"])
def test_the_database_refuses_to_change_what_is_frozen(layout_page, table, act):
    with pytest.raises(DatabaseError, match="never changed or removed"), transaction.atomic():
        connection.cursor().execute(act.format(f"templates_designer_{table}"))


def test_a_tampered_version_is_noticed(layout_page, monkeypatch):
    monkeypatch.setattr(selectors, "_frozen", {})
    version = LayoutVersion.objects.get()
    version.data = changed(version.data, "改過")
    with pytest.raises(MyDocError, match="指紋不符"):
        frozen(version)


def test_frozen_brings_its_pictures(layout_page):
    layout = frozen(LayoutVersion.objects.get())
    assert layout.assets == {sha256: builtin_art()[sha256] for sha256 in assets_of(layout.data)}


@pytest.mark.parametrize(
    "content",
    [
        b"GIF89a",
        b"<html/>",
        b"<!DOCTYPE svg><svg xmlns='http://www.w3.org/2000/svg'/>",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>",
        b"<svg xmlns='http://www.w3.org/2000/svg'><use href='http://example.org/x'/></svg>",
        b"<svg xmlns='http://www.w3.org/2000/svg'><path fill='url(http://example.org/x)'/></svg>",
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='x'/>",
        b"\x89PNG\r\n\x1a\n" + bytes(2 * 1024 * 1024),
    ],
)
def test_harmful_pictures_are_refused(db, content):
    with pytest.raises(Refused):
        store_picture(content)
    assert not LayoutAsset.objects.exists()


def test_a_layout_with_an_unknown_name_or_picture_is_not_made(type_page):
    data = builtin_layout("junior-diploma")
    unknown_picture = {**data, "page": {**data["page"], "background": "0" * 64}}
    unknown_name = changed(data, "{{ salary }}")
    for wrong, words in (
        (unknown_picture, "沒有指紋為 000000000000… 的圖片"),
        (unknown_name, "沒有名為「salary」的欄位"),
    ):
        with pytest.raises(ValidationError) as refused:
            make_layout_page(parent=type_page, data=wrong)
        assert words in "".join(refused.value.messages)
    assert not LayoutPage.objects.exists()


@pytest.fixture
def admin(db) -> Client:
    client = Client()
    client.force_login(User.objects.create_superuser("designer", "designer@mydoc.example", "correct horse battery"))
    return client


def form(data: str, **more) -> dict:
    return {"title": "版面", "slug": "layout", "data": data, "agency": "", "on_from": "", "on_until": "", **more}


def add(admin: Client, type_page: DocTypePage, posted: dict):
    address = reverse("wagtailadmin_pages:add", args=("templates_designer", "layoutpage", type_page.pk))
    return admin.post(address, posted)


def test_the_form_names_the_path_of_what_is_wrong(admin, type_page):
    data = builtin_layout("junior-diploma")
    data["elements"][0]["x"] = -1
    answer = add(admin, type_page, form(json.dumps(data), **{"action-publish": "1"}))
    assert answer.status_code == 200
    assert "elements/0/x：不可小於 0。" in answer.content.decode()
    assert not LayoutPage.objects.exists()


def test_the_form_publishes_a_sound_layout_and_keeps_an_unfinished_draft(admin, type_page):
    for content in builtin_art().values():
        store_picture(content)
    assert add(admin, type_page, form(json.dumps({"schema": 1}))).status_code == 302
    assert not LayoutVersion.objects.exists()
    sound = json.dumps(builtin_layout("junior-diploma"))
    assert add(admin, type_page, form(sound, slug="second", **{"action-publish": "1"})).status_code == 302
    assert LayoutVersion.objects.get().frozen_by == "designer"


def test_the_form_shows_the_data_as_people_write_it(admin, layout_page):
    page = admin.get(reverse("wagtailadmin_pages:edit", args=(layout_page.pk,))).content.decode()
    assert "畢業證書" in page
    assert "&quot;schema&quot;: 1" in page

"""The designer's page in the admin: what clean() refuses, and that drafts may be incomplete."""

import json

import pytest
from django.core.exceptions import ValidationError
from django.http import Http404
from django.test import Client
from django.urls import reverse
from wagtail.test.utils.form_data import nested_form_data, streamfield

from cms.doctypes.blocks import stream_data
from cms.doctypes.kinds import KINDS
from cms.doctypes.models import DocTypePage, DocTypeVersion


def refusal(page) -> str:
    with pytest.raises(ValidationError) as refused:
        page.full_clean()
    return "".join(refused.value.messages)


def fields_of(page, code, /, **changes) -> list[dict]:
    """The page's stream with one field changed, or without it if changes are empty."""
    data = stream_data(page.definition().fields)
    kept = [block for block in data if changes or block["value"]["code"] != code]
    for block in kept:
        if block["value"]["code"] == code:
            block["value"].update(changes)
    return kept


def test_a_sound_page_is_clean(page):
    page.full_clean()


@pytest.mark.parametrize(
    ("attribute", "value", "words"),
    [
        ("retention", "", "沒有保存年限"),
        ("unique_by", "certificate_number, nothing", "「nothing」不存在"),
        ("unique_by", "電子郵件", "「電子郵件」不存在"),
        ("validity", "fields", "有效迄日"),
        ("slug", "other-slug", "不能改成「other-slug」"),
    ],
)
def test_clean_refuses_in_sentences(page, attribute, value, words):
    setattr(page, attribute, value)
    assert words in refusal(page)


def test_permanent_and_timed_retention(page):
    page.retention = page.Retention.YEARS
    assert "沒有保存年限" in refusal(page)
    page.retention_years = 30
    page.full_clean()
    assert page.definition().retention_years == 30


@pytest.mark.parametrize(
    ("code", "changes", "words"),
    [
        ("student_number", {"code": "email"}, "代號「email」用在兩個以上"),
        ("student_number", {"role": "holder_name"}, "用途都是「持有人姓名」"),
        ("holder_name", {}, "沒有用途是「持有人姓名」"),
        ("certificate_number", {}, "「certificate_number」不存在"),
    ],
)
def test_clean_looks_at_all_fields_together(page, code, changes, words):
    page.document_fields = json.dumps(fields_of(page, code, **changes))
    assert words in refusal(page)


def test_a_slug_belongs_to_one_type_wherever_its_page_stands(page, index):
    stranger = DocTypePage(title="別的", slug="junior-diploma", document_fields=page.document_fields)
    assert "已經是另一個證件種類" in refusal(stranger)


def test_the_public_site_does_not_show_types(page, rf):
    assert page.url is None
    with pytest.raises(Http404):
        page.serve(rf.get("/"))


@pytest.fixture
def admin(designer) -> Client:
    browser = Client()
    browser.force_login(designer)
    return browser


def form_of(page, **changes) -> dict:
    """What the edit form would post for this page."""
    plain = {name: getattr(page, name) for name in ("title", "slug", "name_en", "mark", "unique_by", "validity")}
    plain |= {
        name: getattr(page, name) for name in ("retention", "legal_ground", "file_class", "signing_profile", "approval")
    }
    blocks = changes.pop("blocks", stream_data(page.definition().fields))
    stream = streamfield([(block["type"], _as_form(block["value"])) for block in blocks])
    comments = {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0, "MIN_NUM_FORMS": 0, "MAX_NUM_FORMS": ""}
    years = page.retention_years or ""
    return nested_form_data(
        {**plain, "retention_years": years, "document_fields": stream, "comments": comments, **changes}
    )


def _as_form(value: dict) -> dict:
    lists = {name: value[name] for name in ("aliases", "choices") if name in value}
    posted = {name: each for name, each in value.items() if name not in lists}
    if not posted["required"]:
        del posted["required"]  # an empty check box is not posted
    return {**posted, **{name: _list(items) for name, items in lists.items()}}


def _list(items: list[str]) -> dict:
    rows = {str(place): {"value": item, "deleted": "", "order": str(place)} for place, item in enumerate(items)}
    return {"count": str(len(items)), **rows}


def edit_url(page) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def test_the_edit_form_opens_and_publishes(admin, page):
    assert admin.get(edit_url(page)).status_code == 200
    response = admin.post(edit_url(page), {**form_of(page, legal_ground="新依據"), "action-publish": "1"})
    assert response.status_code == 302
    newest = DocTypeVersion.objects.order_by("-number").first()
    assert (newest.number, newest.definition["legal_ground"], newest.frozen_by) == (2, "新依據", "designer")
    assert newest.definition["fields"] == page.definition().to_json()["fields"]


def test_publishing_an_unsound_type_is_refused_in_the_form_and_nothing_changes(admin, page):
    posted = form_of(page, unique_by="nothing")
    response = admin.post(edit_url(page), {**posted, "action-publish": "1"})
    assert response.status_code == 200
    assert "「nothing」不存在" in response.content.decode()
    assert DocTypeVersion.objects.count() == 1
    assert DocTypePage.objects.get(pk=page.pk).unique_by == "certificate_number"


def test_a_draft_may_be_incomplete(admin, page):
    posted = form_of(page, unique_by="nothing", retention="", blocks=fields_of(page, "holder_name"))
    assert admin.post(edit_url(page), posted).status_code == 302
    draft = DocTypePage.objects.get(pk=page.pk).get_latest_revision_as_object()
    assert (draft.unique_by, draft.retention) == ("nothing", "")
    assert draft.definition().with_role("holder_name") is None
    assert DocTypeVersion.objects.count() == 1


def test_a_new_type_can_be_begun_in_the_admin(admin, index):
    shown = admin.get(reverse("wagtailadmin_pages:add", args=["doctypes", "doctypepage", index.pk])).content.decode()
    assert "法令依據" in shown
    for kind in KINDS.values():
        assert json.dumps(kind.name)[1:-1] in shown

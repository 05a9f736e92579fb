"""Publishing freezes a version; drafts, autosave and later edits never touch it."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from cms.audit.models import AuditEvent
from cms.core.errors import MyDocError, NotFound, Refused
from cms.core.hashing import sha256_json
from cms.doctypes.models import DocTypePage, DocTypeVersion
from cms.doctypes.selectors import current_version, definition_of
from cms.doctypes.services import freeze_doc_type, make_doc_type_page


def versions() -> list[tuple]:
    return list(DocTypeVersion.objects.order_by("number").values_list("number", "sha256", "definition"))


def test_a_page_made_from_a_definition_says_the_same_and_is_frozen_once(page, junior, designer):
    version = current_version("junior-diploma")
    assert page.live
    assert page.definition() == definition_of(version) == junior
    assert (version.number, version.frozen_by) == (1, "designer")
    assert version.sha256 == sha256_json(junior.to_json())
    assert versions() == [(1, version.sha256, junior.to_json())]


def test_freezing_is_recorded(page):
    event = AuditEvent.objects.get(action="doctypes.version.frozen")
    assert (event.actor_kind, event.actor_ref, event.object_ref) == ("user", "designer", "junior-diploma")
    assert event.detail == {"number": 1, "sha256": current_version("junior-diploma").sha256}


def test_drafts_and_autosave_change_no_version(page, designer):
    before = versions()
    page.legal_ground = "草稿"
    draft = page.save_revision(user=designer)
    page.legal_ground = "自動儲存"
    page.save_revision(user=designer, overwrite_revision=draft)
    assert versions() == before
    assert current_version("junior-diploma").number == 1


def test_overwriting_the_published_revision_changes_no_version(page, designer):
    before = versions()
    page.legal_ground = "覆寫"
    page.save_revision(user=designer, overwrite_revision=page.live_revision)
    assert DocTypePage.objects.get(pk=page.pk).live_revision.content["legal_ground"] == "覆寫"
    assert versions() == before


def test_publishing_a_change_adds_a_version_and_keeps_the_old_one(page, designer, junior):
    page.legal_ground = "修正後的依據"
    page.save_revision(user=designer).publish(user=designer)
    first, second = versions()
    assert first[2] == junior.to_json()
    assert second[2] == {**junior.to_json(), "legal_ground": "修正後的依據"}
    assert current_version("junior-diploma").number == 2


def test_publishing_the_same_again_gives_the_same_version(page, designer):
    before = versions()
    page.save_revision(user=designer).publish(user=designer)
    assert versions() == before
    assert freeze_doc_type(page=page, by=designer) == current_version("junior-diploma")
    assert AuditEvent.objects.filter(action="doctypes.version.frozen").count() == 1


def test_going_back_to_an_earlier_content_is_a_new_version(page, designer, junior):
    for ground in ("甲", junior.legal_ground):
        page.legal_ground = ground
        page.save_revision(user=designer).publish(user=designer)
    assert [number for number, *_ in versions()] == [1, 2, 3]
    assert versions()[0][1] == versions()[2][1]


def test_scheduled_publishing_freezes_when_its_time_comes(page, designer):
    page.legal_ground = "明天起"
    page.go_live_at = timezone.now() + timedelta(hours=1)
    revision = page.save_revision(user=designer)
    revision.publish(user=designer)
    assert len(versions()) == 1
    passed = timezone.now() - timedelta(minutes=1)
    revision.approved_go_live_at = passed
    revision.content["go_live_at"] = passed.isoformat()
    revision.save()
    call_command("publish_scheduled")
    assert versions()[1][2]["legal_ground"] == "明天起"


def test_what_is_not_sound_is_never_frozen(page, designer):
    before = versions()
    page.unique_by = "nothing"
    with pytest.raises(Refused, match="nothing"):
        freeze_doc_type(page=page, by=designer)
    assert versions() == before


def test_an_unpublished_or_unknown_type_is_not_found(page):
    with pytest.raises(NotFound, match="no-such-type"):
        current_version("no-such-type")
    page.unpublish()
    with pytest.raises(NotFound):
        current_version("junior-diploma")


@pytest.mark.parametrize(
    "statement", ["UPDATE doctypes_doctypeversion SET number = 7", "DELETE FROM doctypes_doctypeversion"]
)
def test_the_database_refuses_to_touch_a_version(page, statement):
    before = versions()
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert versions() == before


def test_a_version_that_is_not_what_was_hashed_is_not_believed(page):
    version = current_version("junior-diploma")
    version.definition["mark"] = "假"
    version.sha256 = "0" * 64
    with pytest.raises(MyDocError, match="指紋不符"):
        definition_of(version)


def test_making_a_page_needs_a_sound_definition_a_free_slug_and_the_right(index, page, junior, django_user_model):
    with pytest.raises(Refused, match="標記"):
        make_doc_type_page(parent=index, definition=replace(junior, slug="other", mark=""))
    stranger = django_user_model.objects.create_user("stranger", password="correct horse battery")
    with pytest.raises(Refused, match="stranger"):
        make_doc_type_page(parent=index, definition=replace(junior, slug="other"), by=stranger)
    with pytest.raises(Exception, match="junior-diploma"):
        make_doc_type_page(parent=index, definition=junior)
    assert DocTypePage.objects.count() == 1


def test_every_kind_of_field_goes_through_the_page_unchanged(index, every_kind, low_income):
    for definition in (every_kind, low_income):
        made = make_doc_type_page(parent=index, definition=definition)
        assert DocTypePage.objects.get(pk=made.pk).definition() == definition
    assert current_version("low-income").frozen_by == ""

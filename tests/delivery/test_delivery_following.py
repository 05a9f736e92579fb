"""Following the vault: one notice a change and channel, none lost and none twice, whatever crashes."""

import pytest
from delivery_world import acting, issue
from django.db import DatabaseError

from cms.core.errors import MyDocError, NotFound
from cms.delivery.models import Cursor, Notice
from cms.delivery.services import follow_changes, following, making
from cms.vault.access import get_document_for
from cms.vault.models import AccessRecord
from cms.vault.services.retention import place_hold
from cms.vault.services.status import supersede_document, void_document

pytestmark = pytest.mark.django_db


def _told(document) -> list[tuple[str, str]]:
    return sorted(document.notices.values_list("kind", "channel"))


def test_an_issued_document_makes_a_notice_for_each_channel_of_its_type(world):
    document = issue("a")
    assert follow_changes() == 1
    assert _told(document) == [("issued", "email"), ("issued", "sms")]


def test_a_type_without_addresses_makes_none(world):
    document = issue("a", type_slug="award")
    assert follow_changes() == 1
    assert _told(document) == []


def test_following_opens_no_document(world):
    issue("a")
    follow_changes()
    assert not AccessRecord.objects.exists()


def test_void_and_superseded_are_told_and_a_hold_is_not(world):
    voided, old, new = issue("a"), issue("b"), issue("c")
    void_document(
        actor=acting("clerk"), approved_by=acting("approver"), number=voided.number, reason_code="error", reason="錯"
    )
    supersede_document(actor=acting("clerk"), number=old.number, successor_number=new.number, reason="更正")
    place_hold(actor=acting("records_manager"), number=new.number, reason="訴訟")
    follow_changes()
    assert ("voided", "sms") in _told(voided)
    assert ("superseded", "email") in _told(old)
    assert _told(new) == [("issued", "email"), ("issued", "sms")]


def test_it_goes_on_where_it_stopped(world):
    for key in "abc":
        issue(key)
    assert [follow_changes(limit=2), follow_changes(limit=2), follow_changes(limit=2)] == [2, 1, 0]
    assert Notice.objects.count() == 6


def test_a_crash_leaves_neither_notices_nor_place(world, monkeypatch):
    document = issue("a")

    def crash(*args):
        raise DatabaseError("the power went")

    with monkeypatch.context() as patched:
        patched.setattr(following, "_move", crash)
        with pytest.raises(DatabaseError):
            follow_changes()
    assert _told(document) == []
    follow_changes()
    assert len(_told(document)) == 2


def test_a_cursor_from_yesterday_makes_nothing_twice(world):
    """As after restoring that one table."""
    document = issue("a")
    follow_changes()
    Cursor.objects.update(seq=0)
    assert follow_changes() == 1
    assert len(_told(document)) == 2


def test_break_glass_is_told_once_and_an_ordinary_look_is_not(world):
    document = issue("a")
    follow_changes()
    get_document_for(world.people.clerk, document.number, purpose="補發查對", via="admin")
    assert follow_changes() == 0
    get_document_for(world.people.admin, document.number, purpose="法院調閱", via="admin", break_glass=True)
    assert [follow_changes(), follow_changes()] == [1, 0]
    assert _told(document)[:2] == [("break_glass", "email"), ("break_glass", "sms")]


def test_a_look_that_commits_late_is_told_too(world):
    """On PostgreSQL a lower id may become visible after a higher one was passed."""
    document = issue("a")
    get_document_for(world.people.admin, document.number, purpose="法院調閱", via="admin", break_glass=True)
    Cursor.objects.create(name=following.LOOKS, seq=AccessRecord.objects.get().pk + 100)
    follow_changes()
    assert ("break_glass", "sms") in _told(document)


def test_a_refused_break_glass_tells_nobody(world):
    document = issue("a")
    follow_changes()
    with pytest.raises(NotFound):
        get_document_for(world.people.stranger, document.number, purpose="好奇", via="admin", break_glass=True)
    assert follow_changes() == 0


def test_a_quiet_second_writes_nothing(world, django_assert_num_queries):
    issue("a")
    follow_changes()
    with django_assert_num_queries(5) as queries:
        follow_changes()
    assert all(query["sql"].startswith("SELECT") for query in queries.captured_queries)


def test_a_tampered_type_does_not_stop_the_feed(world, monkeypatch, caplog):
    bad, good = issue("a", type_slug="award"), issue("b")
    honest = making.definition_of

    def definition_of(version):
        if version.slug == "award":
            raise MyDocError("內容和指紋不符")
        return honest(version)

    monkeypatch.setattr(making, "definition_of", definition_of)
    assert follow_changes() == 2
    assert (_told(bad), len(_told(good))) == ([], 2)
    assert bad.number in caplog.text

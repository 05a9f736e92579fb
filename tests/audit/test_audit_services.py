"""Recording, linking and publishing, and what the database refuses."""

import json

import pytest
from django.db import DatabaseError, connection, transaction

from cms.audit import services
from cms.audit.chain import FIRST
from cms.audit.events import Event
from cms.audit.models import AuditEvent, AuditLink
from cms.audit.selectors import verify_chain
from cms.audit.services import link_events, publish_head, record_events
from cms.core.papers import Actor


def test_an_event_keeps_who_how_for_whom_and_why(db):
    actor = Actor("user", "clerk.school", "cli", on_behalf_of="379130000E", purpose="補發")
    record_events(actor=actor, events=[Event("document_viewed", "document", "MD115-1", {"sha256": "ab"})])
    event = AuditEvent.objects.get()
    assert (event.actor_kind, event.actor_ref, event.via) == ("user", "clerk.school", "cli")
    assert (event.on_behalf_of, event.purpose) == ("379130000E", "補發")
    assert (event.action, event.object_kind, event.object_ref) == ("document_viewed", "document", "MD115-1")
    assert event.detail == {"sha256": "ab"}
    assert event.at is not None


def test_events_vanish_with_the_act_that_failed(record):
    with transaction.atomic():
        record(3)
        transaction.set_rollback(True)
    assert AuditEvent.objects.count() == 0


def test_many_events_are_one_insert(db, django_assert_num_queries):
    actor = Actor("system", "worker", "worker")
    with transaction.atomic(), django_assert_num_queries(1):
        record_events(actor=actor, events=[Event("document_sealed", "document", str(n)) for n in range(50)])


def test_links_follow_the_events_without_a_gap(record):
    record(5)
    assert link_events() == 5
    record(2)
    assert link_events() == 2
    assert link_events() == 0
    links = list(AuditLink.objects.order_by("seq"))
    assert [link.seq for link in links] == [1, 2, 3, 4, 5, 6, 7]
    assert [link.previous for link in links] == [FIRST, *(link.hash for link in links[:-1])]
    assert len({link.hash for link in links}) == 7


def test_more_than_a_batch_is_linked_in_one_call(record, monkeypatch):
    monkeypatch.setattr(services, "BATCH", 3)
    record(10)
    assert link_events() == 10
    assert verify_chain().ok


def test_an_event_that_commits_late_is_linked_after_its_successors(record):
    record(3)
    late = AuditEvent.objects.order_by("pk")[0]
    others = AuditEvent.objects.exclude(pk=late.pk).values(*services.EVENT_COLUMNS)
    previous = FIRST
    for seq, event in enumerate(others, start=1):
        link = services.link_hash(seq, previous, event)
        AuditLink.objects.create(seq=seq, event_id=event["id"], previous=previous, hash=link)
        previous = link
    assert link_events() == 1
    assert AuditLink.objects.get(event=late).seq == 3
    assert verify_chain().ok


def test_a_linker_that_comes_second_stops_and_changes_nothing(record, monkeypatch):
    record(4)
    link_events()
    record(1)
    stale = AuditLink.objects.get(seq=3)
    monkeypatch.setattr(AuditLink.objects, "select_for_update", lambda: AuditLink.objects.filter(pk=stale.pk))
    assert link_events() == 0
    monkeypatch.undo()
    assert link_events() == 1
    assert verify_chain().ok


@pytest.mark.parametrize("table", ["audit_auditevent", "audit_auditlink"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET {} = {}", "DELETE FROM {}"])
def test_the_database_refuses_change_and_removal(record, table: str, statement: str):
    record(2)
    link_events()
    column = "actor_ref" if table == "audit_auditevent" else "hash"
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(table, column, "'x'"))
    assert AuditEvent.objects.count() == AuditLink.objects.count() == 2
    assert verify_chain().ok


def test_a_head_is_written_outside_with_its_stamp(record, home):
    record(3)
    path = publish_head(stamp=_stamp)
    assert path == home / "audit" / "heads.jsonl"
    line = json.loads(path.read_text())
    assert (line["seq"], line["hash"]) == (3, AuditLink.objects.get(seq=3).hash)
    assert line.keys() == {"seq", "hash", "at", "previous", "token"}
    assert verify_chain(_check_stamp).ok


def test_heads_are_appended_and_an_unchanged_chain_adds_none(record, home):
    record(1)
    publish_head(stamp=_stamp)
    publish_head(stamp=_stamp)
    record(1)
    path = publish_head(stamp=_stamp)
    assert [json.loads(line)["seq"] for line in path.read_text().splitlines()] == [1, 2]
    assert verify_chain(_check_stamp).heads == 2


def test_nothing_recorded_writes_no_head(db, home):
    assert not publish_head(stamp=_stamp).exists()


def test_a_line_half_written_by_a_crash_is_cut_off(record, home):
    record(1)
    path = publish_head(stamp=_stamp)
    whole = path.read_bytes()
    path.write_bytes(whole + whole[:20])
    record(1)
    publish_head(stamp=_stamp)
    assert path.read_bytes().startswith(whole)
    assert len(path.read_bytes().splitlines()) == 2
    assert verify_chain(_check_stamp).ok


def test_a_stamp_that_fails_leaves_the_file_as_it_was(record, home):
    record(1)
    path = publish_head(stamp=_stamp)
    before = path.read_bytes()
    record(1)

    def refuse(content: bytes) -> bytes:
        raise ConnectionError("no time stamp")

    with pytest.raises(ConnectionError):
        publish_head(stamp=refuse)
    assert path.read_bytes() == before


def _stamp(content: bytes) -> bytes:
    """A stamp that can be checked; real RFC 3161 tokens are the business of the signing part."""
    return b"stamped " + content


def _check_stamp(content: bytes, token: bytes) -> bool:
    return token == b"stamped " + content

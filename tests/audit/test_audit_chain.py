"""Whoever gets past the triggers is found out: each kind of tampering by the code that names it."""

import json
from collections.abc import Callable
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from cms.audit.chain import EVENT_COLUMNS, FIRST, Head, link_hash, moment
from cms.audit.models import AuditEvent, AuditLink
from cms.audit.selectors import verify_chain
from cms.audit.services import link_events, publish_head
from cms.core import clock


@pytest.fixture
def trail(record, home):
    """Eight linked events, heads at 4 and 8, one more event that waits for the linker; yields the heads' file."""
    record(4)
    publish_head(stamp=_stamp)
    record(4, "batch_approved")
    path = publish_head(stamp=_stamp)
    record(1)
    return path


def test_an_honest_trail_is_whole_and_counts_what_waits(trail):
    report = verify_chain(_check_stamp)
    assert report.ok and report.problems == ()
    assert (report.events, report.linked, report.unlinked, report.heads) == (9, 8, 1, 2)
    assert report.head == AuditLink.objects.get(seq=8).hash


def test_an_empty_trail_is_whole(db, home):
    report = verify_chain()
    assert report.ok and (report.events, report.head) == (0, "")


@pytest.mark.parametrize("column", [name for name in EVENT_COLUMNS if name not in ("id", "at", "detail")])
def test_every_edited_text_is_found(trail, tampering, column: str):
    with tampering() as execute:
        execute(f"UPDATE audit_auditevent SET {column} = 'forged' WHERE id = {_event_of(3)}")
        assert _codes() == ["event_changed"]


@pytest.mark.parametrize("change", ["detail = '{\"n\": 1}'", "at = '2020-01-01 00:00:00+00:00'"])
def test_edited_details_and_times_are_found(trail, tampering, change: str):
    with tampering() as execute:
        execute(f"UPDATE audit_auditevent SET {change} WHERE id = {_event_of(3)}")
        assert _codes() == ["event_changed"]


def test_a_deleted_event_is_found(trail, tampering):
    with tampering() as execute:
        execute(f"DELETE FROM audit_auditevent WHERE id = {_event_of(3)}")
        assert _codes() == ["event_missing"]


def test_a_deleted_link_is_found(trail, tampering):
    with tampering() as execute:
        execute("DELETE FROM audit_auditlink WHERE seq = 3")
        assert _codes() == ["link_missing", "link_order"]


def test_two_events_that_changed_places_are_found(trail, tampering):
    second, third = _event_of(2), _event_of(3)
    with tampering() as execute:
        execute("UPDATE audit_auditlink SET event_id = -1 WHERE seq = 2")
        execute(f"UPDATE audit_auditlink SET event_id = {second} WHERE seq = 3")
        execute(f"UPDATE audit_auditlink SET event_id = {third} WHERE seq = 2")
        assert _codes() == ["event_changed", "event_changed"]


def test_two_links_that_changed_places_are_found(trail, tampering):
    with tampering() as execute:
        for seq, other in ((2, 99), (3, 2), (99, 3)):
            execute(f"UPDATE audit_auditlink SET seq = {other} WHERE seq = {seq}")
        assert set(_codes()) == {"link_order", "event_changed"}


def test_a_cut_tail_is_found_by_the_head_alone(trail, tampering):
    with tampering() as execute:
        execute("DELETE FROM audit_auditlink WHERE seq > 6")
        execute(f"DELETE FROM audit_auditevent WHERE id > {_event_of(6)}")
        assert _codes() == ["chain_cut"]


def test_a_chain_calculated_anew_is_found_by_the_head_alone(trail, tampering):
    with tampering() as execute:
        execute(f"UPDATE audit_auditevent SET actor_ref = 'forged' WHERE id = {_event_of(6)}")
        _calculate_anew(execute)
        assert _codes() == ["head_differs"]


def test_a_chain_of_the_same_length_without_one_event_is_found(trail, tampering):
    with tampering() as execute:
        gone = _event_of(6)
        execute("DELETE FROM audit_auditlink WHERE seq > 5")
        execute(f"DELETE FROM audit_auditevent WHERE id = {gone}")
        assert link_events() == 3
        assert _codes() == ["head_differs"]


@pytest.mark.parametrize(
    ("change", "codes"),
    [
        ({"hash": "0" * 64}, {"head_differs", "head_order", "head_stamp"}),
        ({"seq": 3}, {"head_differs", "head_order", "head_stamp"}),
        ({"at": "2020-01-01T00:00:00.000000+00:00"}, {"head_order", "head_stamp"}),
        ({"token": "Zm9yZ2Vk"}, {"head_stamp"}),
        ({"token": "?"}, {"head_unreadable"}),
        ({"extra": 1}, {"head_unreadable"}),
    ],
)
def test_an_edited_head_is_found(trail, change: dict, codes: set[str]):
    lines = trail.read_text().splitlines()
    lines[0] = json.dumps(json.loads(lines[0]) | change)
    trail.write_text("\n".join(lines) + "\n")
    assert set(_codes()) == codes


def test_a_forged_newest_head_is_found_by_its_stamp_alone(trail):
    lines = trail.read_text().splitlines()
    lines[1] = json.dumps(json.loads(lines[1]) | {"at": "2020-01-01T00:00:00.000000+00:00"})
    trail.write_text("\n".join(lines) + "\n")
    assert verify_chain().ok
    assert [problem.code for problem in verify_chain(_check_stamp).problems] == ["head_stamp"]


def test_a_removed_head_is_found(trail):
    trail.write_text(trail.read_text().splitlines()[1] + "\n")
    assert _codes() == ["head_order"]


def test_the_command_prints_words_and_one_object(trail):
    words, as_json = StringIO(), StringIO()
    call_command("verify_audit_chain", stdout=words)
    call_command("verify_audit_chain", "--json", stdout=as_json)
    assert "稽核鏈完整" in words.getvalue()
    report = json.loads(as_json.getvalue())
    assert (report["ok"], report["events"], report["unlinked"], report["problems"]) == (True, 9, 1, [])


def test_the_command_fails_on_a_broken_chain(trail, tampering):
    words, as_json = StringIO(), StringIO()
    with tampering() as execute:
        execute("DELETE FROM audit_auditlink WHERE seq = 3")
        with pytest.raises(CommandError) as stopped:
            call_command("verify_audit_chain", stdout=words)
        with pytest.raises(CommandError):
            call_command("verify_audit_chain", "--json", stdout=as_json)
    assert stopped.value.returncode == 1
    assert "第 4 節" in words.getvalue()
    assert json.loads(as_json.getvalue())["problems"][0]["code"] == "link_missing"


def test_a_moment_reads_the_same_in_every_zone():
    at = clock.now()
    assert moment(at) == moment(at.astimezone(None))
    head = Head(seq=1, hash="a", at=moment(at), previous=FIRST)
    assert head.digest() != Head(seq=1, hash="b", at=moment(at), previous=FIRST).digest()


def _codes() -> list[str]:
    return [problem.code for problem in verify_chain(_check_stamp).problems]


def _event_of(seq: int) -> int:
    return AuditLink.objects.values_list("event_id", flat=True).get(seq=seq)


def _calculate_anew(execute: Callable[[str], None]) -> None:
    """What a forger with the source at hand would do."""
    previous = FIRST
    for seq, event_id in AuditLink.objects.order_by("seq").values_list("seq", "event_id"):
        event = AuditEvent.objects.values(*EVENT_COLUMNS).get(pk=event_id)
        current = link_hash(seq, previous, event)
        execute(f"UPDATE audit_auditlink SET previous = '{previous}', hash = '{current}' WHERE seq = {seq}")
        previous = current


def _stamp(content: bytes) -> bytes:
    """A stamp that can be checked; real RFC 3161 tokens are the business of the signing part."""
    return b"stamped " + content


def _check_stamp(content: bytes, token: bytes) -> bool:
    return token == b"stamped " + content

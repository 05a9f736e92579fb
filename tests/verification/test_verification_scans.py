"""Public scans are counted by day and status and, for the holder, by document and minute; and by nothing else."""

from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, OperationalError, transaction
from verification_faces import DEFINITION, make_face

from cms.core import clock
from cms.core.clock import TAIPEI
from cms.core.ids import new_token
from cms.doctypes.definition import FieldDefinition, TypeDefinition
from cms.vault.models import Document
from cms.verification import scans
from cms.verification.models import DocumentScan, ScanCount
from cms.verification.seen import seen
from cms.verification.selectors import scans_of
from cms.verification.status import Status

NOON = datetime(2026, 11, 24, 12, 0, 30, tzinfo=TAIPEI)
MINUTE = timedelta(minutes=1)


def _counts() -> dict[str, int]:
    return dict(ScanCount.objects.values_list("status", "count"))


def _scans() -> list[tuple[object, ...]]:
    return list(
        DocumentScan.objects.order_by("minute", "status").values_list("document_id", "minute", "status", "count")
    )


@pytest.fixture
def at(monkeypatch):
    """Sets the clock."""
    return lambda moment: monkeypatch.setattr(clock, "now", lambda: moment)


def _locked(*args, **kwargs):
    raise OperationalError("database is locked")


def test_shown_verdicts_are_added_up(client, faces):
    for state in ("valid", "valid", "void"):
        client.get(f"/v/{faces[state].token}")
    client.get("/v/nothing")
    client.post(f"/v/{faces['valid'].token}", {"name": "x", "born": "y"})
    client.head(f"/v/{faces['valid'].token}")
    assert _counts() == {}
    scans.write_scans()
    assert _counts() == {"valid": 2, "void": 1, "not_found": 1}
    client.get(f"/v/{faces['valid'].token}")
    scans.write_scans()
    assert _counts() == {"valid": 3, "void": 1, "not_found": 1}


def test_a_holder_finds_each_minute_in_which_a_document_was_scanned_and_what_was_told(client, faces, at):
    face, other = faces["valid"], faces["void"]
    for moment, one in ((NOON, face), (NOON + MINUTE / 4, face), (NOON + MINUTE, face), (NOON, other)):
        at(moment)
        client.get(f"/v/{one.token}")
        client.get(f"/en/v/{one.token}")
    client.get(f"/v/{new_token()}")
    assert _scans() == []
    scans.write_scans()
    minute = NOON.replace(second=0)
    assert _scans() == [
        (face.document_id, minute, "valid", 4),
        (other.document_id, minute, "void", 2),
        (face.document_id, minute + MINUTE, "valid", 2),
    ]


def test_nothing_is_held_about_who_asked():
    assert {field.name for field in DocumentScan._meta.get_fields()} == {"id", "document", "minute", "status", "count"}


def test_two_processes_add_to_the_same_minute(client, faces, at):
    face = faces["valid"]
    at(NOON)
    for _ in range(2):  # what one process wrote is not known to the next
        client.get(f"/v/{face.token}")
        scans.write_scans()
    assert _scans() == [(face.document_id, NOON.replace(second=0), "valid", 2)]
    assert _counts() == {"valid": 2}


def test_a_document_that_changes_within_a_minute_is_told_of_twice(client, faces, at):
    face = faces["valid"]
    at(NOON)
    client.get(f"/v/{face.token}")
    face.voided_at = NOON
    face.save()
    client.get(f"/v/{face.token}")
    scans.write_scans()
    assert [(status, count) for _, _, status, count in _scans()] == [("valid", 1), ("void", 1)]


def test_many_scans_are_written_in_two_statements(faces, django_assert_num_queries):
    for face in (*faces.values(), make_face()):
        scans.count_scan(Status.VALID, face.document_id)
    with django_assert_num_queries(4):  # and the two ends of the transaction
        scans.write_scans()
    assert DocumentScan.objects.count() == 7
    with django_assert_num_queries(2):
        scans.write_scans()


def test_counts_wait_while_the_database_cannot_be_written(faces, monkeypatch):
    scans.count_scan(Status.VALID, faces["valid"].document_id)
    with monkeypatch.context() as patch:
        patch.setattr(scans, "_add", _locked)
        scans.write_scans()
    assert (_counts(), _scans()) == ({}, [])
    scans.count_scan(Status.VALID, faces["valid"].document_id)
    scans.write_scans()
    assert _counts() == {"valid": 2}
    assert sum(count for *_, count in _scans()) == 2


def test_only_so_much_waits_and_the_oldest_is_forgotten_with_a_word(faces, monkeypatch, at, caplog):
    document_id = faces["valid"].document_id
    monkeypatch.setattr(scans, "_MOST_WAITING", 3)
    for minutes in range(5):
        at(NOON + minutes * MINUTE)
        scans.count_scan(Status.VALID, document_id)
    with monkeypatch.context() as patch:
        patch.setattr(scans, "_add", _locked)
        scans.write_scans()
    assert "the 2 oldest scans that waited will be on no holder's list" in caplog.text
    scans.write_scans()
    assert [minute for _, minute, *_ in _scans()] == [
        NOON.replace(second=0) + minutes * MINUTE for minutes in (2, 3, 4)
    ]
    assert _counts() == {"valid": 5}


def test_one_timer_writes_within_a_second(faces, settings):
    settings.MYDOC_SCAN_FLUSH_SECONDS = 1.0
    try:
        for _ in range(3):
            scans.count_scan(Status.VALID, faces["valid"].document_id)
        assert [timer.interval for timer in scans._timers] == [1.0]
    finally:
        for timer in scans._timers:
            timer.cancel()
        scans._timers.clear()


def test_scans_are_listed_newest_first_from_a_day_on_for_these_documents_only(faces, at):
    mine, void, other = (faces[state].document_id for state in ("valid", "void", "expired"))
    for days, document in ((0, mine), (1, void), (2, mine), (3, other)):
        at(NOON + timedelta(days=days))
        scans.count_scan(Status.VALID, document)
    scans.write_scans()
    documents = Document.objects.filter(pk__in=[mine, void])
    for handed in (documents, [mine, void]):
        listed = scans_of(handed, NOON - MINUTE)
        assert [scan.document_id for scan in listed] == [mine, void, mine]
        assert [scan.document_id for scan in listed[:1]] == [mine]
        assert [scan.document_id for scan in scans_of(handed, NOON + timedelta(days=1) - MINUTE)] == [mine, void]
    assert list(scans_of(Document.objects.none(), NOON - MINUTE)) == []


@pytest.mark.parametrize(
    ("status", "chinese", "english"),
    [
        (
            "valid",
            "對方看到：有效、種類、機關、日期、成績；沒有看到姓名",
            "They saw: Valid, type, agency, date, Grade; no name",
        ),
        (
            "expired",
            "對方看到：已過期、種類、機關、日期、成績；沒有看到姓名",
            "They saw: Expired, type, agency, date, Grade; no name",
        ),
        ("void", "對方看到：已作廢、種類、機關、日期；沒有看到姓名", "They saw: Void, type, agency, date; no name"),
        ("destroyed", "對方看到：已依規定銷毀；沒有看到姓名", "They saw: Destroyed; no name"),
    ],
)
def test_what_was_seen_is_told_in_words(status, chinese, english):
    assert seen(status, DEFINITION, "zh") == chinese
    assert seen(status, DEFINITION, "en") == english


def test_a_name_that_is_shown_is_not_denied():
    name = FieldDefinition("name", "text", "受獎人", "", "受獎人", role="holder_name", visibility="masked")
    award = TypeDefinition(**{**{each: getattr(DEFINITION, each) for each in DEFINITION.__slots__}, "fields": (name,)})
    assert seen("valid", award, "zh") == "對方看到：有效、種類、機關、日期、受獎人（遮罩）"
    assert seen("valid", award, "en") == "They saw: Valid, type, agency, date, 受獎人 (masked)"
    assert seen("void", award, "zh").endswith("；沒有看到姓名")


@pytest.mark.parametrize("status", ["valid", "void", "superseded", "expired", "not_yet_valid", "destroyed"])
def test_what_was_seen_is_what_the_page_shows(client, faces, status):
    """A field is in the sentence if, and only if, its text is on the page."""
    page = client.get(f"/v/{faces[status].token}").content.decode()
    assert ("成績" in seen(status, DEFINITION, "zh")) is ("<dt>成績</dt>" in page)
    assert ("機關" in seen(status, DEFINITION, "zh")) is ("<dt>簽發機關</dt>" in page)


def test_a_scan_is_never_removed(faces):
    face = faces["valid"]
    DocumentScan.objects.create(document_id=face.document_id, minute=clock.now(), status="valid", count=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        DocumentScan.objects.all().delete()
    assert DocumentScan.objects.exists()

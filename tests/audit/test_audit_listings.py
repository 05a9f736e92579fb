"""A list leaves as a file only with a reason, and the trail knows which file it was."""

import pytest

from cms.audit import listings
from cms.audit.events import Event
from cms.audit.listings import Listing
from cms.audit.models import AuditEvent
from cms.audit.services import record_events
from cms.core.errors import Refused
from cms.core.hashing import sha256_hex
from cms.core.papers import Actor

EVENTS = Listing("events_listed", "events", ("動作", "對象"), lambda event: (event.action, event.object_ref))
ASKING = Actor("user", "auditor", "admin", purpose="年度查核")

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def two_events():
    record_events(actor=ASKING, events=[Event("opened", "document", "A"), Event("closed", "document", "=1+1")])


def export(**changes) -> bytes:
    asked = {"actor": ASKING, "told": {"year": "115"}, "format_": "csv"} | changes
    return EVENTS.export(AuditEvent.objects.order_by("pk"), **asked)


def test_the_file_holds_the_rows_and_the_trail_its_fingerprint():
    file = export()
    assert file.decode("utf-8-sig").split("\r\n")[:3] == ["動作,對象", "opened,A", "closed,'=1+1"]
    event = AuditEvent.objects.get(action="events_listed")
    assert (event.object_ref, event.purpose) == ("events", "年度查核")
    assert event.detail == {"rows": 2, "format": "csv", "criteria": {"year": "115"}, "sha256": sha256_hex(file)}


@pytest.mark.parametrize("purpose", ["", "  "])
def test_without_a_reason_there_is_no_file(purpose):
    with pytest.raises(Refused, match="要註明理由"):
        export(actor=Actor("user", "auditor", "admin", purpose=purpose))
    assert not AuditEvent.objects.filter(action="events_listed").exists()


def test_too_many_rows_are_refused_before_any_is_read(monkeypatch):
    monkeypatch.setattr(listings, "MOST_ROWS", 1)
    with pytest.raises(Refused, match="符合的有 2 筆，一次最多匯出 1 筆"):
        export()
    assert not AuditEvent.objects.filter(action="events_listed").exists()

"""Public scans are counted by day and status, and by nothing else."""

from django.db import OperationalError

from cms.verification import scans
from cms.verification.models import ScanCount
from cms.verification.status import Status


def _counts() -> dict[str, int]:
    return dict(ScanCount.objects.values_list("status", "count"))


def test_shown_verdicts_are_added_up(client, faces):
    for state in ("valid", "valid", "void"):
        client.get(f"/v/{faces[state].token}")
    client.get("/v/nothing")
    client.post(f"/v/{faces['valid'].token}", {"name": "x", "born": "y"})
    assert _counts() == {}
    scans.write_scans()
    assert _counts() == {"valid": 2, "void": 1, "not_found": 1}
    client.get(f"/v/{faces['valid'].token}")
    scans.write_scans()
    assert _counts() == {"valid": 3, "void": 1, "not_found": 1}


def test_counts_wait_while_the_database_cannot_be_written(db, monkeypatch):
    def locked(*args, **kwargs):
        raise OperationalError("database is locked")

    scans.count_scan(Status.VALID)
    with monkeypatch.context() as patch:
        patch.setattr(ScanCount.objects, "get_or_create", locked)
        scans.write_scans()
    assert _counts() == {}
    scans.write_scans()
    assert _counts() == {"valid": 1}

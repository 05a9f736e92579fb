"""Notices of the demo's documents by real workers: two at once, and one that is killed in the middle."""

import json
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager

import pytest
from installations import Installation

PATIENCE = 60
MANY = 6


@contextmanager
def _rows(installation: Installation) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(installation.home / "mydoc.sqlite3", timeout=20)) as database, database:
        yield database


def _count(installation: Installation, rows: str) -> int:
    with _rows(installation) as database:
        return database.execute(f"SELECT count(*) FROM {rows}").fetchone()[0]


def _work_off(installation: Installation, *, workers: int = 1) -> None:
    """So many workers at once, until nothing is due."""
    running = [installation.start("work", "--until-idle") for _ in range(workers)]
    assert [(worker.communicate(timeout=PATIENCE)[1], worker.returncode) for worker in running] == [("", 0)] * workers


@pytest.fixture
def expected(installation) -> int:
    """How many notices the demo's documents make: one for each channel of their types, and for each change told of."""
    program = (
        "import json; from cms.vault.models import Change; from cms.doctypes.selectors import definition_of;"
        "told = Change.objects.filter(kind__in=('deposited', 'voided', 'superseded'));"
        "print(json.dumps(sum(bool(definition_of(c.document.doc_type_version).with_role(role)) for c in told"
        " for role in ('holder_email', 'holder_mobile'))))"
    )
    return json.loads(installation.run("shell", "--no-imports", "-c", program).stdout.splitlines()[-1])


def test_two_workers_tell_everybody_once(installation, expected):
    _work_off(installation, workers=2)
    assert _count(installation, "delivery_notice WHERE state IN ('sent', 'suppressed') AND attempts = 1") == expected
    sent = _count(installation, "delivery_notice WHERE state = 'sent'")
    assert sent > MANY
    assert _count(installation, "delivery_outbox") == sent
    assert _count(installation, "delivery_attempt") == expected


def test_after_kill_9_everybody_is_told(installation, expected):
    worker = installation.start("work")
    stop = time.monotonic() + PATIENCE
    while _count(installation, "delivery_outbox") < MANY and time.monotonic() < stop:
        pass
    worker.kill()
    worker.communicate()
    sent = _count(installation, "delivery_notice WHERE state = 'sent'")
    assert MANY - 1 <= sent < expected  # killed in the middle
    _work_off(installation)
    held = _count(installation, "delivery_notice WHERE state = 'pending'")
    assert held <= 2  # one document's, until the dead worker's lease has run out
    with _rows(installation) as database:
        database.execute("UPDATE delivery_notice SET not_before = created_at WHERE state = 'pending'")
    _work_off(installation)
    assert _count(installation, "delivery_notice") == expected
    assert _count(installation, "delivery_notice WHERE state IN ('pending', 'failed')") == 0
    sent = _count(installation, "delivery_notice WHERE state = 'sent'")
    assert sent <= _count(installation, "delivery_outbox") <= sent + 1  # at most the one that was on its way

"""A trail to look at, and the means of somebody who can get past the triggers."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import connection, transaction

from cms.audit.events import Event
from cms.audit.services import record_events
from cms.core.papers import Actor

CLERK = Actor(kind="user", ref="clerk.school", via="cli", purpose="核發畢業證書")


@pytest.fixture
def home(settings, tmp_path: Path) -> Path:
    """An installation folder of its own, so that no other test's heads are found."""
    settings.MYDOC_HOME = tmp_path
    return tmp_path


@pytest.fixture
def record(db, home) -> Callable[[int], None]:
    """Record so many events by one clerk."""

    def _record(count: int, action: str = "batch_uploaded") -> None:
        record_events(actor=CLERK, events=[Event(action, "batch", f"B-{n}", {"rows": n}) for n in range(count)])

    return _record


@pytest.fixture
def tampering() -> Callable:
    """Triggers and foreign keys out of the way; all of it is rolled back at the end."""

    @contextmanager
    def _tampering() -> Iterator[Callable[[str], None]]:
        with transaction.atomic(), connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
                cursor.execute(f"ALTER TABLE audit_auditlink DROP CONSTRAINT {_foreign_key()}")
                names = "SELECT tgname, tgrelid::regclass::text FROM pg_trigger WHERE tgname LIKE 'audit_audit%_no_%'"
            else:
                names = "SELECT name, '' FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'audit_audit%_no_%'"
            cursor.execute(names)
            for name, table in cursor.fetchall():
                cursor.execute(f"DROP TRIGGER {name}" + (f" ON {table}" if table else ""))
            yield cursor.execute
            transaction.set_rollback(True)

    return _tampering


def _foreign_key() -> str:
    with connection.cursor() as cursor:
        constraints = connection.introspection.get_constraints(cursor, "audit_auditlink")
    return next(name for name, facts in constraints.items() if facts["foreign_key"])

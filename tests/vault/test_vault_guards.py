"""The database itself refuses to change or remove what must stay."""

import pytest
from django.db import DatabaseError, connection, transaction
from vault_world import WORKER, acting, issue, reserve

from cms.vault.access import get_document_for
from cms.vault.models import Hold
from cms.vault.services.deposit import cancel_reservations
from cms.vault.services.retention import place_hold, release_hold
from cms.vault.services.status import supersede_document, void_document

NEVER_CHANGED = ["void", "supersession", "hold", "release", "cancellation", "accessrecord", "change", "append"]


@pytest.fixture
def filled(world):
    old, new = issue("1"), issue("2")
    supersede_document(actor=acting("clerk"), number=old, successor_number=new, reason="更正")
    void_document(actor=acting("clerk"), approved_by=acting("approver"), number=new, reason_code="e", reason="誤植")
    release_hold(
        actor=acting("archivist"), hold=place_hold(actor=acting("archivist"), number=new, reason="訴"), reason="結案"
    )
    cancel_reservations(actor=WORKER, document_ids=[reserve(key="3")[0].document_id], reason="移出")
    get_document_for(world.people.clerk, new, purpose="查核", via="admin")
    assert Hold.objects.exists()


def refused(sql: str) -> bool:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
    except DatabaseError as error:
        return "never changed or removed" in str(error)
    return False


@pytest.mark.parametrize("table", [*NEVER_CHANGED, "document", "reservation"])
def test_never_removed(filled, table):
    assert refused(f"DELETE FROM vault_{table}")


@pytest.mark.parametrize("table", NEVER_CHANGED)
def test_never_changed(filled, table):
    column = {"append": '"end" = 0', "accessrecord": "purpose = ''", "change": "kind = ''"}.get(table, "\"by\" = ''")
    assert refused(f"UPDATE vault_{table} SET {column}")


def test_a_destruction_stays(filled):
    """Its guards are looked up by name, as nothing here is old enough to be destroyed."""
    catalog = "pg_trigger" if connection.vendor == "postgresql" else "sqlite_master"
    name = "tgname" if connection.vendor == "postgresql" else "name"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT count(*) FROM {catalog} WHERE {name} IN (%s, %s)",
            ["vault_destruction_keep", "vault_destruction_fix"],
        )
        assert cursor.fetchone() == (2,)

"""Steps that tests run in processes of their own: python vault_steps.py STEP [ARGUMENT…]."""

import json
import sys
from datetime import date
from pathlib import Path
from uuid import UUID, uuid4

import django

sys.path[:0] = [str(Path(__file__).parents[up]) for up in (2, 1)]  # the project, and what all tests have in common
django.setup()

import psycopg  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from vault_world import NOBODY, WORKER, acting, issue, make_world, paper, reserve  # noqa: E402

from cms.core.errors import MyDocError, Refused  # noqa: E402
from cms.core.hashing import sha256_hex  # noqa: E402
from cms.core.papers import Reservation  # noqa: E402
from cms.vault.access import open_for_system  # noqa: E402
from cms.vault.keys import FileKeyRing, KeyScope  # noqa: E402
from cms.vault.models import Document  # noqa: E402
from cms.vault.selectors import changes_after  # noqa: E402
from cms.vault.services.appends import recover_packs  # noqa: E402
from cms.vault.services.deposit import cancel_reservations, deposit_sealed, store_private  # noqa: E402
from cms.vault.services.retention import destroy_document  # noqa: E402


def say(value: object) -> None:
    """One line of JSON for whoever started this."""
    print(json.dumps(value), flush=True)  # noqa: T201 (this is the answer)


def fill() -> None:
    """The world, and nothing in it."""
    make_world()


def deposit(name: str, chunks: str, rows: str) -> None:
    """Deposit chunks, each in a transaction, and say each number after its commit."""
    for chunk in range(int(chunks)):
        reserved = reserve(int(rows), key=f"{name}-{chunk}")
        with transaction.atomic():
            deposit_sealed(actor=WORKER, deposits=[paper(one) for one in reserved])
        say([one.number for one in reserved])


def deposit_and_wait() -> None:
    """Deposit one document and stay in its transaction until standard input ends."""
    (reserved,) = reserve(key="waiting")
    with transaction.atomic():
        deposit_sealed(actor=WORKER, deposits=[paper(reserved, holder=NOBODY)])
        say("deposited")
        sys.stdin.read()


def fill_for_drill() -> None:
    """Two chunks, a document that is destroyed, a batch's upload; the number that was destroyed."""
    deposit("a", "2", "3")
    number = issue("old", retain_until=date(2020, 1, 1))
    people = {"actor": acting("records_manager"), "approved_by": acting("archivist")}
    destroy_document(number=number, legal_ground="檔案法", **people)
    store_private(scope_ref=uuid4(), data=b"upload")
    say(number)


def cancel_and_wait() -> None:
    """Cancel a number and stay in that transaction until standard input ends."""
    (reserved,) = reserve(key="cancelled")
    with transaction.atomic():
        cancel_reservations(actor=WORKER, document_ids=[reserved.document_id], reason="移出")
        say([str(reserved.document_id), reserved.number, reserved.token])
        sys.stdin.read()


def deposit_reserved(reserved: str) -> None:
    """Deposit under a number that another process reserved; what the vault answers."""
    document_id, number, token = json.loads(reserved)
    deposit = paper(Reservation(1, UUID(document_id), number, token))
    say("ready")
    try:
        say(deposit_sealed(actor=WORKER, deposits=[deposit]))
    except Refused as error:
        say(str(error))


def recover() -> None:
    """Cut tails; the number of bytes."""
    say(recover_packs())


def open_all() -> None:
    """Number -> SHA-256 of every document that opens, or the class of the error."""
    door = open_for_system("drill", "還原演練")
    opened = {}
    for document in Document.objects.all():
        try:
            opened[document.number] = sha256_hex(door.open(document).pdf)
        except MyDocError as error:
            opened[document.number] = type(error).__name__
    say(opened)


def new_key(folder: str) -> None:
    """Make a key in a folder that another process may be filling too."""
    sys.stdin.read()
    (_plain, wrapped), *_ = FileKeyRing(Path(folder)).issue(1, KeyScope.DOCUMENT)
    say(wrapped.hex())


def feed() -> None:
    """The kinds of all changes, in the feed's order."""
    say([change.kind for change in changes_after(0)])


def follow_feed() -> None:
    """PostgreSQL: what a follower sees while two transactions write changes crosswise."""
    document = Document.objects.get().pk
    given = connection.get_connection_params()
    where = {key: given[key] for key in ("dbname", "user", "password", "host", "port")}
    insert = "INSERT INTO vault_change (document_id, kind, at) VALUES (%s, %s, now())"
    start = changes_after(0)[-1].seq
    with psycopg.connect(**where) as early, psycopg.connect(**where) as late:
        early.execute("SELECT pg_current_xact_id()")
        late.execute(insert, [document, "late"])
        early.execute(insert, [document, "early"])
        seen = [[change.kind for change in changes_after(start)]]
        early.commit()
        first = changes_after(start)
        seen.append([change.kind for change in first])
        late.commit()
        seen.append([change.kind for change in changes_after(first[-1].seq)])
    say(seen)


if __name__ == "__main__":
    globals()[sys.argv[1]](*sys.argv[2:])

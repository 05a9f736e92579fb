"""The one way from services to the packs: append, and note the append in the same transaction as the rows that name it."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager

from django.db import connection, transaction

from cms.vault.models import Append
from cms.vault.opening import packs
from cms.vault.selectors import committed_ends
from cms.vault.storage import BlobRef


@contextmanager
def append_records(records: Sequence[bytes]) -> Iterator[Sequence[BlobRef]]:
    """Append at least one record; inside the block, in a transaction, write the rows that name them.

    If the block raises, its rows and the records are forgotten together. If the caller's transaction is rolled
    back later, the packs' shared lock stays until this process ends, which only makes recovery wait.
    """
    store = packs()
    with ExitStack() as undo:
        blobs = store.append(records)
        undo.callback(store.settle)
        first, last = blobs[0], blobs[-1]
        Append.objects.create(pack=first.pack, start=first.offset, end=last.offset + last.length)
        yield blobs
        undo.pop_all()
    transaction.on_commit(store.settle)


def recover_packs() -> int | None:
    """Cut what a killed process left behind the last committed append; for the start of a worker or command.

    The number of bytes cut, or None if another process is writing (then the tail is that process's own). Raises
    RuntimeError inside a transaction, where the ends could be those of an older moment, and Refused if the packs
    are those of another database.
    """
    if connection.in_atomic_block:
        raise RuntimeError("recover_packs() must not run inside a transaction")
    return packs().recover(committed_ends)

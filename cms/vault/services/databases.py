"""Copying and loading the whole database, without the wrapped keys, in the way of SQLite or of PostgreSQL."""

import json
import os
import shutil
import sqlite3
import subprocess
from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from itertools import islice
from pathlib import Path

from django.db import connection, transaction

from cms.core.errors import Refused
from cms.vault.keys import KeyScope
from cms.vault.models import Append, Change, Destruction, WrappedKey
from cms.vault.selectors import committed_ends

_KEYS = WrappedKey._meta.db_table
_ROWS = 1000


def copy_database(folder: Path, keys_file: Path) -> Mapping[str, int]:
    """Write the database into folder and its wrapped keys, of the same moment, into keys_file; the packs' ends then.

    Raises Refused if pg_dump is missing or fails, RuntimeError inside a transaction.
    """
    if connection.vendor == "postgresql":
        return _copy_postgresql(folder / "database.dump", keys_file)
    return _copy_sqlite(folder / "database.sqlite3", keys_file)


def load_database(folder: Path, keys_file: Path) -> None:
    """Fill the empty database from what copy_database wrote; keys of documents destroyed by then stay away."""
    if connection.vendor == "postgresql":
        _run("pg_restore", "--no-owner", "--exit-on-error", "--single-transaction", str(folder / "database.dump"))
        _age_transactions()
    else:
        target = Path(connection.settings_dict["NAME"])
        connection.close()
        for leftover in target.parent.glob(f"{target.name}*"):
            leftover.unlink()
        shutil.copyfile(folder / "database.sqlite3", target)
    _load_keys(keys_file)


def database_is_empty() -> bool:
    """True if there is no table yet."""
    return not connection.introspection.table_names()


def _copy_sqlite(copy: Path, keys_file: Path) -> Mapping[str, int]:
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(copy)])
    with closing(sqlite3.connect(copy, isolation_level=None)) as database:
        _write_keys(keys_file, database.execute(f"SELECT scope, ref, wrapped FROM {_KEYS}"))  # noqa: S608 (our own name)
        ends = database.execute(f'SELECT pack, max("end") FROM {Append._meta.db_table} GROUP BY pack')  # noqa: S608 (our own name)
        committed = dict(ends.fetchall())
        database.execute(f"DELETE FROM {_KEYS}")  # noqa: S608 (our own name)
        # Deleted rows stay on free pages until the file is written anew.
        database.execute("VACUUM")
    return committed


def _copy_postgresql(copy: Path, keys_file: Path) -> Mapping[str, int]:
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        # One snapshot for the dump and for the keys, so that neither knows a document that the other does not.
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        (snapshot,) = cursor.fetchone()
        _run(
            "pg_dump",
            "--format=custom",
            f"--snapshot={snapshot}",
            f"--exclude-table-data={_KEYS}",
            f"--file={copy}",
        )
        rows = WrappedKey.objects.values_list("scope", "ref", "wrapped")
        _write_keys(keys_file, rows.iterator(chunk_size=_ROWS))
        return committed_ends()


def _write_keys(keys_file: Path, rows: Iterable[tuple]) -> None:
    """One JSON line a key: scope, ref as 32 hexadecimal digits, wrapped key in base64."""
    file = os.open(keys_file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(file, "w") as stream:
        for scope, ref, wrapped in rows:
            line = [scope, str(ref).replace("-", ""), b64encode(wrapped).decode()]
            stream.write(json.dumps(line) + "\n")


def _load_keys(keys_file: Path) -> None:
    """A backup may be older than a destruction that is restored with it: what is destroyed stays destroyed."""
    destroyed = {ref.hex for ref in Destruction.objects.values_list("document_id", flat=True)}
    with transaction.atomic(), keys_file.open() as stream:
        rows = (json.loads(line) for line in stream)
        kept = (
            WrappedKey(scope=scope, ref=ref, wrapped=b64decode(wrapped))
            for scope, ref, wrapped in rows
            if scope != KeyScope.DOCUMENT or ref not in destroyed
        )
        for some in _chunks(kept):
            WrappedKey.objects.bulk_create(some)


def _chunks(rows: Iterator[WrappedKey]) -> Iterator[list[WrappedKey]]:
    while some := list(islice(rows, _ROWS)):
        yield some


def _age_transactions() -> None:
    """The old server counted its transactions higher than this one may: move all before zero, in the same order."""
    table = Change._meta.db_table
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SELECT coalesce(max(xid), 0) FROM {table}")  # noqa: S608 (our own name)
        (newest,) = cursor.fetchone()
        # Not an UPDATE, which the table's guards refuse.
        cursor.execute(f"ALTER TABLE {table} ALTER COLUMN xid TYPE bigint USING xid - {int(newest)}")


def _run(program: str, *arguments: str) -> None:
    if shutil.which(program) is None:
        raise Refused(f"找不到 {program}；請安裝 PostgreSQL 的用戶端程式後再試。")
    settings = connection.settings_dict
    given = {"--host": settings["HOST"], "--port": settings["PORT"], "--username": settings["USER"]}
    where = [f"{option}={value}" for option, value in given.items() if value]
    done = subprocess.run(
        [program, "--no-password", *where, f"--dbname={settings['NAME']}", *arguments],
        env=os.environ | ({"PGPASSWORD": settings["PASSWORD"]} if settings["PASSWORD"] else {}),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise Refused(f"{program} 沒有完成：{done.stderr.strip()}。請排除後再試。")

"""Backing up and restoring an installation: bytes and database in one folder, keys in another, useless without each other."""

import json
import os
import shutil
from collections.abc import Mapping
from datetime import timedelta
from itertools import combinations
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import connection

from cms.audit.events import Event
from cms.audit.services import record_events
from cms.core import clock
from cms.core.errors import Refused
from cms.core.papers import Actor
from cms.vault.opening import packs

from .databases import copy_database, database_is_empty, load_database
from .retention import KEY_BACKUP_DAYS

_OPERATOR = Actor("system", "backup", "cli")
_MANIFEST = "manifest.json"
# Made again on every start, or copied on its own.
_NOT_COPIED = {"static", "vault"}


def back_up(*, to: Path, keys_to: Path) -> str:
    """Write the packs, database and other files to one new folder and all keys to another; the backup's id.

    The installation may go on working: packs only grow, so the bytes that the copied database names are
    there. Raises Refused if a folder is not empty, or if of these and the installation's own one lies in another.
    """
    home, keys = Path(settings.MYDOC_HOME), Path(settings.MYDOC_KEYS)
    folders = {"MYDOC_HOME": home, "MYDOC_KEYS": keys, "--to": to, "--keys-to": keys_to}
    for (name, one), (other_name, other) in combinations(folders.items(), 2):
        _refuse_shared(one, other, f"{name} 與 {other_name}")
    for folder in (to, keys_to):
        _make_empty(folder)
    for folder in (home, keys):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    made = {"id": str(uuid4()), "made_at": clock.now().isoformat(), "database": connection.vendor}
    # Before the database: a head of the audit chain must not know more than the database that is copied.
    _copy_home(home, to / "home")
    ends = copy_database(to, keys_to / "wrapped-keys.jsonl")
    for name, end in ends.items():
        _copy_pack(packs().folder / name, to / "packs" / name, end)
    shutil.copytree(keys, keys_to / "keys")
    destroy_on = clock.today() + timedelta(days=KEY_BACKUP_DAYS)
    # Last: a backup without it was interrupted.
    _write_manifest(keys_to, made | {"kind": "mydoc keys", "destroy_on": destroy_on.isoformat()})
    _write_manifest(to, made | {"kind": "mydoc backup", "packs": dict(ends)})
    record_events(actor=_OPERATOR, events=[Event("vault.backup.made", "backup", made["id"], {"packs": len(ends)})])
    return made["id"]


def restore(*, source: Path, keys_source: Path) -> str:
    """Put both halves of a backup together in an empty installation; the backup's id.

    Raises Refused if anything is there already, if a half is incomplete, if the halves are of two backups, or
    if the backup is of another kind of database.
    """
    made, keys_made = _read_manifest(source, "mydoc backup"), _read_manifest(keys_source, "mydoc keys")
    if made["id"] != keys_made["id"]:
        raise Refused("資料備份與金鑰備份不是同一次做的；請指定同一次備份的兩個資料夾。")
    if made["database"] != connection.vendor:
        raise Refused(
            f"備份的資料庫是 {made['database']}，這套系統用的是 {connection.vendor}；請改用同一種資料庫再還原。"
        )
    home, keys = Path(settings.MYDOC_HOME), Path(settings.MYDOC_KEYS)
    if packs().ends() or (keys / "root.key").exists() or not database_is_empty():
        raise Refused("這套系統已經有資料，不能還原；請指定空的 MYDOC_HOME、MYDOC_KEYS 與資料庫。")
    home.mkdir(parents=True, exist_ok=True)
    shutil.copytree(source / "home", home, dirs_exist_ok=True)
    shutil.copytree(keys_source / "keys", keys, dirs_exist_ok=True)
    packs().folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for name, end in made["packs"].items():
        _copy_pack(source / "packs" / name, packs().folder / name, end)
    load_database(source, keys_source / "wrapped-keys.jsonl")
    record_events(actor=_OPERATOR, events=[Event("vault.backup.restored", "backup", made["id"])])
    return made["id"]


def _refuse_shared(one: Path, other: Path, names: str) -> None:
    first, second = one.resolve(), other.resolve()
    if first.is_relative_to(second) or second.is_relative_to(first):
        raise Refused(f"{names} 不能是同一個資料夾，也不能一個放在另一個裡面：資料、金鑰與備份要分開存放；請另外指定。")


def _make_empty(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if any(folder.iterdir()):
        raise Refused(f"備份的資料夾「{folder}」不是空的；請指定新的資料夾。")


def _copy_home(home: Path, to: Path) -> None:
    to.mkdir()
    for folder in home.iterdir():
        if folder.is_dir() and folder.name not in _NOT_COPIED:
            shutil.copytree(folder, to / folder.name)


def _copy_pack(pack: Path, to: Path, end: int) -> None:
    """The first end bytes: what lies behind them was not committed when the database was copied."""
    to.parent.mkdir(exist_ok=True, mode=0o700)
    file = os.open(to, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with pack.open("rb") as source, os.fdopen(file, "wb") as copy:
        rest = end
        while rest:
            data = source.read(min(rest, 1 << 20))
            if not data:
                raise Refused(f"封包 {pack.name} 應有 {end} 個位元組，少了 {rest} 個；請先執行 check_vault。")
            copy.write(data)
            rest -= len(data)
        copy.flush()
        os.fsync(copy.fileno())


def _write_manifest(folder: Path, content: Mapping[str, Any]) -> None:
    with (folder / _MANIFEST).open("w") as stream:
        json.dump(content, stream, ensure_ascii=False, indent=2)
        stream.flush()
        os.fsync(stream.fileno())


def _read_manifest(folder: Path, kind: str) -> Mapping[str, Any]:
    try:
        content = json.loads((folder / _MANIFEST).read_text())
    except (FileNotFoundError, NotADirectoryError, ValueError) as error:
        raise Refused(f"「{folder}」裡沒有完整的備份；請確認資料夾，或改用另一次備份。") from error
    if content.get("kind") != kind:
        raise Refused(f"「{folder}」不是這裡要的那一半備份；資料與金鑰的資料夾可能對調了，請確認後再試。")
    return content

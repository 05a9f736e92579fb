"""The drill: an installation is lost, and comes back whole from two folders, neither of which says anything alone."""

import json
import shutil
import zlib
from pathlib import Path

import pytest
from vault_world import MOBILE, NAME, NATIONAL_ID

# Not for the test's own transaction, but for the migrated database that installations are copied from.
pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def backed_up(installation, tmp_path_factory):
    """An installation with documents, one of them destroyed, a batch's upload, and its backup."""
    here = installation()
    destroyed = here.run("fill_for_drill")
    folder = tmp_path_factory.mktemp("backup")
    data, keys = folder / "data", folder / "keys"
    done = here.manage("backup", "--to", str(data), "--keys-to", str(keys))
    assert done.returncode == 0, done.stderr
    return here, data, keys, destroyed


def restore(there, data, keys):
    return there.manage("restore", "--from", str(data), "--keys-from", str(keys))


def test_the_drill(backed_up, installation):
    here, data, keys, destroyed = backed_up
    before = here.run("open_all")
    there = installation(filled=False)
    done = restore(there, data, keys)
    assert done.returncode == 0, done.stderr
    report = json.loads(there.manage("check_vault", "--json").stdout)
    assert (report["ok"], report["documents"], report["opened"], report["destroyed"]) == (True, 7, 6, 1)
    assert there.run("open_all") == before
    assert before[destroyed] == "Unreadable"
    chain = there.manage("verify_audit_chain")
    assert chain.returncode == 0, chain.stdout + chain.stderr
    there.run("deposit", "b", "1", "1")
    assert there.run("feed") == ["deposited"] * 7 + ["destroyed", "deposited"]
    assert json.loads(there.manage("check_vault", "--json").stdout)["opened"] == 7


def test_the_data_alone_opens_nothing_and_says_nothing(backed_up, installation, tmp_path):
    here, data, keys, _destroyed = backed_up
    names = {path.name for path in data.rglob("*")}
    assert not {name for name in names if name.endswith(".key") or "wrapped" in name}
    said = b"".join(_said(path) for path in data.rglob("*") if path.is_file())
    assert "國民中學畢業證書".encode() in said  # what is public is there to be found
    lived_in = b"".join(path.read_bytes() for path in here.home.rglob("*") if path.is_file())
    for secret in (NAME, NATIONAL_ID, MOBILE):
        assert secret.encode() not in said
        assert secret.encode() not in lived_in
    for key in json.loads(f"[{','.join((keys / 'wrapped-keys.jsonl').read_text().splitlines())}]"):
        assert key[2].encode() not in said
    shutil.copytree(keys, tmp_path / "keys")
    (tmp_path / "keys" / "keys" / "root.key").unlink()
    there = installation(filled=False)
    assert restore(there, data, tmp_path / "keys").returncode == 0
    assert set(there.run("open_all").values()) == {"Unreadable"}


def test_nothing_is_restored_over_something(backed_up, installation):
    here, data, keys, _destroyed = backed_up
    for there in (here, installation()):
        done = restore(there, data, keys)
        assert done.returncode == 1
        assert "已經有資料" in done.stderr
    assert json.loads(here.manage("check_vault", "--json").stdout)["ok"]


def test_halves_that_do_not_belong_together_are_refused(backed_up, installation, tmp_path):
    here, data, keys, _destroyed = backed_up
    assert here.manage("backup", "--to", str(tmp_path / "d2"), "--keys-to", str(tmp_path / "k2")).returncode == 0
    there = installation(filled=False)
    assert "不是同一次" in restore(there, data, tmp_path / "k2").stderr
    assert "對調" in restore(there, keys, data).stderr
    (tmp_path / "d2" / "manifest.json").unlink()
    assert "沒有完整的備份" in restore(there, tmp_path / "d2", keys).stderr


def test_a_backup_needs_two_empty_folders_apart(backed_up, tmp_path):
    here, data, _keys, _destroyed = backed_up
    assert "不是空的" in here.manage("backup", "--to", str(data), "--keys-to", str(tmp_path / "k2")).stderr
    for to, keys_to in [
        (tmp_path / "d2", tmp_path / "d2" / "keys"),
        (here.home / "backup", tmp_path / "k2"),
        (tmp_path / "d2", here.keys / "backup"),
    ]:
        assert "分開存放" in here.manage("backup", "--to", str(to), "--keys-to", str(keys_to)).stderr
        assert not (to.exists() or keys_to.exists())


def _said(path: Path) -> bytes:
    """A file's bytes, and what a compressed dump of PostgreSQL says besides."""
    data = path.read_bytes()
    said = [data]
    if path.suffix == ".dump":
        for start in (place for place in range(len(data) - 1) if data[place : place + 2] in (b"\x78\x9c", b"\x78\x01")):
            try:
                said.append(zlib.decompressobj().decompress(data[start:]))
            except zlib.error:
                continue
    return b"".join(said)

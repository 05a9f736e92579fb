"""Packs: what is appended is read again, packs roll over, and only what nobody will commit is cut."""

import os

import pytest

from cms.core.errors import Refused, Unreadable
from cms.vault import storage
from cms.vault.storage import BlobRef, PackStore

RECORDS = [b"one", b"", b"three" * 100]


@pytest.fixture
def store(tmp_path):
    return PackStore(tmp_path / "vault")


def test_records_are_read_again_from_any_store_on_the_folder(store):
    refs = store.append(RECORDS) + store.append([b"four"])
    other = PackStore(store.folder)
    assert [other.read(ref) for ref in refs] == [*RECORDS, b"four"]
    assert [ref.offset for ref in refs] == [0, 3, 3, 503]
    assert store.append([]) == []


def test_only_the_owner_may_read_the_files(store):
    (ref,) = store.append([b"one"])
    assert (store.folder / ref.pack).stat().st_mode & 0o777 == 0o600
    assert store.folder.stat().st_mode & 0o777 == 0o700


def test_packs_roll_over_between_appends(tmp_path):
    store = PackStore(tmp_path, roll_at=5)
    packs = [store.append([b"abc", b"def"])[1].pack for _ in range(3)]
    assert packs == ["000001.pack", "000002.pack", "000003.pack"]


def test_a_missing_or_short_pack_is_unreadable(store):
    (ref,) = store.append([b"one"])
    for wrong in (BlobRef("000009.pack", 0, 1), BlobRef(ref.pack, 0, 4), BlobRef(ref.pack, 9, 1)):
        with pytest.raises(Unreadable):
            store.read(wrong)


def test_a_write_that_fails_leaves_nothing_behind(store, monkeypatch):
    store.append([b"one"])
    before = store.ends()
    write = os.write

    def full(file, data):
        write(file, bytes(data[:2]))
        raise OSError(28, "No space left on device")

    store.settle()
    monkeypatch.setattr(storage.os, "write", full)
    with pytest.raises(OSError, match="space"):
        store.append([b"two"])
    assert store.ends() == before
    with store.alone() as alone:
        assert alone


def test_recovery_cuts_to_the_committed_end_once_all_have_settled(store):
    store.append([b"committed"])
    store.append([b"not committed"])
    other = PackStore(store.folder)
    ends = {"000001.pack": 9}
    assert other.recover(lambda: ends) is None
    store.settle()
    assert other.recover(lambda: ends) is None
    store.settle()
    assert other.recover(lambda: ends) == 13
    assert store.ends() == ends
    assert other.recover(lambda: ends) == 0


def test_what_lies_between_committed_records_stays(store):
    refs = [store.append([record])[0] for record in (b"one", b"dead", b"three")]
    for _ in refs:
        store.settle()
    assert store.recover(lambda: {refs[2].pack: 12}) == 0
    assert store.read(refs[2]) == b"three"


def test_the_packs_of_another_database_are_not_cut(store, monkeypatch):
    store.append([b"a whole vault"])
    store.settle()
    monkeypatch.setattr(storage, "LONGEST_TAIL", 5)
    with pytest.raises(Refused, match="同一套"):
        store.recover(dict)
    assert store.ends() == {"000001.pack": 13}

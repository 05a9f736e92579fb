"""Keys in three tiers, and what they open: nothing else, and nothing that was touched."""

from datetime import datetime

import pytest

from cms.core import clock
from cms.core.errors import Unreadable
from cms.vault.ciphers import decrypt, encrypt
from cms.vault.keys import FileKeyRing, KeyScope


def at(monkeypatch, year, month):
    monkeypatch.setattr(clock, "now", lambda: datetime(year, month, 1, tzinfo=clock.TAIPEI))


def test_wrapped_keys_open_again_in_another_process_and_month(tmp_path, monkeypatch):
    at(monkeypatch, 2026, 11)
    made = FileKeyRing(tmp_path).issue(3, KeyScope.DOCUMENT)
    at(monkeypatch, 2026, 12)
    ring = FileKeyRing(tmp_path)
    made += ring.issue(1, KeyScope.DOCUMENT)
    assert [ring.open(wrapped, KeyScope.DOCUMENT) for _, wrapped in made] == [plain for plain, _ in made]
    assert len({plain for plain, _ in made}) == 4
    assert all(len(plain) == 32 for plain, _ in made)
    names = sorted(path.name for path in tmp_path.rglob("*") if path.is_file())
    assert names == ["2026-11.key", "2026-12.key", "root.key"]


def test_a_key_opens_only_in_its_scope_and_untouched(tmp_path):
    ring = FileKeyRing(tmp_path)
    ((_, wrapped),) = ring.issue(1, KeyScope.DOCUMENT)
    with pytest.raises(Unreadable):
        ring.open(wrapped, KeyScope.BATCH)
    for place in range(len(wrapped)):
        touched = bytearray(wrapped)
        touched[place] ^= 1
        with pytest.raises(Unreadable):
            ring.open(bytes(touched), KeyScope.DOCUMENT)
    for short in (b"", wrapped[:1], wrapped[:20], wrapped[:-1]):
        with pytest.raises(Unreadable):
            ring.open(short, KeyScope.DOCUMENT)


def test_no_plain_key_lies_in_the_wrapped_one_or_the_folder(tmp_path):
    ((plain, wrapped),) = FileKeyRing(tmp_path).issue(1, KeyScope.BATCH)
    assert plain not in wrapped
    assert not any(plain in path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())


@pytest.mark.parametrize("lost", ["root.key", "periods"])
def test_a_lost_tier_is_told_and_never_made_anew(tmp_path, lost):
    ((_, wrapped),) = FileKeyRing(tmp_path).issue(1, KeyScope.DOCUMENT)
    for path in tmp_path.rglob("*.key"):
        if lost in str(path.relative_to(tmp_path)):
            path.unlink()
    with pytest.raises(Unreadable, match="找不到金鑰檔"):
        FileKeyRing(tmp_path).open(wrapped, KeyScope.DOCUMENT)
    if lost == "root.key":
        with pytest.raises(Unreadable):
            FileKeyRing(tmp_path).issue(1, KeyScope.DOCUMENT)
        assert not (tmp_path / "root.key").exists()


@pytest.mark.parametrize("data", [b"", b"x", "林測試".encode() * 1000])
def test_what_is_encrypted_comes_back(data):
    key = b"k" * 32
    sealed = encrypt(key, data, "document:1")
    assert decrypt(key, sealed, "document:1") == data
    assert encrypt(key, data, "document:1") != sealed


def test_another_key_context_or_bit_opens_nothing():
    key = b"k" * 32
    sealed = encrypt(key, b"data", "document:1")
    with pytest.raises(Unreadable):
        decrypt(b"K" * 32, sealed, "document:1")
    with pytest.raises(Unreadable):
        decrypt(key, sealed, "document:2")
    for place in range(len(sealed)):
        touched = bytearray(sealed)
        touched[place] ^= 1
        with pytest.raises(Unreadable):
            decrypt(key, bytes(touched), "document:1")
    for short in (b"", sealed[:1], sealed[:10]):
        with pytest.raises(Unreadable):
            decrypt(key, short, "document:1")


def test_data_is_packed_before_it_is_encrypted():
    assert len(encrypt(b"k" * 32, b"a" * 100_000, "x")) < 200

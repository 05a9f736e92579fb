"""Keys in three tiers: the root key wraps period keys, which wrap the key of each document and batch."""

import os
import secrets
import threading
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from cms.core import clock
from cms.core.errors import Unreadable

_VERSION = b"\x01"
_KEY_BYTES = 32
_NONCE_BYTES = 12
_PERIOD_CHARACTERS = len("2026-11")


class KeyScope(StrEnum):
    """What a key opens; a key wrapped for one scope does not open under another."""

    DOCUMENT = "document"
    BATCH = "batch"


class KeyRing(Protocol):
    """Makes and opens wrapped keys; a later one may keep its root key in a PKCS#11 token."""

    def issue(self, count: int, scope: KeyScope) -> Sequence[tuple[bytes, bytes]]:
        """count fresh keys as (plain, wrapped)."""

    def open(self, wrapped: bytes, scope: KeyScope) -> bytes:
        """The plain key."""


class FileKeyRing:
    """root.key and periods/YYYY-MM.key in a folder of mode 0700, made on first use.

    wrapped = version byte | period "YYYY-MM" | 96-bit nonce | AES-256-GCM ciphertext and tag; scope and
    period are authenticated with it.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._root: AESGCM | None = None
        self._periods: dict[str, AESGCM] = {}
        self._guard = threading.Lock()

    def issue(self, count: int, scope: KeyScope) -> Sequence[tuple[bytes, bytes]]:
        """count fresh 32-byte keys as (plain, wrapped), wrapped under the period key of this month."""
        period = f"{clock.today():%Y-%m}"
        wrapper = self._period(period, make=True)
        return [self._wrap(wrapper, period, scope) for _ in range(count)]

    def open(self, wrapped: bytes, scope: KeyScope) -> bytes:
        """The plain key; raises Unreadable if the period's key is missing or the wrapping does not fit."""
        wrapped = bytes(wrapped)
        head = len(_VERSION) + _PERIOD_CHARACTERS
        period = wrapped[len(_VERSION) : head].decode("ascii", "replace")
        if not wrapped.startswith(_VERSION) or len(wrapped) <= head + _NONCE_BYTES:
            raise Unreadable("金鑰的格式不符，文件無法開啟；請還原金鑰備份後再試。")
        wrapper = self._period(period, make=False)
        nonce, sealed = wrapped[head : head + _NONCE_BYTES], wrapped[head + _NONCE_BYTES :]
        return _unwrap(wrapper, nonce, sealed, _bound(scope, period))

    def _wrap(self, wrapper: AESGCM, period: str, scope: KeyScope) -> tuple[bytes, bytes]:
        plain, nonce = secrets.token_bytes(_KEY_BYTES), secrets.token_bytes(_NONCE_BYTES)
        return plain, _VERSION + period.encode() + nonce + wrapper.encrypt(nonce, plain, _bound(scope, period))

    def _period(self, period: str, *, make: bool) -> AESGCM:
        with self._guard:
            if period not in self._periods:
                path = self.folder / "periods" / f"{period}.key"
                if make and not path.exists():
                    nonce = secrets.token_bytes(_NONCE_BYTES)
                    plain = secrets.token_bytes(_KEY_BYTES)
                    sealed = self._root_key(make=True).encrypt(nonce, plain, _bound("period", period))
                    _write_once(path, nonce + sealed)
                stored = _read(path)
                plain = _unwrap(
                    self._root_key(make=False), stored[:_NONCE_BYTES], stored[_NONCE_BYTES:], _bound("period", period)
                )
                self._periods[period] = AESGCM(plain)
            return self._periods[period]

    def _root_key(self, *, make: bool) -> AESGCM:
        if self._root is None:
            path = self.folder / "root.key"
            # A root key made anew would not open the period keys that are there: only the very first use makes one.
            if make and not path.exists() and not any((self.folder / "periods").glob("*.key")):
                _write_once(path, secrets.token_bytes(_KEY_BYTES))
            self._root = AESGCM(_read(path))
        return self._root


def _bound(scope: str, period: str) -> bytes:
    return f"mydoc {scope} {period}".encode()


def _unwrap(wrapper: AESGCM, nonce: bytes, sealed: bytes, bound: bytes) -> bytes:
    try:
        return wrapper.decrypt(nonce, sealed, bound)
    except (InvalidTag, ValueError) as error:
        raise Unreadable("金鑰無法開啟：與上層金鑰不符；請還原同一套金鑰備份後再試。") from error


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        raise Unreadable(f"找不到金鑰檔 {path.name}，文件無法開啟；請還原金鑰備份後再試。") from error


def _write_once(path: Path, secret: bytes) -> None:
    """Two processes may both come here: the first link wins, and both read what it wrote."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.parent / f".{path.name}.{secrets.token_hex(8)}"
    file = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(file, "wb") as stream:
        stream.write(secret)
        stream.flush()
        os.fsync(stream.fileno())
    try:
        path.hardlink_to(draft)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)

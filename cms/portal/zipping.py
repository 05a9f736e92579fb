"""A ZIP archive made while it is sent: one file of it in memory at a time, and the fingerprints of all at its end."""

from __future__ import annotations

import zipfile
from datetime import datetime

from cms.core.hashing import sha256_hex

MANIFEST = "SHA256SUMS.txt"
_READABLE = 0o100644 << 16  # an ordinary file that its owner may change and everybody read


class Packing:
    """Takes files and gives the bytes that are ready to go; without its last bytes no program opens the archive."""

    def __init__(self, at: datetime) -> None:
        self._outlet = _Outlet()
        self._archive = zipfile.ZipFile(self._outlet, "w")
        self._at = at
        self._sums: list[str] = []

    def add(self, name: str, data: bytes) -> bytes:
        """The next bytes of the archive, once it has this file."""
        self._sums.append(f"{sha256_hex(data)}  {name}\n")
        self._write(name, data)
        return self._outlet.taken()

    def finish(self) -> bytes:
        """The last bytes: the manifest, written as sha256sum reads it, and the archive's own directory."""
        self._write(MANIFEST, self.manifest)
        self._archive.close()
        return self._outlet.taken()

    @property
    def manifest(self) -> bytes:
        """The fingerprint and the name of each file so far."""
        return "".join(self._sums).encode()

    def _write(self, name: str, data: bytes) -> None:
        info = zipfile.ZipInfo(name, self._at.timetuple()[:6])
        info.external_attr = _READABLE
        # A PDF is compressed already.
        info.compress_type = zipfile.ZIP_STORED if name.endswith(".pdf") else zipfile.ZIP_DEFLATED
        self._archive.writestr(info, data)


class _Outlet:
    """A file that cannot be wound back, as zipfile writes to one, and that forgets what was taken from it."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def write(self, data: bytes) -> int:
        self._pieces.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Nothing is held back."""

    def taken(self) -> bytes:
        taken = b"".join(self._pieces)
        self._pieces.clear()
        return taken

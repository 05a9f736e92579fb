"""The installation's own packs and keys, where the settings say that they lie."""

from functools import cache
from pathlib import Path

from django.conf import settings

from .keys import FileKeyRing
from .storage import PackStore


def packs() -> PackStore:
    """The packs under MYDOC_HOME; one object a process, as its locks are the process's."""
    return _packs(Path(settings.MYDOC_HOME) / "vault")


def key_ring() -> FileKeyRing:
    """The keys under MYDOC_KEYS, which no backup of the packs holds."""
    return _key_ring(Path(settings.MYDOC_KEYS))


@cache
def _packs(folder: Path) -> PackStore:
    return PackStore(folder)


@cache
def _key_ring(folder: Path) -> FileKeyRing:
    return FileKeyRing(folder)

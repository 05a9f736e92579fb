"""There are three doors to a private record: nobody walks around them to packs, keys or ciphers."""

from pathlib import Path

import pytest
from source_tree import Module, read_module

INNER_ROOMS = {"cms.vault.storage", "cms.vault.keys", "cms.vault.ciphers", "cms.vault.contexts", "cms.vault.opening"}
HAVE_THE_KEY = ("cms.vault.access", "cms.vault.services", "cms.vault.management", *INNER_ROOMS)
DECRYPT = "cms.vault.ciphers.decrypt"
MAY_DECRYPT = ("cms.vault.access", "cms.vault.services", "cms.vault.ciphers")
KEY_TABLES = {"cms.vault.models.WrappedKey", "cms.vault.models.blobs"}


def test_only_doors_and_services_enter_the_inner_rooms(modules):
    assert _trespassers(modules, INNER_ROOMS, HAVE_THE_KEY) == []


def test_only_doors_and_services_decrypt(modules):
    assert _trespassers(modules, {DECRYPT}, MAY_DECRYPT) == []


def test_wrapped_keys_are_nobody_elses_business(modules):
    assert _trespassers(modules, KEY_TABLES, ("cms.vault",)) == []


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("cms/portal/views.py", "from cms.vault.storage import PackStore"),
        ("cms/portal/views.py", "from cms.vault import keys"),
        ("cms/portal/views.py", "import cms.vault.ciphers"),
        ("cms/vault/selectors.py", "from .opening import packs"),
        ("cms/vault/wagtail_hooks.py", "from . import storage"),
        ("cms/portal/services/sharing.py", "def share():\n    from cms.vault.opening import key_ring"),
    ],
)
def test_a_trespasser_is_seen(path: str, text: str):
    assert _trespassers([read_module(Path(path), text)], INNER_ROOMS, HAVE_THE_KEY)


def _trespassers(modules: list[Module], rooms: set[str], allowed: tuple[str, ...]) -> list[str]:
    """Each module outside the allowed ones that imports one of the rooms or something from it."""
    return [
        f"{module.name} -> {name}"
        for module in modules
        if not _within(module.name, allowed)
        for name in sorted(set(module.imports()))
        if _within(name, tuple(rooms))
    ]


def _within(name: str, places: tuple[str, ...]) -> bool:
    return any(name == place or name.startswith(place + ".") for place in places)

"""The vault's world in the test database, with packs and keys of its own."""

import shutil
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from uuid import uuid4

import psycopg
import pytest
from django.db import connection
from vault_installations import Installation
from vault_world import make_world


@pytest.fixture(autouse=True)
def folders(settings, tmp_path):
    """Packs and keys of its own for every test."""
    settings.MYDOC_HOME, settings.MYDOC_KEYS = tmp_path / "home", tmp_path / "keys"
    return settings


@pytest.fixture
def world(db) -> SimpleNamespace:
    """Two schools under a city and people in every role."""
    return make_world()


@pytest.fixture(scope="session")
def blank(tmp_path_factory, django_db_setup, django_db_blocker) -> Callable[[str, Path], str]:
    """Gives an installation a migrated database with the world in it, or an empty one; returns its URL."""
    template, database = tmp_path_factory.mktemp("template"), f"vault_template_{uuid4().hex}"
    with django_db_blocker.unblock():
        if connection.vendor == "postgresql":
            first = Installation(template / "home", template / "keys", _new_database(database))
            assert first.manage("migrate", "-v0").returncode == 0
        else:
            first = Installation(template / "home", template / "keys")
            first.home.mkdir()
            with connection.cursor() as cursor:
                cursor.execute("VACUUM INTO %s", [str(first.home / "mydoc.sqlite3")])
    first.run("fill")

    def make(home: Path, *, filled: bool) -> str:
        home.mkdir(parents=True)
        if connection.vendor == "postgresql":
            return _new_database(f"vault_{uuid4().hex}", database if filled else "template1")
        if filled:
            shutil.copyfile(first.home / "mydoc.sqlite3", home / "mydoc.sqlite3")
        return ""

    return make


@pytest.fixture(scope="session")
def installation(blank, tmp_path_factory) -> Callable[..., Installation]:
    """Makes installations: filled with the world, or empty."""

    def make(*, filled: bool = True) -> Installation:
        folder = tmp_path_factory.mktemp("installation")
        return Installation(folder / "home", folder / "keys", blank(folder / "home", filled=filled))

    return make


def _new_database(name: str, template: str = "template1") -> str:
    given = connection.settings_dict
    url = f"postgresql://{given['USER']}:{given['PASSWORD']}@{given['HOST']}:{given['PORT']}"
    with psycopg.connect(f"{url}/postgres", autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    return f"{url}/{name}"

"""Two linkers at once, as processes on a database of their own: every event once, in one chain."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]
BEGIN = "import django; django.setup(); from cms.audit.services import link_events, record_events;"
SET_UP = (
    "from django.core.management import call_command; from django.db import connection;"
    "from cms.audit.events import Event; from cms.core.papers import Actor;"
    "connection.vendor == 'sqlite' or connection.cursor().execute('CREATE SCHEMA linkers');"
    "call_command('migrate', 'audit', verbosity=0);"
    "record_events(actor=Actor('system', 'test', 'cli'), events=[Event('a', 'b', str(n)) for n in range(3000)])"
)
LINK = "import sys; print('ready', flush=True); sys.stdin.read(); print(link_events())"
JUDGE = "from cms.audit.selectors import verify_chain; r = verify_chain(); print(r.ok, r.linked, r.unlinked)"


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.real("postgres"))])
def env(request, tmp_path: Path) -> dict[str, str]:
    """The environment of an installation of its own: a file, or a schema of the server that the tests run on."""
    home = tmp_path / "home"
    home.mkdir()
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "cms.settings.test"}
    env |= {"MYDOC_HOME": str(home), "MYDOC_KEYS": str(tmp_path / "keys")}
    if request.param == "sqlite":
        return env | {"MYDOC_DATABASE_URL": ""}
    return env | {"PGOPTIONS": "-c search_path=linkers"}


def test_two_linkers_at_once_make_one_chain(env):
    def start(code: str) -> subprocess.Popen:
        command = [sys.executable, "-c", BEGIN + code]
        return subprocess.Popen(command, env=env, cwd=PROJECT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    assert start(SET_UP).wait(timeout=120) == 0
    linkers = [start(LINK), start(LINK)]
    for linker in linkers:
        assert linker.stdout.readline() == "ready\n"
    for linker in linkers:
        linker.stdin.close()
    counts = [int(linker.stdout.read()) for linker in linkers]
    assert [linker.wait(timeout=120) for linker in linkers] == [0, 0]
    assert sum(counts) == 3000
    assert start(JUDGE).stdout.read() == "True 3000 0\n"

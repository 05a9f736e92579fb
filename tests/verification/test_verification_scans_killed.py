"""A server that is killed loses at most the scans of its last second; those before are on the holder's list."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.request import urlopen

import pytest
from installations import PROJECT, Installation
from ports import free_port, wait_for

SOON = 30  # seconds; a scan is written after one, on a busy machine somewhat later


@pytest.fixture
def server(installation: Installation) -> Iterator[tuple[str, subprocess.Popen]]:
    """The address of a real server with one worker, and the process that leads its group."""
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", "cms.wsgi", "--bind", f"127.0.0.1:{port}", "--log-level", "error"]
    process = subprocess.Popen(command, cwd=PROJECT, env=installation.environment, start_new_session=True)
    try:
        wait_for(port)
        yield f"http://127.0.0.1:{port}", process
    finally:
        _kill(process)


def test_what_was_scanned_a_moment_ago_outlives_the_server(installation, server):
    address, process = server
    token = installation.query("vault.PublicFace.objects.first().token")
    with urlopen(f"{address}/v/{token}") as response:
        assert response.status == 200
    until = time.monotonic() + SOON
    while not (written := _written(installation.home)) and time.monotonic() < until:
        time.sleep(0.1)
    assert written == 1
    with urlopen(f"{address}/v/{token}") as response:
        assert response.status == 200
    _kill(process)
    assert 1 <= _written(installation.home) <= 2


def _written(home: Path) -> int:
    """How many scans of documents are in the database, read as a stranger would."""
    with closing(sqlite3.connect(home / "mydoc.sqlite3")) as database:
        return database.execute("SELECT coalesce(sum(count), 0) FROM verification_documentscan").fetchone()[0]


def _kill(process: subprocess.Popen) -> None:
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

"""Power cuts: commands and workers killed at any moment; afterwards every row has one document and every number its end."""

import os
import random
import signal
import sqlite3
import time
from pathlib import Path

from installations import first_rows

SEAL_CITY = ("--agency", "379130000E", "--as", "clerk.education", "--seal", "--approved-by", "approver.education")


def test_killed_at_any_moment_and_resumed(installation, data: Path, tmp_path: Path):
    """kill -9 at twenty random moments, in rendering, sealing or committing; afterwards every row has one document."""
    file = first_rows(data / "diplomas-city-junior-3300.csv", 400, tmp_path / "city.csv")
    moments = random.Random(20)
    database = installation.home / "mydoc.sqlite3"
    before = installation.query("vault.Document.objects.count()")
    command = ("issue_batch", "junior-diploma", file, *SEAL_CITY)
    process = installation.start(*command)
    code = _wait_for_batch(database, process)
    for _ in range(20):
        _kill_after(process, moments.uniform(0.2, 5))
        process = installation.start("issue_batch", "--resume", code)
    process.communicate(timeout=300)
    assert process.returncode == 0
    answer = installation.json("issue_batch", "--resume", code)
    assert (answer["issued"], answer["failed"]) == (400, 0)
    assert installation.query("vault.Document.objects.count()") == before + 400
    open_numbers = "vault.Reservation.objects.filter(document=None, cancellation=None).count()"
    assert installation.query(open_numbers) == 0
    installation.run("check_vault")
    installation.run("verify_audit_chain")


def test_workers_finish_what_a_killed_command_began(installation, data: Path, tmp_path: Path):
    """Two workers at once, one of them killed: together they issue every row once."""
    file = first_rows(data / "diplomas-city-junior-3300.csv", 220, tmp_path / "city.csv")
    process = installation.start("issue_batch", "junior-diploma", file, *SEAL_CITY)
    code = _wait_for_batch(installation.home / "mydoc.sqlite3", process)
    _kill_after(process, 0)
    doomed, survivor = installation.start("work"), installation.start("work", "--until-idle")
    _kill_after(doomed, 6)
    survivor.communicate(timeout=300)
    assert survivor.returncode == 0
    installation.run("work", "--until-idle")
    answer = installation.json("issue_batch", "--resume", code)
    assert (answer["issued"], answer["failed"]) == (220, 0)
    installation.run("check_vault")


def test_a_worker_stops_on_sigterm(installation):
    process = installation.start("work")
    _kill_after(process, 4, signal.SIGTERM)
    assert process.returncode == 0


def _wait_for_batch(database: Path, process) -> str:
    """The code of the batch that is being sealed, as soon as it is there."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        with sqlite3.connect(database, timeout=5) as connection:
            row = connection.execute("SELECT code FROM issuance_batch WHERE state = 'sealing'").fetchone()
        if row:
            return row[0]
        time.sleep(0.05)
    raise AssertionError(process.communicate()[1])


def _kill_after(process, seconds: float, how: signal.Signals = signal.SIGKILL) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and process.poll() is None:
        time.sleep(0.02)
    if process.poll() is None:
        os.kill(process.pid, how)
    process.communicate()

"""Processes that want the same thing at the same moment: a share that opens once, a document that is claimed once."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

# Not for the test's own transaction, but for the migrated database that installations are copied from.
pytestmark = pytest.mark.django_db

STEPS = Path(__file__).with_name("custody_steps.py")


def start(here, step: str, *arguments: str) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, str(STEPS), step, *arguments],
        env=here.environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def said(process: subprocess.Popen) -> object:
    out, _ = process.communicate(timeout=120)
    assert process.returncode == 0
    return json.loads(out.splitlines()[-1])


def at_once(processes: list[subprocess.Popen]) -> list[object]:
    """What each says, all let go when all are ready."""
    for process in processes:
        assert json.loads(process.stdout.readline()) == "ready"
    for process in processes:
        process.stdin.close()
        process.stdin = None
    return [said(process) for process in processes]


def test_of_many_who_open_a_once_share_one_sees_it(installation):
    here = installation()
    share_id, number = said(start(here, "share_once"))
    assert sorted(at_once([start(here, "open_share", share_id, number) for _ in range(3)])) == [False, False, True]
    assert said(start(here, "openings")) == [1, 1]


def test_of_many_who_claim_with_one_code_one_gets_it(installation):
    """Two of them are the same person in two windows."""
    here = installation()
    code = said(start(here, "code"))
    mobiles = ["0987654321", "0987654321", "0987654322"]
    assert sorted(at_once([start(here, "claim", mobile, code) for mobile in mobiles])) == [False, False, True]
    assert said(start(here, "claims")) == [1, 1]

"""Several processes on one installation: none loses or doubles anything, and kill -9 leaves a tail at most."""

import json
import signal
from pathlib import Path

import pytest

from cms.vault.keys import FileKeyRing, KeyScope

# Not for the test's own transaction, but for the migrated database that installations are copied from.
pytestmark = pytest.mark.django_db


def check(here):
    return json.loads(here.manage("check_vault", "--json").stdout)


def test_two_writers_at_once_lose_nothing(installation):
    here = installation()
    writers = [here.start("deposit", name, "6", "5") for name in ("a", "b")]
    said = [json.loads(line) for writer in writers for line in writer.communicate(timeout=120)[0].splitlines()]
    numbers = [number for chunk in said for number in chunk]
    assert len(set(numbers)) == len(numbers) == 60
    report = check(here)
    assert (report["ok"], report["documents"], report["opened"], report["tail"]) == (True, 60, 60, 0)


def test_a_killed_transaction_leaves_a_tail_that_only_recovery_alone_cuts(installation):
    here = installation()
    here.run("deposit", "a", "1", "2")
    ends = {pack.name: pack.stat().st_size for pack in (here.home / "vault").glob("*.pack")}
    waiting = here.start("deposit_and_wait")
    assert json.loads(waiting.stdout.readline()) == "deposited"
    assert here.run("recover") is None
    waiting.send_signal(signal.SIGKILL)
    waiting.communicate(timeout=60)
    report = check(here)
    assert (report["ok"], report["documents"], report["open"]) == (True, 2, 1)
    assert report["tail"] > 0
    assert here.run("recover") == report["tail"]
    assert {pack.name: pack.stat().st_size for pack in (here.home / "vault").glob("*.pack")} == ends
    here.run("deposit", "b", "1", "1")
    assert check(here)["ok"]


def test_killed_at_any_moment_what_was_said_to_be_committed_is_there(installation):
    here = installation()
    promised = set()
    for round_ in range(4):
        writer = here.start("deposit", f"round-{round_}", "1000", "3")
        for _ in range(1 + round_):
            promised.update(json.loads(writer.stdout.readline()))
        writer.send_signal(signal.SIGKILL)
        promised.update(
            *(
                json.loads(line)
                for line in writer.communicate(timeout=60)[0].splitlines(keepends=True)
                if line.endswith("\n")
            )
        )
    assert here.run("recover") is not None
    report = check(here)
    assert (report["ok"], report["tail"]) == (True, 0)
    assert promised <= set(here.run("open_all"))


def test_two_processes_agree_on_keys_made_at_first_use(installation):
    here = installation(filled=False)
    makers = [here.start("new_key", str(here.keys)) for _ in range(3)]
    for maker in makers:
        maker.stdin.close()  # all at once
    wrapped = [bytes.fromhex(json.loads(maker.stdout.read())) for maker in makers]
    assert [maker.wait(timeout=60) for maker in makers] == [0, 0, 0]
    ring = FileKeyRing(Path(here.keys))
    assert len({ring.open(one, KeyScope.DOCUMENT) for one in wrapped}) == 3
    files = [path for path in here.keys.rglob("*") if path.is_file()]
    assert sorted(path.suffix for path in files) == [".key", ".key"]
    assert {path.stat().st_mode & 0o777 for path in files} == {0o600}


def test_a_number_cancelled_while_a_deposit_waits_is_not_issued(installation):
    here = installation()
    canceller = here.start("cancel_and_wait")
    reserved = canceller.stdout.readline()
    depositor = here.start("deposit_reserved", reserved)
    assert json.loads(depositor.stdout.readline()) == "ready"
    canceller.stdin.close()
    assert canceller.wait(timeout=60) == 0
    assert "已取消" in json.loads(depositor.communicate(timeout=60)[0])
    assert check(here)["documents"] == 0


@pytest.mark.real("postgres")
def test_a_follower_never_overtakes_an_open_transaction(installation):
    here = installation()
    here.run("deposit", "a", "1", "1")
    assert here.run("follow_feed") == [[], ["early"], ["late"]]

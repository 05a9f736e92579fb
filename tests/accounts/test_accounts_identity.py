"""Keyed hashes, sealed ids and the secrets behind them."""

import stat
import subprocess
import sys
from pathlib import Path

import pytest

from cms.accounts import identity
from cms.core.errors import Refused, Unreadable


@pytest.mark.parametrize("typed", ["A123456789", "a123456789", " A123456789 ", "Ａ１２３４５６７８９", "A123 456 789"])
def test_an_id_is_found_however_it_was_typed(keys, typed: str):
    assert identity.id_hash(typed) == identity.id_hash("A123456789")


@pytest.mark.parametrize("typed", ["0912-345-678", "0912 345 678", "+886 912 345 678", "０９１２３４５６７８"])
def test_a_mobile_is_found_however_it_was_typed(keys, typed: str):
    assert identity.mobile_hash(typed) == identity.mobile_hash("0912345678")


def test_different_people_purposes_and_installations_differ(settings, tmp_path):
    settings.MYDOC_KEYS = tmp_path / "one"
    hashes = {
        identity.id_hash("A123456789"),
        identity.id_hash("B123456780"),
        identity.mobile_hash("A123456789"),
        identity.keyed("compare", "A123456789"),
        identity.keyed("compare", "A12345", "6789"),
    }
    settings.MYDOC_KEYS = tmp_path / "two"
    hashes.add(identity.id_hash("A123456789"))
    assert len(hashes) == 6


def test_a_sealed_id_opens_and_shows_nothing(keys):
    sealed = identity.seal_id("A123456789")
    assert b"A123456789" not in sealed
    assert identity.seal_id("A123456789") != sealed
    assert identity.open_id(sealed) == "A123456789"
    assert identity.open_id(memoryview(sealed)) == "A123456789"


@pytest.mark.parametrize(
    "harm", [lambda b: b[:-1] + bytes([b[-1] ^ 1]), lambda b: b[:20], lambda b: b"", lambda b: b[:5]]
)
def test_a_damaged_id_is_refused(keys, harm):
    with pytest.raises(Refused, match="無法解開"):
        identity.open_id(harm(identity.seal_id("A123456789")))


def test_another_installations_id_is_refused(settings, tmp_path):
    settings.MYDOC_KEYS = tmp_path / "one"
    sealed = identity.seal_id("A123456789")
    settings.MYDOC_KEYS = tmp_path / "two"
    with pytest.raises(Refused, match="金鑰"):
        identity.open_id(sealed)


def test_a_sealed_text_opens_in_its_own_context_only(keys):
    sealed = identity.seal_text("出生日期誤植 𡘙", "data request 1: text")
    assert "出生".encode() not in sealed
    assert identity.open_text(sealed, "data request 1: text") == "出生日期誤植 𡘙"
    for other in ("data request 2: text", "data request 1: answer", ""):
        with pytest.raises(Unreadable, match="無法解開"):
            identity.open_text(sealed, other)


def test_secrets_are_readable_by_their_owner_only_and_nothing_else_is_left(keys):
    identity.seal_id("A123456789")
    identity.id_hash("A123456789")
    files = sorted(path for path in keys.rglob("*") if path.is_file())
    assert [path.name for path in files] == ["cipher.key", "hash.key"]
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}
    assert stat.S_IMODE(keys.joinpath("identity").stat().st_mode) == 0o700


def test_processes_that_begin_together_agree_on_the_secret(tmp_path: Path):
    code = (
        "import sys; from pathlib import Path; from django.conf import settings;"
        "settings.configure(MYDOC_KEYS=Path(sys.argv[1]));"
        "from cms.accounts.identity import keyed; sys.stdin.read(); print(keyed('a', 'b'))"
    )
    command = [sys.executable, "-c", code, str(tmp_path)]
    started = [
        subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2]
        )
        for _ in range(4)
    ]
    for process in started:
        process.stdin.close()
    answers = {process.stdout.read() for process in started}
    assert [process.wait(timeout=60) for process in started] == [0] * 4
    assert len(answers) == 1

"""Whole installations in folders of their own, driven by real commands, as an operator would."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Installation:
    """One pair of folders and the commands that work on it."""

    home: Path
    keys: Path

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("MYDOC_", "DJANGO_"))}
        return kept | {
            "MYDOC_HOME": str(self.home),
            "MYDOC_KEYS": str(self.keys),
            "MYDOC_VERIFY_URL": "https://verify.mydoc.example",
            "DJANGO_SETTINGS_MODULE": "cms.settings.dev",
        }

    def start(self, *arguments: object) -> subprocess.Popen:
        """A command under way."""
        command = [sys.executable, str(PROJECT / "manage.py"), *map(str, arguments)]
        return subprocess.Popen(
            command, cwd=PROJECT, env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )

    def run(self, *arguments: object, status: int | None = 0) -> subprocess.CompletedProcess:
        """A command to its end, which must be of this exit status."""
        process = self.start(*arguments)
        out, err = process.communicate(timeout=900)
        assert status is None or process.returncode == status, f"{arguments}: {process.returncode}\n{out}\n{err}"
        return subprocess.CompletedProcess(arguments, process.returncode, out, err)

    def json(self, *arguments: object, status: int | None = 0) -> dict:
        """The one JSON object that a command prints."""
        return json.loads(self.run(*arguments, "--json", status=status).stdout)

    def query(self, expression: str) -> object:
        """What a Django expression gives on this installation; vault, issuance and audit are their models."""
        program = (
            "import json, cms.vault.models as vault, cms.issuance.models as issuance, cms.audit.models as audit;"
            f"print(json.dumps({expression}))"
        )
        return json.loads(self.run("shell", "--no-imports", "-c", program).stdout.splitlines()[-1])

    def copy(self, to: Path) -> Installation:
        """A second installation that starts where this one stands."""
        shutil.copytree(self.home, to / "home", dirs_exist_ok=True)
        shutil.copytree(self.keys, to / "keys", dirs_exist_ok=True)
        return Installation(to / "home", to / "keys")


def made_once(folder: Path, make: Callable[[Installation], object]) -> Installation:
    """The installation in this folder, which the first of the test processes makes while the others wait."""
    made = Installation(folder / "home", folder / "keys")
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            made.home.mkdir(parents=True)
            made.keys.mkdir()
            make(made)
    return made


def first_rows(source: Path, rows: int, to: Path) -> Path:
    """The first rows of a real file, header included, as a file of its own."""
    lines = source.read_bytes().split(b"\n")
    to.write_bytes(b"\n".join(lines[: rows + 1]) + b"\n")
    return to

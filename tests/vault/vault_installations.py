"""Whole installations in folders and databases of their own, worked on by other processes."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

_PROJECT = Path(__file__).parents[2]
_STEPS = Path(__file__).with_name("vault_steps.py")
_PATIENCE = 120


@dataclass(frozen=True)
class Installation:
    """A pair of folders, and a PostgreSQL database or none."""

    home: Path
    keys: Path
    database_url: str = ""

    @property
    def environment(self) -> dict[str, str]:
        """What a process needs to work on this installation."""
        return os.environ | {
            "DJANGO_SETTINGS_MODULE": "cms.settings.test",
            "MYDOC_HOME": str(self.home),
            "MYDOC_KEYS": str(self.keys),
            "MYDOC_DATABASE_URL": self.database_url,
        }

    def start(self, step: str, *arguments: str) -> subprocess.Popen:
        """Begin a step in a process of its own."""
        return subprocess.Popen(
            [sys.executable, str(_STEPS), step, *arguments],
            env=self.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def run(self, step: str, *arguments: str):
        """The last thing that a step said."""
        process = self.start(step, *arguments)
        out, _ = process.communicate(timeout=_PATIENCE)
        assert process.returncode == 0
        return json.loads(out.splitlines()[-1]) if out else None

    def manage(self, *arguments: str) -> subprocess.CompletedProcess:
        """A management command, whatever its exit status."""
        # Checks would import every app's screens, which are no part of this.
        return subprocess.run(
            [sys.executable, "manage.py", *arguments, "--skip-checks"],
            cwd=_PROJECT,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=_PATIENCE,
            check=False,
        )

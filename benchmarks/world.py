"""An installation of its own for one benchmark, thrown away afterwards."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

DATA = Path(__file__).resolve().parents[1] / "tests" / "data"


@contextmanager
def installation(*, filled: bool = True) -> Iterator[Path]:
    """Set Django up on two empty folders, migrated, with the demo's world but no documents unless filled is False."""
    with tempfile.TemporaryDirectory(prefix="mydoc-bench-") as folder:
        os.environ |= {
            "MYDOC_HOME": f"{folder}/home",
            "MYDOC_KEYS": f"{folder}/keys",
            "MYDOC_VERIFY_URL": "https://verify.mydoc.example",
            "DJANGO_SETTINGS_MODULE": "cms.settings.dev",
        }
        Path(folder, "home").mkdir()
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", verbosity=0)
        if filled:
            from cms.demo.world import build_world

            build_world()
        yield Path(folder)


def first_rows(count: int, to: Path) -> Path:
    """The first rows of the real city file as a file of its own."""
    lines = (DATA / "diplomas-city-junior-3300.csv").read_bytes().split(b"\n")
    to.write_bytes(b"\n".join(lines[: count + 1]) + b"\n")
    return to

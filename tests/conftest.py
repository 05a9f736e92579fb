"""Which real parts this machine has: a test that needs a missing one skips with the reason, and fails where CI=true."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from installations import Installation, made_once

CHROMIUM = os.environ.get("MYDOC_CHROMIUM", "/usr/bin/chromium")


def _absence(part: str) -> str:
    """Why this part cannot be used here, or an empty text."""
    looks = {
        "postgres": lambda: bool(os.environ.get("MYDOC_DATABASE_URL")),
        "chromium": lambda: Path(CHROMIUM).exists(),
        "java": lambda: bool(shutil.which("mvn") and shutil.which("java")),
        "zbar": lambda: bool(shutil.which("zbarimg")),
        "poppler": lambda: bool(shutil.which("pdfsig")),
        "openssl": lambda: bool(shutil.which("openssl")),
    }
    remedies = {
        "postgres": "run under bin/with-postgres",
        "chromium": "install chromium, or set MYDOC_CHROMIUM",
        "java": "install a JDK 17 and Maven",
        "zbar": "install zbar-tools",
        "poppler": "install poppler-utils",
        "openssl": "install openssl",
    }
    return "" if looks[part]() else f"{part} is not here: {remedies[part]}"


def pytest_runtest_setup(item: pytest.Item) -> None:
    for marker in item.iter_markers("real"):
        for part in marker.args:
            reason = _absence(part)
            if reason and os.environ.get("CI") == "true" and part != "postgres":  # bin/test runs those once more
                pytest.fail(reason)
            if reason:
                pytest.skip(reason)


@pytest.fixture(autouse=True)
def _fresh_frame() -> Iterator[None]:
    """No test reads another one's bar and foot, which a process keeps."""
    from cms.verification.page import site_frame

    site_frame.cache_clear()
    yield
    site_frame.cache_clear()


@pytest.fixture(scope="session")
def data() -> Path:
    """The real-shaped input files."""
    return Path(__file__).parent / "data"


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that the processes of this run have in common."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


@pytest.fixture(scope="session")
def blank_installation(shared: Path) -> Installation:
    """An empty database with all migrations, and the static files; not to be changed."""

    def make(made: Installation) -> None:
        made.run("migrate", "--verbosity", "0")
        made.run("collectstatic", "--noinput", "--verbosity", "0")

    return made_once(shared / "blank", make)


@pytest.fixture(scope="session")
def demo_installation(blank_installation: Installation, shared: Path) -> Installation:
    """What `manage.py demo` makes; not to be changed."""
    return made_once(shared / "demo", lambda made: blank_installation.copy(made.home.parent).run("demo"))


@pytest.fixture
def installation(demo_installation: Installation, tmp_path: Path) -> Installation:
    """A copy of the demo that this test may change."""
    return demo_installation.copy(tmp_path)

"""The tree as data: every module under cms, and every migration."""

from pathlib import Path

import pytest
from source_tree import Module, read_module

PROJECT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def project() -> Path:
    return PROJECT


@pytest.fixture(scope="session")
def modules() -> list[Module]:
    """Everything under cms but the migrations."""
    return [module for module in _all_modules() if "migrations" not in module.path.parts]


@pytest.fixture(scope="session")
def migrations() -> list[Module]:
    """The migrations of all apps."""
    return [module for module in _all_modules() if "migrations" in module.path.parts and module.path.stem != "__init__"]


def _all_modules() -> list[Module]:
    return [
        read_module(path.relative_to(PROJECT), path.read_text()) for path in sorted((PROJECT / "cms").rglob("*.py"))
    ]

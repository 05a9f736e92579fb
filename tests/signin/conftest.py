"""A school that issues documents, with packs and keys of its own, and a clock that can be moved ahead."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.cache import cache
from signin_mobile_world import make_world

from cms.core import clock


@pytest.fixture
def school(settings, tmp_path, db) -> None:
    """Where the documents of these tests come from."""
    settings.MYDOC_HOME, settings.MYDOC_KEYS = tmp_path / "home", tmp_path / "keys"
    cache.clear()
    make_world()


@pytest.fixture
def later(monkeypatch) -> Callable[..., None]:
    """Stops the clock, and moves it ahead."""

    def move(**span: float) -> None:
        now = clock.now() + timedelta(**span)
        monkeypatch.setattr(clock, "now", lambda: now)

    move()
    return move

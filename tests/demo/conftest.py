"""The demo's world in a transaction around a module's tests."""

from collections.abc import Iterator

import pytest
from worlds import built_once

from cms.demo.world import build_world


@pytest.fixture(scope="module")
def demo_world(django_db_setup: None, django_db_blocker) -> Iterator[None]:
    """Built once: it takes seconds, rolling back to it nothing."""
    yield from built_once(django_db_blocker, build_world)

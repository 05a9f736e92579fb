"""The demo's world in a transaction around a module's tests."""

from collections.abc import Iterator

import pytest
from django.db import transaction

from cms.demo.world import build_world


@pytest.fixture(scope="module")
def demo_world(django_db_setup: None, django_db_blocker) -> Iterator[None]:
    """Built once: it takes seconds, rolling back to it nothing."""
    with django_db_blocker.unblock():
        around = transaction.atomic()
        around._from_testcase = True  # as TestCase marks its own: durable blocks inside are allowed
        around.__enter__()
        build_world()
    yield
    with django_db_blocker.unblock():
        transaction.set_rollback(True)
        around.__exit__(None, None, None)

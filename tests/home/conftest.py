"""The demo's public site in the test database, and a frame that no test leaves to the next."""

from collections.abc import Iterator

import pytest
from django.db import transaction

from cms.demo.pages import make_public_pages
from cms.home.models import HomePage


@pytest.fixture(scope="module")
def built_site(django_db_setup: None, django_db_blocker) -> Iterator[None]:
    """The pages in a transaction around the module's tests: making them takes a second, rolling back nothing."""
    with django_db_blocker.unblock():
        around = transaction.atomic()
        around._from_testcase = True  # as TestCase marks its own: durable blocks inside are allowed
        around.__enter__()
        make_public_pages()
    yield
    with django_db_blocker.unblock():
        transaction.set_rollback(True)
        around.__exit__(None, None, None)


@pytest.fixture
def site(built_site: None, db: None) -> HomePage:
    """The Chinese front page of the demo's public site."""
    return HomePage.objects.get(language="zh")

"""The demo's public site in the test database, and a frame that no test leaves to the next."""

from collections.abc import Iterator

import pytest
from worlds import built_once

from cms.demo.pages import make_public_pages
from cms.home.models import HomePage


@pytest.fixture(scope="module")
def built_site(django_db_setup: None, django_db_blocker) -> Iterator[None]:
    """The pages in a transaction around the module's tests: making them takes a second, rolling back nothing."""
    yield from built_once(django_db_blocker, make_public_pages)


@pytest.fixture
def site(built_site: None, db: None) -> HomePage:
    """The Chinese front page of the demo's public site."""
    return HomePage.objects.get(language="zh")

"""The portal's world, once a module: what a test changes is rolled back to there. Names stand in portal_world."""

from collections.abc import Callable, Iterator, Mapping

import pytest
from django.test import Client
from portal_world import PortalWorld, build_portal_world
from visits import signed_in
from worlds import built_once

from cms.accounts.visitors import Visitor
from cms.issuance.services.chunks import _compiled
from cms.vault.models import Document


@pytest.fixture(scope="module")
def portal_world(django_db_setup: None, django_db_blocker) -> Iterator[PortalWorld]:
    """Citizens and their documents in a transaction around the module's tests."""
    _compiled.cache_clear()  # the first batch may have the number of one that was rolled back
    yield from built_once(django_db_blocker, build_portal_world)
    _compiled.cache_clear()


@pytest.fixture
def people(portal_world: PortalWorld, db: None) -> Mapping[str, Visitor]:
    """Everybody who may sign in, by name."""
    return portal_world.people


@pytest.fixture
def document_of(portal_world: PortalWorld, db: None) -> Callable[[str], Document]:
    """A document by its name."""
    return lambda name: Document.objects.get(number=portal_world.numbers[name])


@pytest.fixture
def client_of(portal_world: PortalWorld, db: None) -> Callable[[str | Visitor], Client]:
    """A browser in which that visitor, or whoever has that name, has just signed in."""
    return lambda who: signed_in(portal_world.people[who] if isinstance(who, str) else who)

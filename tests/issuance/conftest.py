"""The demo's world in the test database, and batches on their way."""

from collections.abc import Callable, Iterable, Iterator

import pytest
from issuance_sheets import PUPILS, spreadsheet
from worlds import built_once

from cms.accounts.models import Agency, User
from cms.accounts.selectors import actor_for
from cms.demo.world import build_world
from cms.issuance.models import Batch
from cms.issuance.services.approvals import approve_batch
from cms.issuance.services.batches import start_sealing, upload_batch
from cms.issuance.services.check import Checked, check_file
from cms.issuance.services.chunks import _compiled


@pytest.fixture(scope="module")
def built_world(django_db_setup: None, django_db_blocker) -> Iterator[None]:
    """The demo's world in a transaction around the module's tests: building it takes seconds, rolling back to it nothing."""
    _compiled.cache_clear()
    yield from built_once(django_db_blocker, build_world)
    _compiled.cache_clear()


@pytest.fixture
def world(built_world: None, db: None) -> None:
    """Agencies, accounts, types, layouts, profile and anchors, as in the demo."""
    _compiled.cache_clear()  # the next batch may have the number of one that was rolled back


@pytest.fixture
def school(world: None) -> Agency:
    return Agency.objects.get(code="333303")


@pytest.fixture
def person(world: None) -> Callable[[str], User]:
    return lambda name: User.objects.get(username=name)


@pytest.fixture
def check(school: Agency, person: Callable) -> Callable[..., Checked]:
    """The dry run as clerk.school, on rows or on a file's bytes."""

    def run(
        rows: Iterable[Iterable[str]] = PUPILS, *, data: bytes = b"", name: str = "grads.csv", **changes: object
    ) -> Checked:
        options = {"user": person("clerk.school"), "type_slug": "junior-diploma", "agency": school} | changes
        return check_file(data=data or spreadsheet(rows), name=name, **options)

    return run


@pytest.fixture
def uploaded(check: Callable, person: Callable) -> Callable[..., Batch]:
    """A batch as clerk.school leaves it."""

    def run(rows: Iterable[Iterable[str]] = PUPILS) -> Batch:
        data = spreadsheet(rows)
        return upload_batch(actor=actor_for(person("clerk.school"), "cli"), checked=check(data=data), data=data)

    return run


@pytest.fixture
def sealing(uploaded: Callable, person: Callable) -> Callable[..., Batch]:
    """A batch that is approved and given to the workers."""

    def run(rows: Iterable[Iterable[str]] = PUPILS, *, only_good: bool = False) -> Batch:
        approver = actor_for(person("approver.school"), "cli")
        batch = approve_batch(actor=approver, batch=uploaded(rows), only_good=only_good)
        return start_sealing(actor=approver, batch=batch)

    return run

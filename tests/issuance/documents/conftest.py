"""Three issued diplomas of one school, made once a module; what a test changes is rolled back to there."""

from collections.abc import Callable

import pytest
from django.test import Client
from issuance_sheets import PUPILS, spreadsheet

from cms.accounts.models import Agency, User
from cms.accounts.selectors import actor_for
from cms.core.papers import Actor
from cms.issuance.services.approvals import approve_batch
from cms.issuance.services.batches import start_sealing, upload_batch
from cms.issuance.services.check import check_file
from cms.issuance.services.chunks import work_on_next_chunk
from cms.vault.models import Document

WORKER = Actor("system", "worker", "worker")


@pytest.fixture(scope="module")
def issued_world(built_world: None, django_db_blocker) -> None:
    """The demo's world with one sealed batch."""
    with django_db_blocker.unblock():
        _issue_three()


@pytest.fixture
def numbers(issued_world: None, db: None) -> list[str]:
    """The numbers of the school's diplomas."""
    return list(Document.objects.order_by("number").values_list("number", flat=True))


@pytest.fixture
def person(issued_world: None, db: None) -> Callable[[str], User]:
    return lambda name: User.objects.get(username=name)


@pytest.fixture
def actor(person: Callable) -> Callable[..., Actor]:
    return lambda name, purpose="": actor_for(person(name), "admin", purpose)


@pytest.fixture
def browser(person: Callable) -> Callable[[str], Client]:
    """Somebody who has just signed in."""

    def sign_in(name: str) -> Client:
        client = Client()
        client.force_login(person(name), backend="django.contrib.auth.backends.ModelBackend")
        return client

    return sign_in


def _issue_three() -> None:
    clerk, approver = (
        actor_for(User.objects.get(username=name), "cli") for name in ("clerk.school", "approver.school")
    )
    data = spreadsheet(PUPILS)
    user = User.objects.get(username="clerk.school")
    school = Agency.objects.get(code="333303")
    checked = check_file(user=user, type_slug="junior-diploma", agency=school, data=data, name="grads.csv")
    batch = upload_batch(actor=clerk, checked=checked, data=data)
    start_sealing(actor=approver, batch=approve_batch(actor=approver, batch=batch))
    work_on_next_chunk(actor=WORKER, batch=batch)

"""What the others build on: each of the world's documents has the status that its name says, and the holders that it should."""

import pytest

from cms.core import clock
from cms.vault.permissions import documents_for
from cms.verification.status import status_of

OWN = {
    "lin_mobile": set(),
    "lin_id": {"diploma"},
    "lin_city": {"diploma"},
    "sister_id": {"sister_diploma"},
    "huang_old_id": {"old_phone_diploma", "recycled_visit"},
    "huang_new_id": {"new_phone_low_income"},
    "huang_city": {"old_phone_diploma", "new_phone_low_income"},
    "chen_id": {"void", "superseded", "successor"},
    "wang_id": {"expired", "not_yet"},
    "shen_mobile": {"visit", "destroyed"},
    "recycled_mobile": {"recycled_visit"},
    "recycled_id": {"recycled_visit"},
    "nobody_mobile": set(),
    "nobody_city": set(),
}


@pytest.mark.parametrize("name", OWN)
def test_everybody_has_what_is_theirs(name, people, portal_world):
    assert set(documents_for(people[name]).values_list("number", flat=True)) == {
        portal_world.numbers[one] for one in OWN[name]
    }


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("diploma", "valid"),
        ("void", "void"),
        ("superseded", "superseded"),
        ("successor", "valid"),
        ("destroyed", "destroyed"),
        ("expired", "expired"),
        ("not_yet", "not_yet_valid"),
    ],
)
def test_documents_are_what_they_are_called(name, status, document_of):
    assert status_of(document_of(name).face, clock.today()) == status

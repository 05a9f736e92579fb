"""One status for a document, whatever holds at the same time."""

from datetime import date, datetime
from types import SimpleNamespace

import pytest

from cms.core.clock import TAIPEI
from cms.verification.status import Status, status_of

TODAY = date(2026, 11, 24)
THEN = datetime(2026, 9, 3, 14, 6, tzinfo=TAIPEI)
NEVER = {"valid_from": None, "valid_until": None, "voided_at": None, "superseded_at": None, "destroyed_at": None}


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        ({}, Status.VALID),
        ({"valid_from": TODAY, "valid_until": TODAY}, Status.VALID),
        ({"valid_until": date(2026, 11, 23)}, Status.EXPIRED),
        ({"valid_from": date(2026, 11, 25)}, Status.NOT_YET_VALID),
        ({"valid_from": date(2026, 11, 25), "valid_until": date(2026, 11, 23)}, Status.NOT_YET_VALID),
        ({"superseded_at": THEN, "valid_from": date(2026, 11, 25)}, Status.SUPERSEDED),
        ({"superseded_at": THEN, "valid_until": date(2026, 11, 23)}, Status.SUPERSEDED),
        ({"voided_at": THEN, "superseded_at": THEN, "valid_until": date(2026, 11, 23)}, Status.VOID),
        ({"destroyed_at": THEN, "voided_at": THEN, "superseded_at": THEN}, Status.DESTROYED),
    ],
)
def test_the_gravest_fact_is_told(facts, told):
    assert status_of(SimpleNamespace(**NEVER | facts), TODAY) is told


def test_without_a_face_nothing_is_found():
    assert status_of(None, TODAY) is Status.NOT_FOUND

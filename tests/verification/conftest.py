"""What the verification tests share: documents in every state, and scans written only when asked."""

from collections.abc import Iterator

import pytest
from verification_faces import make_states

from cms.vault.models import PublicFace
from cms.verification import scans


@pytest.fixture(autouse=True)
def _no_scans_waiting(settings) -> Iterator[None]:
    settings.MYDOC_SCAN_FLUSH_SECONDS = 0
    yield
    scans._days.clear()
    scans._documents.clear()


@pytest.fixture
def faces(db) -> dict[str, PublicFace]:
    """One document in each state, by the state's name."""
    return make_states()

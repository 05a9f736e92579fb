"""What the verification tests share: documents in every state, a clean cache, scans written only when asked."""

from collections.abc import Iterator

import pytest
from django.core.cache import cache
from verification_faces import make_states

from cms.vault.models import PublicFace
from cms.verification import scans


@pytest.fixture(autouse=True)
def _fresh_counters(settings) -> Iterator[None]:
    settings.MYDOC_SCAN_FLUSH_SECONDS = 0
    cache.clear()
    scans._waiting.clear()
    yield
    cache.clear()
    scans._waiting.clear()


@pytest.fixture
def faces(db) -> dict[str, PublicFace]:
    """One document in each state, by the state's name."""
    return make_states()

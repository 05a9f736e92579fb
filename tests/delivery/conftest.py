"""The world of notices: folders of its own, a clock that tests move, a channel of somebody else's, a mail server."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from types import SimpleNamespace

import pytest
from delivery_world import Pigeon, make_world
from django.db import connection
from smtp_sink import Sink, smtp_sink
from wagtail import hooks

from cms.core import clock
from cms.delivery.services import following
from cms.vault.models import Change

OUTBOX = "cms.delivery.channels.outbox"


@pytest.fixture(autouse=True)
def folders(settings, tmp_path) -> None:
    """Packs and keys of its own for every test; short messages into the outbox."""
    settings.MYDOC_HOME, settings.MYDOC_KEYS = tmp_path / "home", tmp_path / "keys"
    settings.MYDOC_SMS_GATEWAY = f"{OUTBOX}.OutboxGateway"


@pytest.fixture(autouse=True)
def feed_within_one_transaction(monkeypatch) -> None:
    """On PostgreSQL the feed stops before open transactions, and a test is one: here it does not.

    That it does is held by tests/vault/test_vault_processes.py, with processes of its own.
    """
    if connection.vendor == "postgresql":
        monkeypatch.setattr(
            following,
            "changes_after",
            lambda seq, limit: list(Change.objects.filter(seq__gt=seq).order_by("seq")[:limit]),
        )


@pytest.fixture
def world(db) -> SimpleNamespace:
    return make_world()


class Clock:
    """Stands still until it is moved."""

    def __init__(self) -> None:
        self.at = datetime(2026, 6, 12, 10, 0, tzinfo=clock.TAIPEI)

    def now(self) -> datetime:
        return self.at

    def move(self, **delta: int) -> None:
        self.at += timedelta(**delta)


@pytest.fixture
def frozen(monkeypatch) -> Clock:
    """The one clock, stopped; to be asked for before the world."""
    stopped = Clock()
    monkeypatch.setattr(clock, "now", stopped.now)
    return stopped


@pytest.fixture
def pigeon() -> Iterator[Pigeon]:
    """A third channel, plugged in through the hook."""
    bird = Pigeon()
    with hooks.register_temporarily("register_mydoc_channel", lambda: bird):
        yield bird


@pytest.fixture
def only_pigeon(pigeon, monkeypatch) -> Pigeon:
    """The plugged-in channel and no other."""
    monkeypatch.setattr(hooks, "get_hooks", lambda name: [lambda: pigeon])
    return pigeon


@pytest.fixture
def sink(settings) -> Iterator[Sink]:
    """A mail server that Django's own back end talks to."""
    with smtp_sink() as running:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", running.port
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        settings.DEFAULT_FROM_EMAIL = "文件保管箱 <no-reply@mydoc.example>"
        yield running

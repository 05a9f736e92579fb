"""The embedded default: everything on this machine, with the demo's accounts and test PKI."""

import os
import secrets

from .base import *

DEBUG = False  # pages look as they do in production; the demo is to be shown to people
MYDOC_DEMO = True
MYDOC_SECOND_FACTOR = os.environ.get("MYDOC_SECOND_FACTOR") == "1"  # people click through the demo
MYDOC_NUMBER_PREFIX = "DEMO"
ALLOWED_HOSTS = ["127.0.0.1", "localhost"]


def _kept_secret(name: str) -> str:
    """Made on first use and kept with the other keys, so that sessions survive a restart."""
    path = MYDOC_KEYS / name
    if not path.exists():
        MYDOC_KEYS.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.write_text(secrets.token_urlsafe(48))
        path.chmod(0o600)
    return path.read_text()


SECRET_KEY = _kept_secret("django.secret")
# The demo's own city account reads the same file; whoever starts first makes it.
MYDOC_CITY_ACCOUNT = MYDOC_CITY_ACCOUNT | {
    "client_id": "demo-mydoc",
    "client_secret": _kept_secret("city-account.client.secret"),
}

# Mail and texts stand on a page of the demo.
EMAIL_BACKEND = "cms.delivery.channels.outbox.OutboxBackend"
MYDOC_SMS_GATEWAY = "cms.delivery.channels.outbox.OutboxGateway"

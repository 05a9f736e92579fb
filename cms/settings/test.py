"""For pytest: fast password hashing, folders of its own, no demo world."""

import os
import tempfile
from pathlib import Path

_scratch = Path(tempfile.mkdtemp(prefix="mydoc-test-"))
os.environ.setdefault("MYDOC_HOME", str(_scratch / "home"))
os.environ.setdefault("MYDOC_KEYS", str(_scratch / "keys"))

from .base import *  # noqa: E402

STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # whitenoise warns where there is none
SECRET_KEY = "tests only"
MYDOC_DEMO = True
MYDOC_SECOND_FACTOR = False  # the tests of sign-in turn it on
MYDOC_NUMBER_PREFIX = "TEST"
MYDOC_SCAN_FLUSH_SECONDS = 0  # counted at once: no thread writes during another test
MYDOC_VERIFY_URL = "https://verify.mydoc.example"
MYDOC_SMS_GATEWAY = "cms.delivery.channels.outbox.OutboxGateway"
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}

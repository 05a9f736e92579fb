"""What must not be in force in production: test anchors and keys in files."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error
from django.db import DatabaseError

from .models import SigningProfile
from .selectors import anchors_in_force


def check_production_trust(
    app_configs: Sequence[AppConfig] | None = None, databases: Sequence[str] | None = None, **_options: Any
) -> list[CheckMessage]:
    """Errors for each 測試 anchor in force and each approved profile with a software key, unless MYDOC_DEMO is set."""
    if settings.MYDOC_DEMO:
        return []
    try:
        return [*_test_anchors(), *_software_keys()]
    except DatabaseError:
        return []  # before the first migrate there is nothing to refuse


def _test_anchors() -> Iterator[CheckMessage]:
    for anchor in anchors_in_force().filter(is_test=True):
        yield Error(
            f"正式環境信任了測試用的根憑證「{anchor.name}」。",
            hint="請撤回這張根憑證，改用正式的憑證機構。",
            id="signing.E001",
        )


def _software_keys() -> Iterator[CheckMessage]:
    for profile in SigningProfile.objects.filter(approved_at__isnull=False, key_ref__startswith="file:"):
        yield Error(
            f"正式環境核定了使用檔案金鑰的簽章設定「{profile.slug}」（{profile.key_ref}）。",
            hint="正式環境的金鑰要放在硬體安全模組。",
            id="signing.E002",
        )

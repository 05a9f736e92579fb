"""What check --deploy refuses about signing in."""

from collections.abc import Sequence

from django.apps.config import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error


def second_factor_is_asked(app_configs: Sequence[AppConfig] | None, **kwargs: object) -> list[CheckMessage]:
    """accounts.E001: outside the demo somebody could sign in with a password alone."""
    if settings.MYDOC_SECOND_FACTOR or settings.MYDOC_DEMO:
        return []
    hint = "設定 MYDOC_SECOND_FACTOR = True 後再啟動。"
    return [Error("正式環境登入不問一次性密碼。", hint=hint, id="accounts.E001")]

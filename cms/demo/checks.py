"""What keeps the demo out of production: its accounts may not exist there (check --deploy)."""

from collections.abc import Sequence

from django.apps.config import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error
from django.db import DatabaseError

from cms.accounts.models import User

from .accounts import ACCOUNTS


def no_demo_accounts(app_configs: Sequence[AppConfig] | None, **kwargs: object) -> list[CheckMessage]:
    """demo.E001: an account of the demo can sign in on an installation that is not the demo."""
    if settings.MYDOC_DEMO:
        return []
    try:
        found = User.objects.filter(username__in=[account.name for account in ACCOUNTS], is_active=True)
        names = "、".join(found.values_list("username", flat=True))
    except DatabaseError:
        return []  # nothing is migrated yet, so nobody can sign in
    if not names:
        return []
    return [Error(f"正式環境有示範帳號：{names}。", hint="停用或刪除這些帳號後再啟動。", id="demo.E001")]

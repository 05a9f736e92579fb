"""The app's name for Django, what it listens to, and its deploy check."""

from django.apps import AppConfig
from django.core import checks


class AccountsConfig(AppConfig):
    name = "cms.accounts"
    label = "accounts"
    verbose_name = "帳號與機關"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from .checks import second_factor_is_asked
        from .signal_handlers import connect

        connect()
        checks.register(second_factor_is_asked, checks.Tags.security, deploy=True)

"""The app's name for Django, and its system check."""

from django.apps import AppConfig
from django.core import checks


class SigningConfig(AppConfig):
    name = "cms.signing"
    label = "signing"
    verbose_name = "簽章"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from .checks import check_production_trust

        checks.register(check_production_trust, checks.Tags.security, deploy=True)

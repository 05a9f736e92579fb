"""The app's name for Django, and its deploy check."""

from django.apps import AppConfig
from django.core import checks


class DemoConfig(AppConfig):
    name = "cms.demo"
    label = "demo"
    verbose_name = "示範"

    def ready(self) -> None:
        from .checks import no_demo_accounts

        checks.register(no_demo_accounts, checks.Tags.security, deploy=True)

"""The app's name for Django, and its checks."""

from django.apps import AppConfig
from django.core.checks import Tags, register


class SigninConfig(AppConfig):
    name = "cms.signin"
    label = "signin"
    verbose_name = "民眾登入"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from .checks import city_account_is_complete, city_account_is_safe

        register(city_account_is_complete)
        register(city_account_is_safe, Tags.security, deploy=True)

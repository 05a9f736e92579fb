"""The app's name for Django, and what it listens to."""

from django.apps import AppConfig


class DoctypesConfig(AppConfig):
    name = "cms.doctypes"
    label = "doctypes"
    verbose_name = "證件種類"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from .signal_handlers import connect

        connect()

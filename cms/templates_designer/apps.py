"""The app's name for Django, and what it listens to."""

from django.apps import AppConfig


class TemplatesDesignerConfig(AppConfig):
    name = "cms.templates_designer"
    label = "templates_designer"
    verbose_name = "版面設計"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from .signal_handlers import connect

        connect()

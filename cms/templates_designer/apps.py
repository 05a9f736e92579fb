"""The app's name for Django."""

from django.apps import AppConfig


class TemplatesDesignerConfig(AppConfig):
    name = "cms.templates_designer"
    label = "templates_designer"
    verbose_name = "版面設計"
    default_auto_field = "django.db.models.BigAutoField"

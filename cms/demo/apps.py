"""The app's name for Django."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "cms.demo"
    label = "demo"
    verbose_name = "示範"
    default_auto_field = "django.db.models.BigAutoField"

"""The app's name for Django."""

from django.apps import AppConfig


class HomeConfig(AppConfig):
    name = "cms.home"
    label = "home"
    verbose_name = "公開網站"
    default_auto_field = "django.db.models.BigAutoField"

"""The app's name for Django."""

from django.apps import AppConfig


class SigninConfig(AppConfig):
    name = "cms.signin"
    label = "signin"
    verbose_name = "民眾登入"
    default_auto_field = "django.db.models.BigAutoField"

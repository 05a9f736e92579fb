"""The app's name for Django."""

from django.apps import AppConfig


class SigningConfig(AppConfig):
    name = "cms.signing"
    label = "signing"
    verbose_name = "簽章"
    default_auto_field = "django.db.models.BigAutoField"

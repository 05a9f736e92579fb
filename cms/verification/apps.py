"""The app's name for Django."""

from django.apps import AppConfig


class VerificationConfig(AppConfig):
    name = "cms.verification"
    label = "verification"
    verbose_name = "查驗"
    default_auto_field = "django.db.models.BigAutoField"

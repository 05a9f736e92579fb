"""The app's name for Django."""

from django.apps import AppConfig


class IssuanceConfig(AppConfig):
    name = "cms.issuance"
    label = "issuance"
    verbose_name = "發證"
    default_auto_field = "django.db.models.BigAutoField"

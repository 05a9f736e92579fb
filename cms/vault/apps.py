"""The app's name for Django."""

from django.apps import AppConfig


class VaultConfig(AppConfig):
    name = "cms.vault"
    label = "vault"
    verbose_name = "保管庫"
    default_auto_field = "django.db.models.BigAutoField"

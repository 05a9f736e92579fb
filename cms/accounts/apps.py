"""The app's name for Django."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "cms.accounts"
    label = "accounts"
    verbose_name = "帳號與機關"
    default_auto_field = "django.db.models.BigAutoField"

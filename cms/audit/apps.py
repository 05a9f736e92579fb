"""The app's name for Django."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "cms.audit"
    label = "audit"
    verbose_name = "稽核紀錄"
    default_auto_field = "django.db.models.BigAutoField"

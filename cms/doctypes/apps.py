"""The app's name for Django."""

from django.apps import AppConfig


class DoctypesConfig(AppConfig):
    name = "cms.doctypes"
    label = "doctypes"
    verbose_name = "證件種類"
    default_auto_field = "django.db.models.BigAutoField"

"""The app's name for Django."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "cms.portal"
    label = "portal"
    verbose_name = "我的證件包"
    default_auto_field = "django.db.models.BigAutoField"

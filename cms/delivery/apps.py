"""The app's name for Django."""

from django.apps import AppConfig
from django.core.checks import Tags, register


class DeliveryConfig(AppConfig):
    name = "cms.delivery"
    label = "delivery"
    verbose_name = "通知"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from .checks import messages_leave_the_house

        register(messages_leave_the_house, Tags.security, deploy=True)

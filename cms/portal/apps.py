"""The app's name for Django, and what is seen to before the first request."""

import logging

from django.apps import AppConfig

from .logs import WithoutLinks


class PortalConfig(AppConfig):
    name = "cms.portal"
    label = "portal"
    verbose_name = "我的證件包"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Django logs the path of every answer from 400 on, and a link that is refused now may open again later."""
        logging.getLogger("django.request").addFilter(WithoutLinks())

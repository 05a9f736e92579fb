"""What check --deploy refuses about messages: the demo's outbox, and a gateway that is not on the list."""

from collections.abc import Sequence

from django.apps.config import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error

from .channels.sms import HttpGateway, gateway_problem

DEMO_ONLY = "cms.delivery.channels.outbox."
HTTP = f"{HttpGateway.__module__}.{HttpGateway.__qualname__}"


def messages_leave_the_house(app_configs: Sequence[AppConfig] | None, **kwargs: object) -> list[CheckMessage]:
    """delivery.E001: messages would stay on this machine; delivery.E002: the gateway's address is not allowed."""
    if settings.MYDOC_DEMO:
        return []
    found: list[CheckMessage] = []
    for name in ("EMAIL_BACKEND", "MYDOC_SMS_GATEWAY"):
        if getattr(settings, name).startswith(DEMO_ONLY):
            hint = "改用 SMTP 與簡訊閘道後再啟動。"
            found.append(Error(f"正式環境的 {name} 是示範用的訊息頁。", hint=hint, id="delivery.E001"))
    problem = gateway_problem(settings.MYDOC_SMS_URL, settings.MYDOC_SMS_HOSTS)
    if settings.MYDOC_SMS_GATEWAY == HTTP and problem:
        found.append(Error(problem, hint="修正環境變數後再啟動。", id="delivery.E002"))
    return found

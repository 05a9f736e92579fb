"""The built-in channels, registered as any other."""

from wagtail import hooks

from .channels import HOOK
from .channels.base import Channel
from .channels.email import EmailChannel
from .channels.sms import SmsChannel


@hooks.register(HOOK)
def email_channel() -> Channel:
    """E-mail to the field with role holder_email."""
    return EmailChannel()


@hooks.register(HOOK)
def sms_channel() -> Channel:
    """A short message to the field with role holder_mobile."""
    return SmsChannel()

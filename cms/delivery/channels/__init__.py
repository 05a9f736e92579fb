"""The channels of this installation, built-in and plugged in, by their slug."""

from collections.abc import Mapping

from django.core.exceptions import ImproperlyConfigured
from wagtail import hooks

from .base import Channel

HOOK = "register_mydoc_channel"


def channels() -> Mapping[str, Channel]:
    """Every registered channel; raises ImproperlyConfigured if two claim the same slug."""
    found: dict[str, Channel] = {}
    for register in hooks.get_hooks(HOOK):
        channel = register()
        if channel.slug in found:
            raise ImproperlyConfigured(f"Two channels are registered as “{channel.slug}”; a slug may be used once.")
        found[channel.slug] = channel
    return found

"""Housekeeping of the frame: every page of the site shows links that editors choose, and each process keeps them ready."""

from __future__ import annotations

from time import monotonic

from django.core.signals import request_started
from wagtail.signals import page_published, page_unpublished, post_page_move

from cms.verification.page import site_frame

FRAME_SECONDS = 60
_kept = {"since": monotonic()}


def forget_frame(**kwargs: object) -> None:
    """The next page reads the links again."""
    site_frame.cache_clear()
    _kept["since"] = monotonic()


def forget_old_frame(**kwargs: object) -> None:
    """Another process may have published: once a minute each reads the links again."""
    if monotonic() - _kept["since"] > FRAME_SECONDS:
        forget_frame()


def connect() -> None:
    """Listen to what changes the links, and to the passing of time; called once, when the app is ready."""
    for changed in (page_published, page_unpublished, post_page_move):
        changed.connect(forget_frame, dispatch_uid="forget_frame")
    request_started.connect(forget_old_frame, dispatch_uid="forget_old_frame")

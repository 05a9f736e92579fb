"""Sending a one-time code to a mobile; known and unknown numbers are treated alike, so that nobody learns which is which."""

from __future__ import annotations

import logging
import secrets
from datetime import timedelta
from urllib.parse import urlsplit
from uuid import uuid4

from django.conf import settings
from django.core.cache import cache
from django.db import transaction

from cms.accounts.identity import mobile_hash, open_text, seal_text
from cms.core import clock
from cms.core.errors import Refused
from cms.core.masking import mask_phone
from cms.delivery.channels.base import ChannelDown, NotSent, Rejected, Unanswered
from cms.delivery.channels.sms import gateway
from cms.signin.models import OneTimeCode
from cms.signin.refusals import refusal
from cms.signin.waiting import Waiting
from cms.signin.words.mobile import TEXT_MESSAGE

from .codes import code_hash, refuse_if_locked
from .limits import SEND_PAUSE, limits_of_sending

_log = logging.getLogger(__name__)
VALID = timedelta(minutes=10)
REST_MINUTES = 5  # what somebody is told whose text did not go
# A gateway that is down holds a web server's process, each time; so it is not waited for long, and asked less often.
PATIENCE_SECONDS = 2
DOWN, DOWN_SECONDS = "signin-gateway-down", 30
_SEALED = "sign-in: mobile of a waiting browser"


def send_code(*, mobile: str, network: str, waiting: Waiting | None = None) -> Waiting:
    """Send a new code to this mobile (0912345678), whoever's it is; what its browser has to remember.

    A browser that has waited for a code to this number for less than a minute goes on waiting for that one. Raises
    Refused, with nothing sent and nothing counted: sign_in_locked, send_many, send_pause, send_down, send_rejected.
    """
    number = mobile_hash(mobile)
    _refuse_if_too_many(number, network)
    same = waiting is not None and waiting.mobile_hash == number
    if same and waiting.seconds_to_wait:
        return waiting
    if SEND_PAUSE.count(number) < 0:
        raise refusal("send_pause")
    ref, code = str(uuid4()), f"{secrets.randbelow(1_000_000):06d}"
    try:
        answered = _hand_over(mobile, code, ref)
    except Refused:
        SEND_PAUSE.forget(number)
        raise
    for limit, whose in limits_of_sending(number, network):
        limit.count(*whose)
    _keep(number, ref, code)
    sealed, now = seal_text(mobile, _SEALED).hex(), clock.now().timestamp()
    return Waiting(ref, number, shown=mask_phone(mobile), sealed=sealed, sent_at=now, again=same, late=not answered)


def send_again(*, waiting: Waiting, network: str) -> Waiting:
    """Another code to the number that this browser waits for; the one before is worth nothing from then on.

    Raises Refused as send_code does, and send_wait in the first minute.
    """
    if seconds := waiting.seconds_to_wait:
        raise refusal("send_wait", seconds=seconds)
    mobile = open_text(bytes.fromhex(waiting.sealed), _SEALED)
    return send_code(mobile=mobile, network=network, waiting=waiting)


def _refuse_if_too_many(number: str, network: str) -> None:
    refuse_if_locked(number, network)
    for limit, whose in limits_of_sending(number, network):
        if limit.left(*whose) <= 0:
            raise refusal("send_many", minutes=limit.minutes)


def _hand_over(mobile: str, code: str, reference: str) -> bool:
    """The text, to the gateway, and whether that has answered; if not, the text may come all the same, and its code works.

    The text's last line is what browsers fill in by themselves, on our host only (WebOTP).
    """
    if cache.get(DOWN):
        raise refusal("send_down", minutes=REST_MINUTES)
    host = urlsplit(settings.MYDOC_VERIFY_URL).hostname
    text = TEXT_MESSAGE.format(site=settings.MYDOC_SITE_NAME, code=code, host=host)
    try:
        gateway().send(mobile, text, reference, seconds=PATIENCE_SECONDS)
    except Unanswered:
        _log.warning("a code was handed over, but nobody answered")
        return False
    except NotSent as trouble:
        _log.warning("no code sent: %s (%s)", trouble, type(trouble).__name__)
        if isinstance(trouble, Rejected):
            raise refusal("send_rejected") from trouble
        if isinstance(trouble, ChannelDown):
            cache.set(DOWN, True, DOWN_SECONDS)
        raise refusal("send_down", minutes=REST_MINUTES) from trouble
    return True


@transaction.atomic
def _keep(number: str, ref: str, code: str) -> None:
    """One row a number, so that the newest code is the only one; what has expired is cleared away on the way."""
    now = clock.now()
    OneTimeCode.objects.filter(expires_at__lte=now).delete()
    new = {"ref": ref, "code_hash": code_hash(ref, code), "tries": 0, "expires_at": now + VALID}
    OneTimeCode.objects.update_or_create(mobile_hash=number, defaults=new)

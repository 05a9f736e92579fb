"""Enrolling a device for one-time codes, checking codes, and recovery codes for the day the device is lost."""

import secrets
import unicodedata
from collections.abc import Sequence

from django.db import transaction
from django_otp.models import Device
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from cms.accounts.identity import keyed
from cms.accounts.models import User
from cms.accounts.selectors import actor_for
from cms.audit.events import Event
from cms.audit.services import record_events
from cms.core import clock
from cms.core.errors import Refused

RECOVERY_CODES = 8
RECOVERY_DIGITS = 12  # 40 bits, and tries are throttled
KEPT = 16  # characters of a code's keyed hash that otp_static has room for (64 bits)
WRONG = "一次性密碼不正確、已過期或已用過。請輸入驗證程式目前顯示的六位數字。"


def begin_enrolment(*, user: User) -> TOTPDevice:
    """The device that the user is about to enrol, the same one until it is confirmed."""
    device, _ = TOTPDevice.objects.get_or_create(user=user, confirmed=False, defaults={"name": "驗證程式"})
    return device


def complete_enrolment(*, user: User, code: str) -> tuple[TOTPDevice, Sequence[str]]:
    """Confirm the device by its first code; it replaces an older one. Returns it and new recovery codes.

    Raises Refused for a wrong code.
    """
    with transaction.atomic():  # a wrong try is counted, so nothing may be raised inside
        device = TOTPDevice.objects.select_for_update().get(pk=begin_enrolment(user=user).pk)
        if device.verify_token(_digits(code)):
            TOTPDevice.objects.filter(user=user).exclude(pk=device.pk).delete()
            device.confirmed = True
            device.save(update_fields=["confirmed"])
            _record(user, "second_factor_enrolled")
            return device, renew_recovery_codes(user=user)
    raise Refused(_why_not(device))


@transaction.atomic
def renew_recovery_codes(*, user: User) -> Sequence[str]:
    """New codes like "4821 0937 5512", each good once; the older ones are void. The database keeps keyed hashes only."""
    StaticDevice.objects.filter(user=user).delete()
    device = StaticDevice.objects.create(user=user, name="還原碼")
    codes = [f"{secrets.randbelow(10**RECOVERY_DIGITS):0{RECOVERY_DIGITS}}" for _ in range(RECOVERY_CODES)]
    StaticToken.objects.bulk_create([StaticToken(device=device, token=_kept(user, code)) for code in codes])
    _record(user, "recovery_codes_made")
    return [" ".join(code[at : at + 4] for at in range(0, RECOVERY_DIGITS, 4)) for code in codes]


def check_code(*, user: User, code: str) -> Device:
    """The device that accepts the code: six digits of the app, or twelve of a recovery code, which is then used up.

    Raises Refused with the reason; after wrong tries the device waits longer and longer before it looks again.
    """
    digits = _digits(code)
    recovery = len(digits) == RECOVERY_DIGITS
    with transaction.atomic():  # a wrong try is counted, so nothing may be raised inside
        kind = StaticDevice if recovery else TOTPDevice
        device = kind.objects.select_for_update().filter(user=user, confirmed=True).first()
        if device and device.verify_token(_kept(user, digits) if recovery else digits):
            if recovery:
                _record(user, "recovery_code_used")
            return device
    raise Refused(_why_not(device))


def _why_not(device: Device | None) -> str:
    """The sentence after a wrong code: when to try again, or what to look at."""
    waits, facts = device.verify_is_allowed() if device else (True, None)
    if waits or not facts:
        return WRONG
    seconds = max(1, round((facts["locked_until"] - clock.now()).total_seconds()))
    return f"{WRONG}為防止猜測，請等 {seconds} 秒後再試。"


def _digits(code: str) -> str:
    """What was typed without spaces and hyphens, full-width digits made plain."""
    return "".join(c for c in unicodedata.normalize("NFKC", code) if c in "0123456789")


def _kept(user: User, digits: str) -> str:
    return keyed("recovery_code", str(user.pk), digits)[:KEPT]


def _record(user: User, action: str) -> None:
    record_events(actor=actor_for(user, "admin"), events=[Event(action, "account", user.username)])

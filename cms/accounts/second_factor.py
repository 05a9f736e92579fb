"""The one-time code of staff (RFC 6238): whether it is asked, whose device there is, and the picture to enrol one."""

from base64 import b32encode
from io import BytesIO

import qrcode
from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.utils.safestring import SafeString, mark_safe
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice
from qrcode.image.svg import SvgPathImage


def is_missing(user: AbstractBaseUser | AnonymousUser) -> bool:
    """Whether this signed-in person still owes the code in this session."""
    return settings.MYDOC_SECOND_FACTOR and user.is_authenticated and not user.is_verified()


def device_of(user: AbstractBaseUser) -> TOTPDevice | None:
    """The device that the user enrolled, if any."""
    return TOTPDevice.objects.filter(user=user, confirmed=True).first()


def recovery_codes_left(user: AbstractBaseUser) -> int:
    """How many recovery codes are unused."""
    return StaticToken.objects.filter(device__user=user, device__confirmed=True).count()


def secret_in_groups(device: TOTPDevice) -> str:
    """The secret in base32 as an app wants it typed: four characters a group."""
    secret = b32encode(device.bin_key).decode("ascii").rstrip("=")
    return " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))


def enrolment_picture(device: TOTPDevice) -> SafeString:
    """The QR of the device's otpauth address as an SVG element, to stand inside a page."""
    picture = BytesIO()
    qrcode.make(device.config_url, image_factory=SvgPathImage, border=4).save(picture)
    svg = picture.getvalue().decode("utf-8").partition("?>")[2]
    return mark_safe(svg)  # noqa: S308 - made of squares by qrcode, nothing typed stands in it

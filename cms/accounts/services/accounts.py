"""Accounts of people: inviting, a way back in for who forgot or lost something, and closing."""

from datetime import datetime

from django.contrib.auth.tokens import default_token_generator
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from cms.accounts.models import Agency, RoleGrant, User
from cms.accounts.permissions import may_administer, may_manage_account
from cms.accounts.selectors import user_of
from cms.audit.events import Event
from cms.audit.services import record_events
from cms.core import clock
from cms.core.errors import Refused
from cms.core.papers import Actor

from .roles import end_role, grant_role


@transaction.atomic
def invite_person(
    *,
    actor: Actor,
    username: str,
    last_name: str,
    first_name: str,
    email: str = "",
    role: str,
    agency: Agency,
    starts_at: datetime | None = None,
    ends_at: datetime | None = None,
    reason: str,
) -> User:
    """Make an account with its first role; it has no password until its one-time link is used (make_password_link).

    The actor may give the role there. Raises Refused, and then nothing is written.
    """
    if not may_administer(user_of(actor), agency):
        raise Refused(f"您不是機關「{agency.name}」的帳號管理員，不能邀請人員。請洽該機關的帳號管理員。")
    if User.objects.filter(username__iexact=username).exists():
        raise Refused(f"帳號名稱「{username}」已經有人使用。同一個人請改用「授予角色」；不同的人請換一個名稱。")
    user = User(username=username, last_name=last_name, first_name=first_name, email=email)
    user.set_unusable_password()
    try:
        user.full_clean()
    except ValidationError as error:
        raise Refused(f"帳號資料不正確：{'；'.join(error.messages)}") from error
    user.save()
    _record(actor, "account_invited", user)
    grant_role(actor=actor, user=user, role=role, agency=agency, starts_at=starts_at, ends_at=ends_at, reason=reason)
    return user


@transaction.atomic
def make_password_link(*, actor: Actor, user: User) -> tuple[str, str]:
    """The two parts (uid, token) of an address where the person chooses a password; good once and for some days.

    The actor manages the account. Raises Refused.
    """
    _manage(actor, user)
    if not user.is_active:
        raise Refused(f"帳號「{user.username}」已停用，不能設定密碼。")
    _record(actor, "password_link_made", user)
    return urlsafe_base64_encode(force_bytes(user.pk)), default_token_generator.make_token(user)


@transaction.atomic
def reset_second_factor(*, actor: Actor, user: User, reason: str) -> None:
    """Forget the person's device and recovery codes, so that the next sign-in enrols a new one. Raises Refused."""
    _manage(actor, user)
    _demand(reason)
    TOTPDevice.objects.filter(user=user).delete()
    StaticDevice.objects.filter(user=user).delete()
    _record(actor, "second_factor_reset", user, reason=reason.strip())


@transaction.atomic
def deactivate_account(*, actor: Actor, user: User, reason: str) -> None:
    """Close the account and end all its roles; its sessions end with the next request.

    Allowed only where all its roles lie inside the actor's agencies. Raises Refused, and then nothing is written.
    """
    _manage(actor, user)
    _demand(reason)
    user = User.objects.select_for_update().get(pk=user.pk)
    if not user.is_active:
        raise Refused(f"帳號「{user.username}」已經停用。")
    for grant in RoleGrant.objects.filter(Q(ends_at__isnull=True) | Q(ends_at__gt=clock.now()), user=user):
        end_role(actor=actor, grant=grant, reason=reason)
    user.is_active = False
    user.save(update_fields=["is_active"])
    _record(actor, "account_deactivated", user, reason=reason.strip())


def _manage(actor: Actor, user: User) -> None:
    if not may_manage_account(user_of(actor), user):
        raise Refused(f"帳號「{user.username}」有您管轄以外的角色，或是您自己的帳號，不能由您處理。請洽系統管理員。")


def _demand(reason: str) -> None:
    if not reason.strip():
        raise Refused("請填寫理由後再試。")


def _record(actor: Actor, action: str, user: User, **detail: str) -> None:
    record_events(actor=actor, events=[Event(action, "account", user.username, detail)])

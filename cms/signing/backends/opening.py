"""From a profile's key reference to the signer behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings

from cms.core import clock
from cms.core.errors import Refused

from .base import Signer
from .software import SoftwareSigner

if TYPE_CHECKING:
    from cms.signing.models import SigningProfile


def open_signer(profile: SigningProfile) -> Signer:
    """The signer that an approved profile names; open it after fork and use it for many seals.

    file:NAME is the key MYDOC_KEYS/signing/NAME.key.pem with the certificates MYDOC_HOME/pki/NAME.pem, the signer's own
    first. Raises Refused if the profile is not approved, its key cannot be used now, or is of another algorithm.
    """
    if profile.approved_at is None:
        raise Refused(f"簽章設定「{profile.slug}」尚未核定，不能用來封緘：請另一位設計者先核定。")
    place, _, name = profile.key_ref.partition(":")
    if place != "file":
        raise Refused(f"簽章設定「{profile.slug}」的金鑰參照 {profile.key_ref} 不支援：目前只能用 file:名稱。")
    signer = SoftwareSigner.from_files(
        settings.MYDOC_KEYS / "signing" / f"{name}.key.pem", settings.MYDOC_HOME / "pki" / f"{name}.pem", at=clock.now()
    )
    if signer.algorithm != profile.algorithm:
        raise Refused(
            f"簽章設定「{profile.slug}」指定 {profile.algorithm}，金鑰 {name} 卻是 {signer.algorithm}："
            "請更換金鑰，或另提一個簽章設定。"
        )
    return signer

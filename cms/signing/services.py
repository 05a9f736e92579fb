"""Proposing and approving profiles and anchors by two people, and writing down what was sealed."""

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.serialization import Encoding
from django.core.exceptions import ValidationError
from django.db import transaction

from cms.accounts.models import User
from cms.accounts.selectors import user_of
from cms.audit.events import Event
from cms.audit.services import record_events
from cms.core import clock
from cms.core.errors import Refused
from cms.core.papers import Actor, Sealed

from .backends.base import Signer
from .containers import SEAL_FIELD
from .models import Signature, SignerCertificate, SigningProfile, TrustAnchor
from .permissions import may_design

TEST_MARK = "測試"


@transaction.atomic
def propose_profile(
    *,
    actor: Actor,
    slug: str,
    name: str,
    key_ref: str,
    signer_name: str,
    reason: str = "",
    algorithm: str = SigningProfile.Algorithm.ECDSA,
    level: str = SigningProfile.Level.BASELINE_B,
    field_name: str = SEAL_FIELD,
) -> SigningProfile:
    """A profile that seals nothing until another designer approves it; raises Refused."""
    user = _designer(actor)
    profile = SigningProfile(
        slug=slug,
        name=name,
        key_ref=key_ref,
        signer_name=signer_name,
        reason=reason,
        algorithm=algorithm,
        level=level,
        field_name=field_name,
        proposed_by=user,
        proposed_at=clock.now(),
    )
    _save_checked(profile)
    record_events(
        actor=actor, events=[Event("signing.profile.proposed", "signing_profile", slug, _profile_facts(profile))]
    )
    return profile


@transaction.atomic
def approve_profile(*, actor: Actor, profile: SigningProfile) -> SigningProfile:
    """Freeze a profile and let it seal; raises Refused to its proposer and for one that is approved already."""
    user = _designer(actor)
    profile = SigningProfile.objects.select_for_update().get(pk=profile.pk)
    if profile.approved_at is not None:
        raise Refused(f"簽章設定「{profile.slug}」已經核定過，不能再改：要變更請另提一個簽章設定。")
    if profile.proposed_by_id == user.pk:
        raise Refused("核定人不能是提案人：請另一位設計者核定。")
    profile.approved_by, profile.approved_at = user, clock.now()
    profile.save(update_fields=["approved_by", "approved_at"])
    facts = _profile_facts(profile)
    record_events(actor=actor, events=[Event("signing.profile.approved", "signing_profile", profile.slug, facts)])
    return profile


@transaction.atomic
def propose_anchor(
    *, actor: Actor, name: str, certificate: str, is_test: bool = False, effective_from: datetime | None = None
) -> TrustAnchor:
    """A root certificate (PEM) that is trusted by nobody until another designer confirms it; raises Refused."""
    user = _designer(actor)
    anchor = TrustAnchor(
        name=name,
        certificate=certificate,
        sha256=_fingerprint_of_root(certificate, is_test),
        is_test=is_test,
        effective_from=effective_from or clock.now(),
        proposed_by=user,
    )
    _save_checked(anchor)
    record_events(actor=actor, events=[Event("signing.anchor.proposed", "trust_anchor", anchor.sha256)])
    return anchor


@transaction.atomic
def confirm_anchor(*, actor: Actor, anchor: TrustAnchor) -> TrustAnchor:
    """Let an anchor count from its effective_from on; raises Refused to its proposer and for one confirmed already."""
    user = _designer(actor)
    anchor = TrustAnchor.objects.select_for_update().get(pk=anchor.pk)
    if anchor.confirmed_at is not None:
        raise Refused(f"根憑證「{anchor.name}」已經確認過。")
    if anchor.proposed_by_id == user.pk:
        raise Refused("確認人不能是提案人：請另一位設計者確認。")
    anchor.confirmed_by, anchor.confirmed_at = user, clock.now()
    anchor.save(update_fields=["confirmed_by", "confirmed_at"])
    record_events(actor=actor, events=[Event("signing.anchor.confirmed", "trust_anchor", anchor.sha256)])
    return anchor


@transaction.atomic
def withdraw_anchor(*, actor: Actor, anchor: TrustAnchor) -> TrustAnchor:
    """Stop trusting an anchor at once and for good; one designer is enough, because this only ever refuses more."""
    _designer(actor)
    anchor = TrustAnchor.objects.select_for_update().get(pk=anchor.pk)
    if anchor.withdrawn_at is not None:
        raise Refused(f"根憑證「{anchor.name}」已經撤回。")
    anchor.withdrawn_at = clock.now()
    anchor.save(update_fields=["withdrawn_at"])
    record_events(actor=actor, events=[Event("signing.anchor.withdrawn", "trust_anchor", anchor.sha256)])
    return anchor


@transaction.atomic
def record_seals(
    *, items: Sequence[tuple[UUID, Sealed]], signer: Signer, profile: SigningProfile, at: datetime, level: str = ""
) -> None:
    """Write down which documents were sealed: (document id, sealed file) of one chunk, deposited in the same transaction.

    level is the one that the files were sealed at, the profile's unless given. The story that issues checks the right and records the event; this only keeps facts, in two statements.
    """
    fingerprint = sha256(signer.certificate).hexdigest()
    SignerCertificate.objects.bulk_create(
        [SignerCertificate(sha256=fingerprint, der=signer.certificate, chain=b"".join(signer.chain))],
        ignore_conflicts=True,
    )
    Signature.objects.bulk_create(
        Signature(
            document_id=document_id,
            field=profile.field_name,
            signer_id=fingerprint,
            profile=profile,
            level=level or profile.level,
            sealed_at=at,
            file_sha256=sealed.sha256,
        )
        for document_id, sealed in items
    )


def _designer(actor: Actor) -> User:
    user = user_of(actor)
    if not may_design(user):
        raise Refused(f"「{actor.ref}」沒有設計者角色，不能處理簽章設定與根憑證：請帳號管理員授予角色。")
    return user


def _save_checked(row: SigningProfile | TrustAnchor) -> None:
    try:
        row.full_clean()
    except ValidationError as error:
        raise Refused(
            "；".join(f"{field}：{' '.join(texts)}" for field, texts in error.message_dict.items())
        ) from error
    row.save(force_insert=True)


def _profile_facts(profile: SigningProfile) -> dict[str, str]:
    return {"key_ref": profile.key_ref, "algorithm": profile.algorithm, "level": profile.level}


def _fingerprint_of_root(certificate: str, is_test: bool) -> str:
    """SHA-256 of the one self-signed CA certificate in the text; raises Refused for anything else."""
    try:
        [root] = x509.load_pem_x509_certificates(certificate.encode())
        authority = root.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
        root.verify_directly_issued_by(root)
    except (ValueError, TypeError, x509.ExtensionNotFound) as error:
        raise Refused("讀不到根憑證：需要一張 PEM 格式、自簽的憑證機構憑證。") from error
    except InvalidSignature as error:
        raise Refused("這張根憑證的自簽章不正確：請向憑證機構重新下載。") from error
    if not authority or root.not_valid_after_utc < clock.now():
        raise Refused("這張憑證不是憑證機構的根憑證，或已經過期：請改用有效的根憑證。")
    if (TEST_MARK in root.subject.rfc4514_string()) != is_test:
        raise Refused("名稱含「測試」的根憑證必須勾選測試用，其他的不得勾選：請依憑證名稱選擇。")
    return sha256(root.public_bytes(Encoding.DER)).hexdigest()

"""The identity providers of this installation, built-in and plugged in, by their slug."""

from __future__ import annotations

import secrets
from collections.abc import Mapping

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from wagtail import hooks

from .base import IdentityProvider

HOOK = "register_mydoc_identity_provider"


def identity_providers() -> Mapping[str, IdentityProvider]:
    """Every provider that is offered; raises ImproperlyConfigured if two claim the same slug."""
    found: dict[str, IdentityProvider] = {}
    for register in hooks.get_hooks(HOOK):
        provider = register()
        if provider is None:
            continue
        if provider.slug in found:
            raise ImproperlyConfigured(
                f"Two identity providers are registered as “{provider.slug}”; a slug may be used once."
            )
        found[provider.slug] = provider
    return found


def absolute(path: str) -> str:
    """An address of ours as others are told it: under the host of the settings, whatever a request claims."""
    return settings.MYDOC_VERIFY_URL.rstrip("/") + path


def proof_of(slug: str, id_token: str) -> str:
    """What a session keeps so that its visitor can sign out there as well."""
    return f"{slug} {id_token}"


def sign_out_url(proof: str, *, back: str) -> str:
    """Where the visitor of this proof signs out of the provider, to come back to our path back; empty if nowhere."""
    slug, _, id_token = proof.partition(" ")
    provider = identity_providers().get(slug)
    return provider.sign_out_url(id_token, absolute(back), secrets.token_urlsafe(16)) if provider else ""

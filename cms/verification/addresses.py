"""What a QR says: the address of a document's verdict."""

import re
from urllib.parse import unquote, urlsplit

from django.conf import settings

_OF_A_VERDICT = re.compile(r"(?:/en)?/v/([^/]*)/?")


def verify_url(token: str) -> str:
    """The full address that the QR holds; no personal data, only the token."""
    return f"{settings.MYDOC_VERIFY_URL.rstrip('/')}/v/{token}"


def verify_host() -> str:
    """The host that is printed beside the QR and shown in the official bar; never the one a request claims."""
    return urlsplit(settings.MYDOC_VERIFY_URL).netloc


def verdict_path(token: str, lang: str) -> str:
    """The verdict's path in one language ("zh" or "en")."""
    return f"{form_path(lang)}{token}"


def form_path(lang: str) -> str:
    """The path of the form for typing a code."""
    return "/en/v/" if lang == "en" else "/v/"


def code_in_address(text: str) -> str | None:
    """The code in an address of a verdict of ours, pasted with or without its scheme; None for any other text."""
    try:
        parts = urlsplit(text if "//" in text else f"//{text}")
    except ValueError:  # a bracket without its partner
        return None
    match = _OF_A_VERDICT.fullmatch(parts.path)
    return unquote(match[1]) if match and parts.netloc.lower() == verify_host().lower() else None

"""What a QR says: the address of a document's verdict."""

from urllib.parse import urlsplit

from django.conf import settings


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

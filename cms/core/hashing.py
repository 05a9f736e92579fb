"""Fingerprints: SHA-256 of bytes and of values, and keyed hashes that cannot be guessed without the secret."""

import hashlib
import hmac
import json
from typing import Any


def sha256_hex(data: bytes) -> str:
    """SHA-256 of data as 64 lower-case hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def canonical_json(value: Any) -> bytes:
    """One value, one text: sorted keys, no spaces, UTF-8, nothing escaped that need not be.

    Raises ValueError for NaN, infinities and lone surrogates, TypeError for what JSON cannot say.
    """
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return text.encode("utf-8")


def sha256_json(value: Any) -> str:
    """SHA-256 of the canonical JSON of value, as hexadecimal digits."""
    return sha256_hex(canonical_json(value))


def keyed_hash(secret: bytes, domain: str, *parts: str) -> str:
    """HMAC-SHA256 (RFC 2104) over domain and parts, as 64 hexadecimal digits.

    Each text is preceded by its length, so that ("ab", "c") and ("a", "bc") differ, and domain keeps
    the hashes of one purpose apart from those of another.
    """
    mac = hmac.new(secret, digestmod=hashlib.sha256)
    for text in (domain, *parts):
        data = text.encode("utf-8")
        mac.update(len(data).to_bytes(8, "big") + data)
    return mac.hexdigest()

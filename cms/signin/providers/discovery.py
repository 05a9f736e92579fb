"""What an OpenID provider says about itself: its addresses and public keys, fetched by the server and kept for a while."""

from __future__ import annotations

import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, cast
from urllib.parse import urlsplit

import requests
from django.core.cache import cache
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, KeySetSerialization

from cms.core.hashing import sha256_hex

from .base import NotProven, Why

TIMEOUT_SECONDS = (3.05, 5)  # to connect, between two pieces of an answer
LONGEST_ANSWER = 256 * 1024
KEPT_SECONDS = 3600
NEEDED = ("authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri")
OPTIONAL = ("end_session_endpoint",)


def addresses_of(issuer: str) -> Mapping[str, str]:
    """The endpoints by their names in the discovery document; raises NotProven.

    The document must name the very issuer (OpenID Connect Discovery 4.3), and none of its addresses may be less safe.
    """
    key = f"openid-addresses:{sha256_hex(issuer.encode())}"
    if (kept := cache.get(key)) is not None:
        return kept
    document = fetch_json(issuer.rstrip("/") + "/.well-known/openid-configuration")
    if document.get("issuer") != issuer:
        raise NotProven(Why.ISSUER)
    addresses = {name: document[name] for name in (*NEEDED, *OPTIONAL) if name in document}
    if not addresses.keys() >= set(NEEDED) or not all(_is_safe(url, issuer) for url in addresses.values()):
        raise NotProven(Why.DOWN)
    cache.set(key, addresses, KEPT_SECONDS)
    return addresses


def keys_of(addresses: Mapping[str, str], *, fresh: bool = False) -> KeySet:
    """The published keys (RFC 7517); fresh asks again, for a key that is not among the kept ones. Raises NotProven."""
    key = f"openid-keys:{sha256_hex(addresses['jwks_uri'].encode())}"
    kept = None if fresh else cache.get(key)
    published = fetch_json(addresses["jwks_uri"]) if kept is None else kept
    try:
        keys = KeySet.import_key_set(cast(KeySetSerialization, published))
    except (JoseError, KeyError, TypeError, ValueError) as unreadable:
        raise NotProven(Why.DOWN) from unreadable
    if kept is None:
        cache.set(key, published, KEPT_SECONDS)
    return keys


def fetch_json(url: str, *, bearer: str = "") -> dict[str, Any]:
    """The JSON object at this address; follows no redirect. Raises NotProven for everything else that may come."""
    headers = {"Accept": "application/json"} | ({"Authorization": f"Bearer {bearer}"} if bearer else {})
    try:
        with requests.get(url, headers=headers, timeout=TIMEOUT_SECONDS, allow_redirects=False, stream=True) as answer:
            found = json.loads(_body(answer)) if answer.status_code == HTTPStatus.OK else None
    except (requests.RequestException, ValueError, RecursionError) as trouble:
        raise NotProven(Why.DOWN) from trouble
    if not isinstance(found, dict):
        raise NotProven(Why.DOWN)
    return found


def origin_of(url: str) -> str:
    """Scheme, host and port."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _body(answer: requests.Response) -> bytes:
    """What was sent; raises ValueError if that is more than any provider has to say."""
    body = b""
    for piece in answer.iter_content(LONGEST_ANSWER):
        body += piece
        if len(body) > LONGEST_ANSWER:
            raise ValueError("the answer is too long")
    return body


def _is_safe(url: object, issuer: str) -> bool:
    """Whether this is an address, and over https unless the issuer itself is not."""
    if not isinstance(url, str):
        return False
    parts = urlsplit(url)
    return bool(parts.netloc) and parts.scheme in ("https", urlsplit(issuer).scheme)

"""The ID token: believed only if every rule of OpenID Connect Core 3.1.3.7 holds, refused with the rule that does not."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from authlib.oidc.core import CodeIDToken
from joserfc import errors, jwt
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry

from .base import NotProven, Why

# Signed with a key that the provider keeps to itself: neither "none" nor a secret shared with clients.
ALGORITHMS = ("RS256", "PS256", "ES256")
LEEWAY_SECONDS = 60  # for clocks that differ
# What an ID token may say without naming a person.
PROTOCOL_CLAIMS = {
    *("iss", "sub", "aud", "azp", "exp", "iat", "nbf", "auth_time", "nonce"),
    *("acr", "amr", "at_hash", "c_hash", "jti", "sid", "session_state", "typ"),
}
_WHY_OF_CLAIM = {
    "iss": Why.ISSUER,
    "aud": Why.AUDIENCE,
    "azp": Why.AUDIENCE,
    "exp": Why.EXPIRED,
    "nbf": Why.EARLY,
    "iat": Why.EARLY,
    "nonce": Why.NONCE,
    "at_hash": Why.ACCESS,
    "sub": Why.SUBJECT,
}
_WHY_OF_ERROR = {
    errors.UnsupportedAlgorithmError: Why.ALGORITHM,
    errors.MissingAlgorithmError: Why.ALGORITHM,
    errors.InvalidKeyIdError: Why.KEY,
    errors.BadSignatureError: Why.SIGNATURE,
}

Keys = Callable[[bool], KeySet]  # what the provider has published; True asks the provider again


def checked_claims(
    id_token: str, *, keys: Keys, issuer: str, client_id: str, nonce: str, access_token: str
) -> dict[str, Any]:
    """The claims of an ID token that was made by this issuer for us and for this sign-in, now; raises NotProven."""
    token = _verified(id_token, keys)
    options = {"iss": {"value": issuer}}
    known = {"client_id": client_id, "nonce": nonce, "access_token": access_token}
    claims = CodeIDToken(token.claims, token.header, options, known)
    try:
        claims.validate(leeway=LEEWAY_SECONDS)
    except errors.ClaimError as refused:
        raise NotProven(_WHY_OF_CLAIM.get(refused.claim, Why.MALFORMED)) from refused
    except (TypeError, ValueError) as unreadable:  # a claim of a kind that nobody expects
        raise NotProven(Why.MALFORMED) from unreadable
    if claims["aud"] not in (client_id, [client_id]):  # made for others too: they could use it here
        raise NotProven(Why.AUDIENCE)
    if not claims["sub"]:
        raise NotProven(Why.SUBJECT)
    return dict(claims)


def names_nobody(claims: Mapping[str, Any]) -> bool:
    """Whether the token says nothing of the person but an opaque subject."""
    return claims.keys() <= PROTOCOL_CLAIMS


def _verified(id_token: str, keys: Keys) -> jwt.Token:
    """The token under a published key; a key that is not known yet may be new, so the provider is asked once more."""
    try:
        try:
            return _decoded(id_token, keys(False))
        except errors.InvalidKeyIdError:
            return _decoded(id_token, keys(True))
    except errors.JoseError as refused:
        raise NotProven(_WHY_OF_ERROR.get(type(refused), Why.MALFORMED)) from refused
    except (TypeError, ValueError) as unreadable:
        raise NotProven(Why.MALFORMED) from unreadable


def _decoded(id_token: str, keys: KeySet) -> jwt.Token:
    return jwt.decode(id_token, keys, registry=JWSRegistry(algorithms=ALGORITHMS, strict_check_header=False))

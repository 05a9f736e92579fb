"""What an identity provider is, what it proves, and why it may prove nothing.

Another one is plugged in by a Wagtail hook, which gives the provider, or None while it is not offered:

    @hooks.register("register_mydoc_identity_provider")
    def national_wallet() -> IdentityProvider | None:
        return NationalWallet()

Its slug must be new; it is a part of the address at which a visitor starts and comes back.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from django.http import HttpRequest, HttpResponse

from cms.accounts.visitors import Assurance
from cms.core.errors import Refused
from cms.signin.words.city import SENTENCES


@dataclass(frozen=True, slots=True, repr=False)
class Proven:
    """Who came back from a provider; lives as long as the request does, since it holds personal values in clear."""

    national_id: str
    mobile: str  # as 0912345678; empty unless the provider verified it
    assurance: Assurance
    id_token: str = (
        ""  # what signing out there asks for; it stands in the session and in an address, so it names nobody
    )


class IdentityProvider(Protocol):
    """Somebody else who knows citizens."""

    slug: str
    label: str
    label_en: str

    def start(self, request: HttpRequest, *, back: str, lang: str) -> HttpResponse:
        """The redirect that sends the visitor there, to come back to the absolute address back; raises NotProven."""

    def finish(self, request: HttpRequest) -> Proven:
        """Who came back with this request; raises NotProven."""

    def sign_out_url(self, id_token: str, back: str, state: str) -> str:
        """Where signing out there begins, to come back to the absolute address back; empty if that is not possible now."""


class Why(StrEnum):
    """Why nobody was proven; cms.signin.words.city has a sentence for each."""

    # the way there and back
    DOWN = "down"  # no answer, or none that can be read
    DENIED = "denied"  # the visitor said no
    PROVIDER = "provider"  # the provider said no
    STATE = "state"  # not begun in this browser, or too long ago
    REPLAYED = "replayed"
    # the ID token
    MALFORMED = "malformed"
    ALGORITHM = "algorithm"
    KEY = "key"
    SIGNATURE = "signature"
    ISSUER = "issuer"
    AUDIENCE = "audience"
    EXPIRED = "expired"
    EARLY = "early"
    NONCE = "nonce"
    ACCESS = "access"  # belongs to another access token
    SUBJECT = "subject"
    # the person
    LEVEL = "level"
    NATIONAL_ID = "national_id"


class NotProven(Refused):
    """Nobody is signed in by this answer; the sentence names no personal value."""

    def __init__(self, why: Why) -> None:
        super().__init__(SENTENCES[f"refused.city_{why}"][0], code=f"city_{why}")
        self.why = why

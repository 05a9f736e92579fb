"""The city account by OpenID Connect: code flow of a confidential client, with state, nonce and PKCE."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import requests
from authlib.integrations.requests_client import OAuth2Session, OAuthError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from cms.accounts.visitors import Assurance

from .base import NotProven, Proven, Why
from .discovery import TIMEOUT_SECONDS, addresses_of, fetch_json, keys_of, origin_of
from .journeys import Journey, begin_journey, end_journey
from .tokens import checked_claims, names_nobody

_MOBILE = re.compile(r"(?:\+?886|0)(9[0-9]{8})")
_LOCALES = {"zh": "zh-TW", "en": "en"}
_WHY_OF_ERROR = {  # RFC 6749 section 4.1.2.1
    "access_denied": Why.DENIED,
    "server_error": Why.DOWN,
    "temporarily_unavailable": Why.DOWN,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class CityAccount:
    """One OpenID provider; the fields are those of settings.MYDOC_CITY_ACCOUNT."""

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    levels: Sequence[str] = ("urn:mydoc.example:acr:high",)  # values of acr at which the city has checked the identity
    scope: str = "openid national_id phone"
    national_id_claim: str = "national_id"
    label: str = "城市帳號"
    label_en: str = "City account"
    slug: str = "account"

    def start(self, request: HttpRequest, *, back: str, lang: str) -> HttpResponse:
        """Send the visitor there. They sign in anew: on a shared computer somebody else may still be signed in there."""
        addresses = addresses_of(self.issuer)
        state, journey = begin_journey(request.session, self.slug, back)
        with self._client(back) as client:
            url, _ = client.create_authorization_url(
                addresses["authorization_endpoint"],
                state=state,
                nonce=journey.nonce,
                code_verifier=journey.verifier,
                prompt="login",
                acr_values=" ".join(self.levels),
                ui_locales=_LOCALES[lang],
            )
        return HttpResponseRedirect(url)

    def finish(self, request: HttpRequest) -> Proven:
        """Who came back, after every check; the identity's level is judged before anything is made of the answer."""
        journey = end_journey(request.session, self.slug, request.GET.get("state", ""))
        code = self._code_in(request)
        addresses = addresses_of(self.issuer)
        token = self._exchange(addresses, journey, code)
        claims = checked_claims(
            token["id_token"],
            keys=lambda fresh: keys_of(addresses, fresh=fresh),
            issuer=self.issuer,
            client_id=self.client_id,
            nonce=journey.nonce,
            access_token=token["access_token"],
        )
        if claims.get("acr") not in self.levels:
            raise NotProven(Why.LEVEL)
        person = fetch_json(addresses["userinfo_endpoint"], bearer=token["access_token"])
        if person.get("sub") != claims["sub"]:  # OpenID Connect Core 5.3.2
            raise NotProven(Why.SUBJECT)
        said = claims | person
        national_id = said.get(self.national_id_claim)
        return Proven(
            national_id=national_id if isinstance(national_id, str) else "",
            mobile=_verified_mobile(said),
            assurance=Assurance.CITY,
            id_token=token["id_token"] if names_nobody(claims) else "",
        )

    def sign_out_url(self, id_token: str, back: str, state: str) -> str:
        """The provider's end_session_endpoint (RP-Initiated Logout 1.0); empty if it has none or cannot be asked.

        It must be on the issuer's own host: a form of ours may lead nowhere else.
        """
        try:
            endpoint = addresses_of(self.issuer).get("end_session_endpoint", "")
        except NotProven:
            return ""
        if origin_of(endpoint) != origin_of(self.issuer):
            return ""
        asked = {"client_id": self.client_id, "post_logout_redirect_uri": back, "state": state}
        if id_token:
            asked["id_token_hint"] = id_token
        return f"{endpoint}{'&' if '?' in endpoint else '?'}{urlencode(asked)}"

    def _code_in(self, request: HttpRequest) -> str:
        """The code that the visitor brings; raises NotProven for an error instead, or an answer of another issuer."""
        answer = request.GET
        if answer.get("iss", self.issuer) != self.issuer:  # RFC 9207
            raise NotProven(Why.ISSUER)
        if error := answer.get("error"):
            raise NotProven(_WHY_OF_ERROR.get(error, Why.PROVIDER))
        if not answer.get("code"):
            raise NotProven(Why.PROVIDER)
        return answer["code"]

    def _exchange(self, addresses: Mapping[str, str], journey: Journey, code: str) -> dict[str, str]:
        """The tokens for the code; raises NotProven."""
        try:
            with self._client(journey.back) as client:
                token = client.fetch_token(
                    addresses["token_endpoint"], code=code, code_verifier=journey.verifier, allow_redirects=False
                )
        except OAuthError as refused:
            raise NotProven(Why.PROVIDER) from refused
        except (requests.RequestException, ValueError, RecursionError) as trouble:
            raise NotProven(Why.DOWN) from trouble
        if not all(isinstance(token.get(name), str) for name in ("id_token", "access_token")):
            raise NotProven(Why.MALFORMED)
        return dict(token)

    def _client(self, back: str) -> OAuth2Session:
        return OAuth2Session(
            self.client_id,
            self.client_secret,
            scope=self.scope,
            redirect_uri=back,
            code_challenge_method="S256",
            default_timeout=TIMEOUT_SECONDS,
        )


def _verified_mobile(said: Mapping[str, Any]) -> str:
    """The mobile that the provider has verified, as 0912345678; empty for none, and for numbers of other countries."""
    number = said.get("phone_number")
    if said.get("phone_number_verified") is not True or not isinstance(number, str):
        return ""
    found = _MOBILE.fullmatch(re.sub(r"[\s-]", "", number))
    return f"0{found[1]}" if found else ""

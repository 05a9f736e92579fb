"""What the provider says of a person: the level in the ID token; number and mobile by userinfo only, so in no address."""

from typing import Any

from django.conf import settings
from oauth2_provider.oauth2_validators import OAuth2Validator

from .people import BY_SUB, Person


class CityValidator(OAuth2Validator):
    """django-oauth-toolkit's rules with the claims of a city account.

    A client sends the ID token back as a hint in the address when its person signs out: it names nobody.
    """

    oidc_claim_scope = None  # each claim is given here, by scope

    def get_additional_claims(self, request: Any) -> dict[str, Any]:
        """The claims of the ID token and of userinfo."""
        person = _person(request)
        return {"sub": person.sub, "acr": settings.CITY_ACCOUNT_LEVELS[person.level]}

    def get_userinfo_claims(self, request: Any) -> dict[str, Any]:
        """And those that only the client's server may read."""
        person, claims = _person(request), super().get_userinfo_claims(request)
        if "national_id" in request.scopes:
            claims["national_id"] = person.national_id
        if "phone" in request.scopes:
            claims["phone_number"] = f"+886{person.mobile[1:]}"
            claims["phone_number_verified"] = person.mobile_verified
        return claims


def _person(request: Any) -> Person:
    return BY_SUB[request.user.get_username()]

"""The built-in identity provider, registered as any other."""

from django.conf import settings
from wagtail import hooks

from .providers import HOOK
from .providers.base import IdentityProvider
from .providers.oidc import CityAccount


@hooks.register(HOOK)
def city_account() -> IdentityProvider | None:
    """The city account of the settings; not offered without an issuer."""
    return CityAccount(**settings.MYDOC_CITY_ACCOUNT) if settings.MYDOC_CITY_ACCOUNT["issuer"] else None

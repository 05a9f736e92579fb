"""Where a request comes from."""

from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str | None:
    """The client's address as the header that the settings name says it; None where nothing readable stands.

    A proxy appends to X-Forwarded-For, so only its last entry is the proxy's own word; the others are the client's.
    """
    for header in (settings.MYDOC_CLIENT_ADDRESS, "REMOTE_ADDR"):
        try:
            return str(ip_address(request.META.get(header, "").rpartition(",")[2].strip()))
        except ValueError:
            continue
    return None

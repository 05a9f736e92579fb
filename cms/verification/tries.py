"""How often somebody may compare: counted in Django's cache, by document and by network, in windows of ten minutes."""

from __future__ import annotations

from ipaddress import IPv6Address, ip_address
from uuid import UUID

from django.core.cache import cache

WINDOW_SECONDS = 600
TRIES_PER_DOCUMENT = 5
# An office that checks many papers sits behind one address; guessing needs far more than this.
TRIES_PER_NETWORK = 30


def take_try(document_id: UUID, network: str) -> int | None:
    """Counts one try; returns how many this document has left, or None if this one is already too many."""
    if _counted(f"compare-network:{network}") > TRIES_PER_NETWORK:
        return None
    left = TRIES_PER_DOCUMENT - _counted(f"compare-document:{document_id}")
    return left if left >= 0 else None


def network_of(address: str) -> str:
    """The network that an address belongs to: a /24 of IPv4, a /64 of IPv6; anything unreadable is one network."""
    try:
        ip = ip_address(address.strip())
    except ValueError:
        return "unreadable"
    if isinstance(ip, IPv6Address) and ip.ipv4_mapped:
        ip = ip.ipv4_mapped
    kept = 64 if ip.version == 6 else 24
    return str(int(ip) >> (ip.max_prefixlen - kept)) + f"/{ip.version}"


def _counted(key: str) -> int:
    """The count after this one; the window starts with its first."""
    if cache.add(key, 1, WINDOW_SECONDS):
        return 1
    try:
        return cache.incr(key)
    except ValueError:  # the window ended between the two calls
        cache.set(key, 1, WINDOW_SECONDS)
        return 1

"""How often somebody may compare or miss: counted by document and by network, in windows of ten minutes."""

from __future__ import annotations

from datetime import timedelta
from ipaddress import IPv6Address, ip_address
from uuid import UUID

from cms.accounts.services.tries import count_try, tries_of

WINDOW = timedelta(minutes=10)
TRIES_PER_DOCUMENT = 5
# An office that checks many papers sits behind one address; guessing needs far more than this.
TRIES_PER_NETWORK = 30
# Codes that are not found: a slip costs a person two or three of them, what is found costs none.
MISSES_PER_NETWORK = 30


def take_try(document_id: UUID, network: str) -> int | None:
    """Counts one try; returns how many this document has left, or None if this one is already too many."""
    if count_try("verify.compare.network", network, window=WINDOW) > TRIES_PER_NETWORK:
        return None
    left = TRIES_PER_DOCUMENT - count_try("verify.compare.document", str(document_id), window=WINDOW)
    return left if left >= 0 else None


def take_miss(network: str) -> bool:
    """Counts one code that was not found; False if this network has had its share of them for now.

    Codes are kept from being guessed by their 100 random bits; this keeps a network from hammering.
    """
    what = ("verify.missed", network)
    # Beyond the limit a look is enough: hammering writes nothing.
    return tries_of(*what) < MISSES_PER_NETWORK and count_try(*what, window=WINDOW) <= MISSES_PER_NETWORK


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

"""Finding the people whose documents are deposited, and making those who are not known yet."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import Q

from cms.accounts.identity import id_hash, mobile_hash, seal_id
from cms.accounts.models import Citizen
from cms.core.papers import Holder


@transaction.atomic
def find_or_make_citizens(holders: Sequence[Holder]) -> Sequence[Citizen | None]:
    """The citizen of each holder, in order; None for a holder with neither national id nor mobile.

    A national id decides alone. A mobile alone finds only people known by a mobile alone, because families share phones.
    Two queries for any number of holders up to some thousands: insert what is new, whoever else is at it, then read all.
    """
    keys = [_key(holder) for holder in holders]
    first = {key: holder for key, holder in reversed(list(zip(keys, holders, strict=True))) if key != ("", "")}
    if not first:
        return [None] * len(keys)
    # In one order for everybody, so that two deposits of the same people do not wait for each other crosswise.
    new = [_new_citizen(key, first[key]) for key in sorted(first)]
    Citizen.objects.bulk_create(new, ignore_conflicts=True)
    ids = [known for known, _ in first if known]
    mobiles = [mobile for known, mobile in first if not known]
    found = Citizen.objects.filter(Q(id_hash__in=ids) | Q(id_hash__isnull=True, mobile_hash__in=mobiles))
    citizens = {(c.id_hash, "") if c.id_hash else ("", c.mobile_hash): c for c in found}
    return [citizens.get(key) for key in keys]


def citizen_of_mobile(mobile: str) -> Citizen:
    """The citizen who is known by this mobile (its hash) alone, made if there is none yet."""
    citizen, _made = Citizen.objects.get_or_create(id_hash=None, mobile_hash=mobile)
    return citizen


def _key(holder: Holder) -> tuple[str, str]:
    """What decides who it is: (hash of the national id, "") or ("", hash of the mobile); both empty for nobody."""
    if holder.national_id.strip():
        return id_hash(holder.national_id), ""
    return "", mobile_hash(holder.mobile) if holder.mobile.strip() else ""


def _new_citizen(key: tuple[str, str], holder: Holder) -> Citizen:
    known, mobile = key
    return Citizen(
        id_hash=known or None,
        id_cipher=seal_id(holder.national_id) if known else b"",
        mobile_hash=mobile or (mobile_hash(holder.mobile) if holder.mobile.strip() else ""),
    )

"""Reading what was told to whom, as far as anybody below the doors may know it."""

from collections import Counter

from django.db.models import Case, Count, IntegerField, Min, Q, QuerySet, Value, When

from cms.core import clock
from cms.vault.models import CustodyGrant, Document

from .models import Notice, Preference

_SENT, _PENDING, _FAILED, _NOTHING = range(4)


def notices_of(document: Document) -> QuerySet[Notice]:
    """The document's notices, newest first, with their tries and receipts."""
    return document.notices.prefetch_related("tries", "receipts").order_by("-created_at", "-pk")


def counts_for(batch_code: str) -> Counter[str]:
    """How many of a batch's documents were told to their holders: "sent", "pending" and "failed".

    A document counts once, however many channels it has: as sent when one of them was, as pending while one may
    still be, as failed when none was. Who has no address or wants no notices is in none of the three.
    """
    standing = Case(
        When(state=Notice.State.SENT, then=Value(_SENT)),
        When(state=Notice.State.PENDING, then=Value(_PENDING)),
        When(state=Notice.State.FAILED, then=Value(_FAILED)),
        default=Value(_NOTHING),
        output_field=IntegerField(),
    )
    documents = (
        Notice.objects.filter(document__batch=batch_code, kind=Notice.Kind.ISSUED)
        .values("document")
        .annotate(best=Min(standing))
    )
    return Counter(
        documents.aggregate(
            sent=Count("document", filter=Q(best=_SENT)),
            pending=Count("document", filter=Q(best=_PENDING)),
            failed=Count("document", filter=Q(best=_FAILED)),
        )
    )


def channels_off(document: Document) -> frozenset[str]:
    """The channels that the document's holder has turned off."""
    now = clock.now()
    holders = CustodyGrant.objects.filter(
        Q(ends_at__isnull=True) | Q(ends_at__gt=now),
        document=document,
        kind=CustodyGrant.Kind.HOLDER,
        citizen__isnull=False,
    )
    chosen = Preference.objects.filter(citizen__in=holders.values("citizen"), off=True)
    return frozenset(chosen.values_list("channel", flat=True))

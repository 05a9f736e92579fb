"""Reading what was told to whom, as far as anybody below the doors may know it."""

from collections import Counter
from collections.abc import Mapping, Sequence

from django.db.models import Case, Count, Exists, IntegerField, Min, OuterRef, Q, QuerySet, Value, When

from cms.core import clock
from cms.core.errors import MyDocError
from cms.doctypes.selectors import definition_of
from cms.vault.models import CustodyGrant, Document

from .channels import channels
from .models import Attempt, Notice, Preference, Receipt

_SENT, _PENDING, _FAILED, _NOTHING = range(4)
_USELESS = (Attempt.Outcome.NO_ADDRESS, Attempt.Outcome.GONE, Attempt.Outcome.CAME_BACK)


def notices_of(document: Document) -> QuerySet[Notice]:
    """What was told of the document, newest first, with tries and receipts.

    That its address served to tell of an answered request is between the citizen and whoever answered.
    """
    told = document.notices.filter(request="")
    return told.prefetch_related("tries", "receipts").order_by("-created_at", "-pk")


def notices_of_answer(request: str) -> QuerySet[Notice]:
    """What was told of the answer to the request with this code, with tries and receipts."""
    return (
        Notice.objects.filter(request=request).exclude(request="").prefetch_related("tries", "receipts").order_by("pk")
    )


def ways_to(documents: Sequence[Document]) -> Mapping[str, Document]:
    """The channels that reach a citizen with these documents, and which of them, the earlier first, bears the address.

    No document is opened for it: its type may have an address, and what became of earlier notices tells the rest.
    """
    useless, ways = _useless_addresses(documents), {}
    for document in documents:
        try:
            definition = definition_of(document.doc_type_version)
        except MyDocError:  # tampered with: it tells nothing, and stops nobody
            continue
        for slug, channel in channels().items():
            if definition.with_role(channel.role) and (document.pk, slug) not in useless:
                ways.setdefault(slug, document)
    return ways


def came_back(channel: str, recipient_hash: str) -> bool:
    """Whether the last notice to that address came back for good."""
    last = _tried().filter(channel=channel, recipient_hash=recipient_hash).order_by("-pk").first()
    return last is not None and last.is_useless


def _useless_addresses(documents: Sequence[Document]) -> set[tuple[object, str]]:
    """Document and channel where the last notice found no address, or one that nothing reaches."""
    told = _tried().filter(document__in=documents).order_by("pk").values_list("document", "channel", "is_useless")
    last = {(document, channel): is_useless for document, channel, is_useless in told}
    return {place for place, is_useless in last.items() if is_useless}


def _tried() -> QuerySet[Notice]:
    """The notices that tell something of an address, and whether it is that it is of no use."""
    useless = Exists(Attempt.objects.filter(notice=OuterRef("pk"), outcome__in=_USELESS))
    bounced = Exists(Receipt.objects.filter(notice=OuterRef("pk"), kind=Receipt.Kind.BOUNCED))
    found = Notice.objects.annotate(is_useless=Q(useless) | Q(bounced))
    return found.filter(Q(state__in=(Notice.State.SENT, Notice.State.FAILED)) | Q(is_useless=True))


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

"""Reading how often documents were verified, for their holders."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from cms.vault.models import Document

from .models import DocumentScan


def scans_of(documents: QuerySet[Document] | Iterable[UUID], since: datetime | None = None) -> QuerySet[DocumentScan]:
    """What was shown of these documents, from that moment on if one is given, newest first; slice it into pages.

    Whether the reader may know of a document is the caller's to ask: hand over what `documents_for` gives.
    """
    known = documents if isinstance(documents, QuerySet) else list(documents)
    scans = DocumentScan.objects.filter(document__in=known)
    return (scans.filter(minute__gte=since) if since else scans).order_by("-minute", "-pk")

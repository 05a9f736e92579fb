"""Reading for the citizen's settings and requests, and for the desk that answers them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, time, timedelta

from django.contrib.auth.models import AnonymousUser
from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from cms.accounts.identity import open_text
from cms.accounts.models import Agency, User
from cms.accounts.visitors import Visitor
from cms.core import clock
from cms.core.errors import NotFound
from cms.delivery.channels import channels
from cms.delivery.models import Notice, Preference
from cms.delivery.selectors import channels_off, ways_to
from cms.vault.models import AccessRecord, CustodyGrant, Document
from cms.vault.permissions import documents_for, live_custody

from .models import DAYS_TO_ANSWER, DataRequest
from .permissions import requests_for

_CODE = re.compile(r"R\d{2,4}-(\d{6,18})", re.ASCII)
ABSENT = "查無這項申請。請從清單重新進入。"
OVERDUE = "overdue"  # the state of an open request whose last day has passed, as a filter has it
NOTICES_SHOWN = 100


@dataclass(frozen=True, slots=True)
class Texts:
    """What stands in a request: the citizen's words, and the answer's, which is empty while there is none."""

    text: str
    answer: str


@dataclass(frozen=True, slots=True)
class RequestCriteria:
    """What the desk looks for; an empty criterion leaves everything in. text is a request's or document's number."""

    text: str = ""
    kind: str = ""
    state: str = ""
    agency: str = ""

    def told(self) -> dict[str, str]:
        """The criteria that are set, for the record."""
        return {name: value for name, value in asdict(self).items() if value}


def request_for(reader: User | AnonymousUser | Visitor, code: str) -> DataRequest:
    """The request with this code, if reader may see it; raises NotFound alike for absent and hidden."""
    serial = _CODE.fullmatch(code)
    seen = requests_for(reader).select_related("document__face", "agency", "look")
    found = seen.filter(pk=int(serial[1])).first() if serial else None
    if found is None or found.code != code:
        raise NotFound(ABSENT)
    return found


def texts_of(request: DataRequest) -> Texts:
    """The request's texts in clear; raises Unreadable if the key is gone or another's."""
    answer = open_text(request.answer, answer_context(request)) if request.answer else ""
    return Texts(open_text(request.text, text_context(request)), answer)


def text_context(request: DataRequest) -> str:
    """What the citizen's text is bound to."""
    return f"data request {request.ref}: text"


def answer_context(request: DataRequest) -> str:
    """What the answer is bound to."""
    return f"data request {request.ref}: answer"


def own_requests(visitor: Visitor) -> QuerySet[DataRequest]:
    """A visitor's requests: open ones first, then the newest."""
    return _open_first(requests_for(visitor).select_related("document__face", "agency")).order_by("closed", "-pk")


def unread_answers(visitor: Visitor) -> int:
    """How many answers the visitor has not opened yet."""
    return requests_for(visitor).filter(read_at__isnull=True).exclude(answered_by="").count()


def address_books(request: DataRequest) -> Sequence[Document]:
    """The documents of whoever asked, in whose addresses an answer may be told: the one asked about, then the newest.

    One that is said to be somebody else's probably bears the other's address, and comes last.
    """
    held = live_custody(clock.now()).filter(kind=CustodyGrant.Kind.HOLDER, citizen=request.citizen_id)
    found = Document.objects.filter(pk__in=held.values("document"), destruction__isnull=True)
    newest = found.select_related("doc_type_version").order_by("-issued_at", "-number")
    is_last = request.kind == DataRequest.Kind.NOT_MINE
    return sorted(newest, key=lambda document: (document.pk == request.document_id) == is_last)


def channels_to(request: DataRequest) -> Mapping[str, bool]:
    """The channels by which whoever asked can be told of an answer, by name, and whether they want to be."""
    ways = ways_to(address_books(request))
    return {channels()[slug].label: slug not in channels_off(document) for slug, document in ways.items()}


def look_of(visitor: Visitor, pk: str) -> AccessRecord | None:
    """A look at one of the visitor's documents, by its key as an address has it; None alike for absent and hidden."""
    if not (pk.isascii() and pk.isdecimal() and len(pk) < 19):
        return None
    return AccessRecord.objects.filter(pk=int(pk), document__in=documents_for(visitor)).first()


def own_documents(visitor: Visitor) -> Sequence[Document]:
    """A visitor's documents with their faces, the newest first."""
    return list(documents_for(visitor).select_related("face").order_by("-issued_at", "-number"))


def find_requests(user: User | AnonymousUser, criteria: RequestCriteria) -> QuerySet[DataRequest]:
    """The requests that user answers and that meet the criteria, with `closed` to sort by."""
    found = requests_for(user).select_related("document__face", "agency")
    if criteria.text:
        serial = _CODE.fullmatch(criteria.text)
        numbered = Q(document__number__startswith=criteria.text)
        found = found.filter(numbered | Q(pk=int(serial[1])) if serial else numbered)
    if criteria.kind:
        found = found.filter(kind=criteria.kind)
    if criteria.state:
        found = found.filter(_in_state(criteria.state))
    if criteria.agency:
        found = found.filter(agency__code=criteria.agency)
    return _open_first(found)


def request_choices(user: User | AnonymousUser) -> Mapping[str, list[tuple[str, str]]]:
    """What there is to choose from for each criterion of the desk."""
    agencies = Agency.objects.filter(pk__in=requests_for(user).values("agency")).order_by("path")
    return {
        "kind": DataRequest.Kind.choices,
        "state": [*DataRequest.State.choices, (OVERDUE, "逾期")],
        "agency": [(agency.code, str(agency)) for agency in agencies],
    }


def notices_told_to(visitor: Visitor) -> QuerySet[Notice]:
    """What was told to the visitor as the holder of a document, the newest first; a proxy's notices are the holder's."""
    held = CustodyGrant.objects.filter(kind=CustodyGrant.Kind.HOLDER, citizen__in=visitor.citizens)
    told = Notice.objects.filter(document__in=documents_for(visitor).filter(pk__in=held.values("document")))
    return told.select_related("document__face").prefetch_related("tries", "receipts").order_by("-created_at", "-pk")


def channels_wanted(visitor: Visitor) -> Mapping[str, bool]:
    """Each channel's slug, and whether notices go through it: they do unless it is off for all that the visitor is."""
    off = Preference.objects.filter(citizen__in=visitor.citizens, off=True).values_list("channel", flat=True)
    counted = list(off)
    return {slug: counted.count(slug) < max(1, len(visitor.citizens)) for slug in channels()}


def _open_first(found: QuerySet[DataRequest]) -> QuerySet[DataRequest]:
    is_open = When(state=DataRequest.State.OPEN, then=Value(0))
    return found.annotate(closed=Case(is_open, default=Value(1), output_field=IntegerField()))


def _in_state(state: str) -> Q:
    if state != OVERDUE:
        return Q(state=state)
    first_day_in_time = clock.today() - timedelta(days=DAYS_TO_ANSWER)
    return Q(state=DataRequest.State.OPEN, asked_at__lt=datetime.combine(first_day_in_time, time(), clock.TAIPEI))

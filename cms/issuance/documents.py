"""Reading issued documents as a person may see them: found by number, type, agency, status or year, never by a hidden value."""

from __future__ import annotations

import unicodedata
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet

from cms.accounts.models import Agency, Role, User
from cms.accounts.permissions import has_role
from cms.core import clock
from cms.core.errors import NotFound
from cms.core.hashing import sha256_hex
from cms.core.ids import read_token
from cms.issuance.models import VoidRequest
from cms.vault.access import ABSENT
from cms.vault.models import Document
from cms.vault.permissions import CLAIM_CODE_MAKERS, VOIDERS, claimable, documents_for
from cms.verification.status import Status, status_of
from cms.verification.words import status_names

# What an issued document can be, in the order of a filter.
STATUSES = (
    Status.VALID,
    Status.VOID,
    Status.SUPERSEDED,
    Status.EXPIRED,
    Status.NOT_YET_VALID,
    Status.DESTROYED,
)


@dataclass(frozen=True, slots=True)
class Criteria:
    """What to look for; an empty criterion leaves everything in.

    text is a document number, an agency's number or their beginning, or a whole verification code; agency is a code
    and covers the units below.
    """

    text: str = ""
    slug: str = ""
    agency: str = ""
    status: str = ""
    year: str = ""

    def told(self) -> dict[str, str]:
        """The criteria that are set, for the record; what was typed could name a person, so its hash stands for it."""
        typed = {"text": sha256_hex(self.text.encode())} if self.text else {}
        return {name: value for name, value in asdict(self).items() if value} | typed


@dataclass(frozen=True, slots=True)
class OpenActs:
    """What a person may set going with a document as it stands now."""

    void: bool
    supersede: bool
    tell: bool
    claim_code: bool


def find_documents(user: User | AnonymousUser, criteria: Criteria, *, on: date | None = None) -> QuerySet[Document]:
    """The documents that user may see and that meet the criteria, with their faces and agencies."""
    found = documents_for(user).select_related("face", "agency", "doc_type_version")
    if criteria.text:
        found = found.filter(_named(criteria.text))
    if criteria.slug:
        found = found.filter(doc_type_version__slug=criteria.slug)
    if criteria.agency:
        above = Agency.objects.filter(code=criteria.agency).values_list("path", flat=True).first()
        found = found.filter(agency__path__startswith=above) if above else found.none()
    if criteria.status:
        found = found.filter(_of_status(criteria.status, on or clock.today()))
    if criteria.year:
        found = found.filter(face__issued_on__year=int(criteria.year))
    return found


def document_for(user: User | AnonymousUser, number: str) -> Document:
    """The document of that number if user may see it; raises NotFound alike for absent and hidden."""
    found = find_documents(user, Criteria()).filter(number=number).first()
    if found is None:
        raise NotFound(ABSENT)
    return found


def choices_for(user: User | AnonymousUser) -> dict[str, list[tuple[str, str]]]:
    """What there is to choose from for each criterion, among the documents that user may see."""
    seen = documents_for(user).order_by()
    types = seen.values_list("doc_type_version__slug", "face__type_name").distinct()
    agencies = Agency.objects.filter(pk__in=seen.values("agency")).order_by("path").values_list("code", "name")
    years = sorted(set(seen.values_list("face__issued_on__year", flat=True)), reverse=True)
    return {
        "slug": sorted(dict(types).items()),
        "agency": [(code, f"{name}（{code}）") for code, name in agencies],
        "status": [(status.value, status_names(status, "zh")[0]) for status in STATUSES],
        "year": [(str(year), f"民國{year - 1911}年") for year in years],
    }


def status_word(face: Any) -> str:
    """What is told of a document today, in words."""
    return status_names(status_of(face, clock.today()), "zh")[0]


def open_request(document: Document) -> VoidRequest | None:
    """The request about this document that still waits for its second person."""
    return document.void_requests.filter(decided_at__isnull=True).first()


def void_requests_for(user: User) -> QuerySet[VoidRequest]:
    """The requests about documents that user may see, newest first."""
    seen = VoidRequest.objects.filter(document__in=documents_for(user))
    return seen.select_related("document__face", "document__agency").order_by("-requested_at")


def void_request_for(user: User, pk: int) -> VoidRequest:
    """One of these requests; raises NotFound alike for absent and hidden."""
    found = void_requests_for(user).filter(pk=pk).first()
    if found is None:
        raise NotFound("查無作廢申請。請從作廢申請清單重新進入。")
    return found


def may_decide(user: User, request: VoidRequest) -> bool:
    """Whether user can be this open request's second person."""
    if request.decided_at or user.get_username() == request.requested_by:
        return False
    return has_role(user, Role.APPROVER, request.document.agency)


def open_acts(user: User, document: Document) -> OpenActs:
    """Which acts a screen may offer this person; the services ask again."""
    ended = hasattr(document, "void") or hasattr(document, "destruction")
    voids = not ended and any(has_role(user, role, document.agency) for role in VOIDERS)
    issues = not ended and not hasattr(document, "supersession") and has_role(user, Role.CLERK, document.agency)
    tells = not hasattr(document, "destruction") and any(
        has_role(user, role, document.agency) for role in (Role.CLERK, Role.APPROVER)
    )
    hands_out = claimable().filter(pk=document.pk).exists() and any(
        has_role(user, role, document.agency) for role in CLAIM_CODE_MAKERS
    )
    return OpenActs(void=voids and open_request(document) is None, supersede=issues, tell=tells, claim_code=hands_out)


def _named(text: str) -> Q:
    plain = unicodedata.normalize("NFKC", text.strip())
    named = Q(number__startswith=plain.upper()) | Q(face__agency_number__startswith=text.strip())
    token = read_token(plain)
    return named | Q(face__token=token) if token else named


def _of_status(wanted: str, on: date) -> Q:
    """verification.status.status_of as a condition: the first that holds decides."""
    by_precedence = (
        (Status.DESTROYED, Q(face__destroyed_at__isnull=False)),
        (Status.VOID, Q(face__voided_at__isnull=False)),
        (Status.SUPERSEDED, Q(face__superseded_at__isnull=False)),
        (Status.NOT_YET_VALID, Q(face__valid_from__gt=on)),
        (Status.EXPIRED, Q(face__valid_until__lt=on)),
    )
    none_before = Q()
    for status, holds in by_precedence:
        if status == wanted:
            return none_before & holds
        none_before &= ~holds
    return none_before

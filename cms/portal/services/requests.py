"""What a citizen asks of an agency, and the one answer to it; neither changes a document by itself."""

from __future__ import annotations

import re
from datetime import timedelta

from django.db import transaction

from cms.accounts.identity import seal_text
from cms.accounts.models import Agency, Citizen
from cms.accounts.selectors import user_of
from cms.accounts.services import citizen_of_mobile
from cms.accounts.services.tries import count_try
from cms.accounts.visitors import Visitor
from cms.audit.events import Event
from cms.audit.services import record_events
from cms.core import clock
from cms.core.errors import Refused
from cms.core.papers import Actor
from cms.delivery.services import tell_of_answer
from cms.doctypes.kinds.base import without_hidden
from cms.portal.models import DataRequest
from cms.portal.selectors import Texts, address_books, answer_context, look_of, request_for, text_context, texts_of
from cms.vault.models import AccessRecord, Document
from cms.vault.permissions import documents_for

LONGEST_TEXT = 1_000
MOST_A_DAY = 10
Kind, State = DataRequest.Kind, DataRequest.State
# Control characters, and what turns the direction of the words after it around: no one side may show the other such.
_NEVER_WRITTEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
ANSWERS = (State.GRANTED, State.PARTLY, State.REFUSED)


def ask(*, visitor: Visitor, kind: str, text: str, number: str = "", look: str = "") -> DataRequest:
    """A visitor's request about a document (number), about one look at it, or about one that is missing.

    It goes to the document's agency, without a document to the city. Raises Refused with a code and the field that is
    wrong: kind, document or text; "request_limit" after MOST_A_DAY a day, "request_nobody" for whom nobody knows.
    """
    if kind not in Kind.values:
        raise Refused("沒有選擇申請的種類。", code="request_kind", field="kind")
    asked_about = _look(visitor, look) if kind == Kind.LOOK else None
    document = _document(visitor, kind, asked_about.document.number if asked_about else number)
    text = _text(text)
    citizen = _citizen(visitor)
    if count_try("portal.request", str(citizen.pk), window=timedelta(days=1)) > MOST_A_DAY:
        raise Refused(f"一天最多提出 {MOST_A_DAY} 項申請。", code="request_limit", field="", most=MOST_A_DAY)
    return _store(visitor, citizen, text, kind=kind, document=document, look=asked_about)


@transaction.atomic
def _store(visitor: Visitor, citizen: Citizen, text: str, **about: object) -> DataRequest:
    document = about["document"]
    agency = document.agency if isinstance(document, Document) else Agency.get_first_root_node()
    request = DataRequest(
        citizen=citizen, assurance=visitor.assurance.value, agency=agency, asked_at=clock.now(), **about
    )
    request.text = seal_text(text, text_context(request))
    request.save()
    detail = {"kind": request.kind, "agency": agency.code, "document": getattr(document, "number", "")}
    record_events(actor=_actor(citizen), events=[Event("portal.request.asked", "data_request", request.code, detail)])
    return request


@transaction.atomic
def withdraw_request(*, visitor: Visitor, code: str) -> DataRequest:
    """Take an open request back; raises NotFound for one that is not the visitor's, Refused for one that has ended."""
    request = request_for(visitor, code)
    if not _end(request, state=State.WITHDRAWN):
        raise Refused("這項申請已經結束，不能撤回。", code="request_ended", field="")
    event = Event("portal.request.withdrawn", "data_request", code)
    record_events(actor=_actor(request.citizen), events=[event])
    return request


@transaction.atomic
def read_answer(*, visitor: Visitor, code: str) -> tuple[DataRequest, Texts]:
    """The visitor's request and its texts; that an answer was read is noted once.

    Raises NotFound for a request that is not the visitor's, Unreadable if its key is gone.
    """
    request = request_for(visitor, code)
    texts = texts_of(request)
    unread = DataRequest.objects.filter(pk=request.pk, read_at__isnull=True).exclude(answered_by="")
    if unread.update(read_at=clock.now()):
        event = Event("portal.request.answer_read", "data_request", code)
        record_events(actor=_actor(request.citizen), events=[event])
    return request, texts


@transaction.atomic
def read_request(*, actor: Actor, code: str) -> tuple[DataRequest, Texts]:
    """A request and its texts for a records manager; that they were read is on record.

    Raises NotFound for a request that actor does not answer, Unreadable if its key is gone.
    """
    request = request_for(user_of(actor), code)
    texts = texts_of(request)
    record_events(actor=actor, events=[Event("portal.request.read", "data_request", code)])
    return request, texts


@transaction.atomic
def answer_request(*, actor: Actor, code: str, outcome: str, text: str) -> DataRequest:
    """Answer a request, once and for good, as records manager over its agency; the citizen is told that there is an answer.

    Nothing else follows by itself.

    Raises NotFound for a request that actor does not answer, Refused without an outcome or words for it, or for a
    request that has ended.
    """
    request = request_for(user_of(actor), code)
    if outcome not in ANSWERS:
        raise Refused("還沒有選擇答覆的結果。請選擇同意、部分同意或不同意。")
    text = _plain(text)
    if not text:
        raise Refused("答覆是空白的。請寫下理由和接下來會怎麼辦理，申請人看得到。")
    if len(text) > LONGEST_TEXT:
        raise Refused(f"答覆有 {len(text)} 個字，至多 {LONGEST_TEXT} 個字；請縮短後再送出。")
    answer = seal_text(text, answer_context(request))
    if not _end(request, state=State(outcome), answer=answer, answered_by=actor.ref):
        raise Refused(f"申請 {code} 已經答覆，或申請人已經撤回，不能再答覆。請重新整理後再看一次。")
    detail = {"outcome": outcome, "kind": request.kind, "document": getattr(request.document, "number", "")}
    record_events(actor=actor, events=[Event("portal.request.answered", "data_request", code, detail)])
    tell_of_answer(request=code, documents=address_books(request))
    return request


def _end(request: DataRequest, **ending: object) -> bool:
    """End a request that is open, unless somebody else was faster: whoever comes second changes nothing."""
    ending["ended_at"] = clock.now()
    if not DataRequest.objects.filter(pk=request.pk, state=State.OPEN).update(**ending):
        return False
    for name, value in ending.items():
        setattr(request, name, value)
    return True


def _look(visitor: Visitor, pk: str) -> AccessRecord | None:
    found = look_of(visitor, pk) if pk else None
    if pk and found is None:
        raise Refused("查無這次查閱。", code="request_look", field="document")
    return found


def _document(visitor: Visitor, kind: str, number: str) -> Document | None:
    """The document that the request is about; none for one that is missing."""
    if kind == Kind.MISSING:
        return None
    document = documents_for(visitor).select_related("agency").filter(number=number).first()
    if document is None:
        raise Refused("沒有選擇文件。", code="request_document", field="document")
    return document


def _text(text: str) -> str:
    bare = _plain(text)
    if not bare:
        raise Refused("內容是空白的。", code="request_empty", field="text")
    if len(bare) > LONGEST_TEXT:
        raise Refused("內容太長。", code="request_long", field="text", most=LONGEST_TEXT, n=len(bare))
    return bare


def _plain(text: str) -> str:
    """The text as both sides read it; empty where nothing would be seen."""
    lines = _NEVER_WRITTEN.sub("", text.replace("\r\n", "\n"))  # a form sends a line's end as two characters
    return lines.strip() if without_hidden(lines).strip() else ""


def _citizen(visitor: Visitor) -> Citizen:
    """Who asks; a mobile that nobody was issued anything to is known from now on, so that it finds its request again."""
    if visitor.citizens:
        citizen = Citizen.objects.filter(pk=visitor.citizens[0]).first()
    elif visitor.mobile_hash:
        citizen = citizen_of_mobile(visitor.mobile_hash)
    else:
        citizen = None
    if citizen is None:
        raise Refused("系統還沒有您的任何文件。", code="request_nobody", field="")
    return citizen


def _actor(citizen: Citizen) -> Actor:
    return Actor(kind="citizen", ref=str(citizen.pk), via="portal")

"""Voiding by two people: who may ask, who may decide, and that a refusal changes nothing."""

import pytest

from cms.accounts.models import Agency, Role, User
from cms.accounts.services import end_role, grant_role
from cms.audit.models import AuditEvent
from cms.core import clock
from cms.core.errors import NotFound, Refused
from cms.core.papers import Actor
from cms.issuance.documents import document_for, may_decide, open_acts, void_request_for, void_requests_for
from cms.issuance.models import VoidRequest
from cms.issuance.services.requests import decide_void, request_void
from cms.vault.models import Change, Document, Void
from cms.verification.status import Status, status_of

SYSTEM = Actor("system", "tests", "cli")


@pytest.fixture
def ask(actor, numbers):
    def run(name: str = "clerk.school", **changes) -> VoidRequest:
        options = {"number": numbers[0], "reason_code": "data_error", "reason": "出生日期誤植"} | changes
        return request_void(actor=actor(name), **options)

    return run


def _status(number: str) -> Status:
    return status_of(Document.objects.get(number=number).face, clock.today())


def _traces() -> tuple[int, ...]:
    return tuple(model.objects.count() for model in (VoidRequest, Void, Change, AuditEvent))


def test_two_people_void_a_document(ask, actor, numbers):
    request = ask()
    assert _status(numbers[0]) == Status.VALID
    decided = decide_void(actor=actor("approver.school"), request=request, approve=True)
    assert (decided.decided_by, decided.approved) == ("approver.school", True)
    assert _status(numbers[0]) == Status.VOID
    void = Void.objects.get(document__number=numbers[0])
    assert (void.by, void.approved_by, void.reason_code) == ("clerk.school", "approver.school", "data_error")
    acts = AuditEvent.objects.filter(object_ref=numbers[0]).order_by("pk").values_list("action", "actor_ref")
    assert list(acts)[-3:] == [
        ("void_requested", "clerk.school"),
        ("void_approved", "approver.school"),
        ("vault.document.voided", "clerk.school"),
    ]
    assert "出生日期誤植" not in str(list(AuditEvent.objects.values_list("detail", flat=True)))


def test_a_declined_request_leaves_the_document_and_may_be_asked_again(ask, actor, numbers):
    decide_void(actor=actor("approver.school"), request=ask(), approve=False)
    assert _status(numbers[0]) == Status.VALID
    assert not Void.objects.exists()
    assert ask().decided_at is None


@pytest.mark.parametrize("name", ["clerk.school", "approver.school", "clerk.education", "records"])
def test_who_may_ask(ask, name: str):
    assert ask(name).requested_by == name


@pytest.mark.parametrize(
    ("name", "refusal"),
    [
        ("clerk.social", NotFound),
        ("bureau", NotFound),
        ("admin", NotFound),
        ("auditor", Refused),
        ("archivist", Refused),
    ],
)
def test_who_may_not_ask(ask, name: str, refusal: type):
    before = _traces()
    with pytest.raises(refusal):
        ask(name)
    assert _traces() == before


@pytest.mark.parametrize("name", ["approver.school", "approver.education"])
def test_who_may_decide(ask, actor, person, name: str):
    request = ask()
    assert may_decide(person(name), request)
    assert decide_void(actor=actor(name), request=request, approve=True).approved


@pytest.mark.parametrize(
    ("name", "refusal"),
    [("clerk.school", Refused), ("clerk.education", Refused), ("records", Refused), ("approver.social", NotFound)],
)
def test_who_may_not_decide(ask, actor, person, name: str, refusal: type):
    request = ask()
    before = _traces()
    for approve in (True, False):
        with pytest.raises(refusal):
            decide_void(actor=actor(name), request=request, approve=approve)
    assert _traces() == before
    request.refresh_from_db()
    assert request.decided_at is None
    assert not may_decide(person(name), request)


def test_nobody_decides_the_own_request(ask, actor, person):
    request = ask("approver.school")
    assert not may_decide(person("approver.school"), request)
    for approve in (True, False):
        with pytest.raises(Refused, match="兩個人"):
            decide_void(actor=actor("approver.school"), request=request, approve=approve)
    assert not Void.objects.exists()


def test_a_decision_is_final(ask, actor):
    request = ask()
    decide_void(actor=actor("approver.school"), request=request, approve=False)
    before = _traces()
    with pytest.raises(Refused, match="已由「approver.school」決定"):
        decide_void(actor=actor("approver.education"), request=request, approve=True)
    assert _traces() == before


def test_a_request_by_somebody_who_lost_the_role_can_only_be_declined(ask, actor, person):
    request = ask()
    for grant in person("clerk.school").role_grants.all():
        end_role(actor=SYSTEM, grant=grant, reason="調職")
    before = _traces()
    with pytest.raises(Refused, match="clerk.school"):
        decide_void(actor=actor("approver.school"), request=request, approve=True)
    assert _traces() == before
    assert decide_void(actor=actor("approver.school"), request=request, approve=False).approved is False


@pytest.mark.parametrize(
    "changes",
    [{"reason_code": ""}, {"reason_code": "whatever"}, {"reason": "  "}, {"reason": "長" * 201}],
    ids=["no code", "unknown code", "blank", "too long"],
)
def test_a_reason_is_needed(ask, changes: dict):
    before = _traces()
    with pytest.raises(Refused):
        ask(**changes)
    assert _traces() == before


def test_a_document_is_asked_for_once_and_not_when_void(ask, actor):
    request = ask()
    with pytest.raises(Refused, match="正在等核定"):
        ask("approver.school")
    decide_void(actor=actor("approver.school"), request=request, approve=True)
    with pytest.raises(Refused, match="已作廢"):
        ask()


def test_requests_are_seen_by_who_sees_the_document(ask, person):
    request = ask()
    assert void_requests_for(person("auditor")).get() == request
    assert not void_requests_for(person("approver.social")).exists()
    with pytest.raises(NotFound):
        void_request_for(person("approver.social"), request.pk)


def test_what_a_screen_may_offer(ask, actor, person, numbers):
    def offered(name: str) -> tuple[bool, bool]:
        acts = open_acts(person(name), document_for(person(name), numbers[0]))
        return acts.void, acts.supersede

    assert offered("clerk.school") == (True, True)
    assert offered("approver.school") == (True, False)
    assert offered("auditor") == (False, False)
    request = ask()
    assert offered("clerk.school") == (False, True)
    decide_void(actor=actor("approver.school"), request=request, approve=True)
    assert offered("clerk.school") == (False, False)


def test_a_new_approver_may_decide_at_once(ask, actor, person):
    request = ask()
    grant_role(
        actor=SYSTEM,
        user=User.objects.get(username="clerk.it"),
        role=Role.APPROVER,
        agency=Agency.objects.get(code="333303"),
        reason="代理",
    )
    assert decide_void(actor=actor("clerk.it"), request=request, approve=True).approved

"""The last four of the national id: whose documents of a shared phone open, and that nobody guesses them."""

from datetime import timedelta
from uuid import uuid4

import pytest
from signin_mobile_world import CHILD, FATHER, FORMER, PHONE, TWIN, issue

from cms.accounts.identity import mobile_hash
from cms.accounts.models import Citizen
from cms.accounts.visitors import Assurance, Visitor
from cms.audit.models import AuditEvent
from cms.core import clock
from cms.core.errors import Refused
from cms.signin.selectors import family_of, known_by_mobile_alone, may_give_last_four
from cms.signin.services.last_four import check_last_four
from cms.vault.models import CustodyGrant
from cms.vault.permissions import documents_for

pytestmark = pytest.mark.usefixtures("school")


def visitor(mobile: str = PHONE) -> Visitor:
    """Who has proven this phone."""
    return Visitor(None, mobile_hash(mobile), Assurance.MOBILE, alone=known_by_mobile_alone(mobile_hash(mobile)))


def refusal_of(who: Visitor, last_four: str) -> Refused:
    with pytest.raises(Refused) as refused:
        check_last_four(visitor=who, last_four=last_four)
    return refused.value


def test_the_digits_choose_whose_documents_open():
    fathers, childs = issue(national_id=FATHER, mobile=PHONE), issue(national_id=CHILD, mobile=PHONE)
    visit = issue(mobile=PHONE)
    phone = visitor()
    assert set(documents_for(phone)) == {visit}
    father = check_last_four(visitor=phone, last_four=FATHER[-4:])
    assert father.assurance is Assurance.ID
    assert set(documents_for(father)) == {fathers, visit}
    child = check_last_four(visitor=father, last_four=CHILD[-4:])
    assert set(documents_for(child)) == {childs, visit}


def test_a_document_to_another_number_stays_closed():
    """The number was the father's, or will be somebody else's: what went elsewhere is not for this phone."""
    here, elsewhere = issue(national_id=FATHER, mobile=PHONE), issue(national_id=FATHER, mobile=FORMER)
    assert set(documents_for(check_last_four(visitor=visitor(), last_four=FATHER[-4:]))) == {here}
    assert set(documents_for(check_last_four(visitor=visitor(FORMER), last_four=FATHER[-4:]))) == {elsewhere}


def test_somebody_of_another_phone_is_not_found_by_this_one():
    issue(national_id=FATHER, mobile=PHONE)
    issue(national_id=CHILD, mobile=FORMER)
    assert refusal_of(visitor(), CHILD[-4:]).code == "id_wrong"


def test_custody_that_ended_or_has_not_begun_asks_for_nobody(later):
    document = issue(national_id=FATHER, mobile=PHONE)
    child = issue(national_id=CHILD, mobile=PHONE)
    CustodyGrant.objects.create(
        document=child,
        kind=CustodyGrant.Kind.PROXY,
        citizen=Citizen.objects.create(id_hash="9" * 64),
        mobile_hash=mobile_hash(PHONE),
        starts_at=clock.now(),
    )
    assert family_of(mobile_hash(PHONE)).count() == 2
    grant = CustodyGrant.objects.get(document=document)
    grant.ends_at = clock.now()
    grant.save()
    assert refusal_of(visitor(), FATHER[-4:]).code == "id_wrong"
    grant.starts_at, grant.ends_at = clock.now() + timedelta(days=1), None
    grant.save()
    assert family_of(mobile_hash(PHONE)).count() == 1


def test_who_has_nothing_or_came_by_the_city_account_is_not_asked():
    assert not may_give_last_four(visitor())
    issue(mobile=PHONE)
    assert not may_give_last_four(visitor())
    issue(national_id=FATHER, mobile=PHONE)
    assert may_give_last_four(visitor())
    assert not may_give_last_four(Visitor(uuid4(), mobile_hash(PHONE), Assurance.CITY))
    assert not may_give_last_four(Visitor(uuid4(), "", Assurance.ID))


def test_two_of_one_phone_with_the_same_digits_are_sent_to_the_city_account():
    issue(national_id=FATHER, mobile=PHONE)
    issue(national_id=TWIN, mobile=PHONE)
    childs = issue(national_id=CHILD, mobile=PHONE)
    refused = refusal_of(visitor(), FATHER[-4:])
    assert refused.code == "id_twins"
    assert "城市帳號" in str(refused)
    assert set(documents_for(check_last_four(visitor=visitor(), last_four=CHILD[-4:]))) == {childs}


def test_two_documents_of_one_person_are_one_person():
    papers = {issue(national_id=FATHER, mobile=PHONE) for _ in range(2)}
    assert set(documents_for(check_last_four(visitor=visitor(), last_four=FATHER[-4:]))) == papers


def test_five_wrong_ones_in_half_an_hour_and_ten_a_day(later):
    issue(national_id=FATHER, mobile=PHONE)
    told = [refusal_of(visitor(), f"{n:04d}") for n in range(5)]
    assert [refused.facts.get("n") for refused in told] == [4, 3, 2, 1, None]
    assert "30 分鐘後再試或洽 1999" in str(told[-1])
    assert refusal_of(visitor(), FATHER[-4:]).code == "id_locked"
    later(minutes=30)
    told = [refusal_of(visitor(), f"{n:04d}") for n in range(5)]
    assert "今天嘗試次數已達上限，請明天再試或洽 1999" in str(told[-1])
    later(minutes=30)
    assert refusal_of(visitor(), FATHER[-4:]).code == "id_locked_today"
    later(days=1)
    assert check_last_four(visitor=visitor(), last_four=FATHER[-4:])


def test_a_right_answer_gives_no_try_back():
    """Otherwise the child, who knows the own digits, could guess the father's for ever."""
    issue(national_id=FATHER, mobile=PHONE)
    issue(national_id=CHILD, mobile=PHONE)
    for n in range(4):
        assert refusal_of(visitor(), f"{n:04d}").code == "id_wrong"
        assert check_last_four(visitor=visitor(), last_four=CHILD[-4:])
    assert refusal_of(visitor(), "0005").code == "id_locked"
    assert refusal_of(visitor(), CHILD[-4:]).code == "id_locked"


def test_right_answers_are_not_limited():
    issue(national_id=FATHER, mobile=PHONE)
    issue(national_id=CHILD, mobile=PHONE)
    for n in range(12):
        assert check_last_four(visitor=visitor(), last_four=(FATHER, CHILD)[n % 2][-4:])


def test_ten_thousand_digits_are_not_got_through(later):
    issue(national_id=FATHER, mobile=PHONE)
    looked_at = 0
    for n in range(10_000):
        if f"{n:04d}" != FATHER[-4:]:
            looked_at += refusal_of(visitor(), f"{n:04d}").code == "id_wrong"
        if n % 1000 == 999:
            later(minutes=31)
    assert looked_at <= 10


def test_another_phone_has_tries_of_its_own():
    issue(national_id=FATHER, mobile=PHONE)
    issue(national_id=CHILD, mobile=FORMER)
    for n in range(5):
        refusal_of(visitor(), f"{n:04d}")
    assert check_last_four(visitor=visitor(FORMER), last_four=CHILD[-4:])


def test_events_name_nobody():
    issue(national_id=FATHER, mobile=PHONE)
    refusal_of(visitor(), "0000")
    father = check_last_four(visitor=visitor(), last_four=FATHER[-4:])
    events = AuditEvent.objects.filter(action__in=("sign_in_refused", "signed_in")).order_by("pk")
    assert [(event.action, event.object_ref, event.detail) for event in events] == [
        ("sign_in_refused", mobile_hash(PHONE), {"why": "last_four"}),
        ("signed_in", str(father.person), {"assurance": "id"}),
    ]
    for secret in (PHONE, FATHER, "6789", "0000"):
        assert all(secret != event.object_ref and secret not in str(event.detail) for event in events)

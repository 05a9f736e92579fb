"""Numbers and tokens: given once, the same on asking again, and never twice for what is live."""

import pytest
from vault_world import WORKER, acting, issue, paper, planned, reserve

from cms.core import ids
from cms.core.errors import Refused
from cms.vault.models import Cancellation, Reservation
from cms.vault.selectors import live_unique_keys
from cms.vault.services.deposit import cancel_reservations, deposit_sealed, reserve_documents
from cms.vault.services.status import supersede_document, void_document


def test_numbers_follow_each_other_and_are_sound(world):
    first, second = reserve(2, key="a")
    (third,) = reserve(1, key="b")
    serials = [int(one.number.split("-")[1]) for one in (first, second, third)]
    assert serials == list(range(serials[0], serials[0] + 3))
    assert all(ids.number_is_sound(one.number) for one in (first, second, third))
    assert len({one.token for one in (first, second, third)}) == 3


def test_the_same_key_gives_the_same_answer(world):
    assert reserve(3, key="a") == reserve(3, key="a")
    assert Reservation.objects.count() == 3


def test_the_same_key_for_another_plan_is_refused(world):
    reserve(3, key="a")
    with pytest.raises(Refused, match="不同的內容"):
        reserve(2, key="a")


def test_a_live_key_is_refused_and_names_the_number(world):
    (first,) = reserve(unique_keys=["k"])
    with pytest.raises(Refused, match=first.number):
        reserve(key="again", unique_keys=["k"])
    assert Reservation.objects.count() == 1


def test_the_same_key_twice_in_one_plan_is_refused(world):
    with pytest.raises(Refused, match="第 1、2 列重複"):
        reserve(3, unique_keys=["k", "k", "other"])


def test_cancelled_void_and_superseded_free_the_key(world):
    (first,) = reserve(key="1", unique_keys=["k"])
    cancel_reservations(actor=WORKER, document_ids=[first.document_id], reason="移出")
    assert live_unique_keys(["k", ""]) == {}
    number = issue("2", unique_key="k")
    assert live_unique_keys(["k"]) == {"k": number}
    void_document(
        actor=acting("clerk"), approved_by=acting("approver"), number=number, reason_code="error", reason="誤植"
    )
    assert live_unique_keys(["k"]) == {}


def test_a_successor_may_share_the_key_that_it_replaces(world):
    old = issue("1", unique_key="k")
    new = issue("2", unique_key="k", replaces=old)
    supersede_document(actor=acting("clerk"), number=old, successor_number=new, reason="更正姓名")
    assert live_unique_keys(["k"]) == {"k": new}


def test_an_issued_number_cannot_be_cancelled(world):
    (reserved,) = reserve()
    deposit_sealed(actor=WORKER, deposits=[paper(reserved)])
    with pytest.raises(Refused, match="作廢或換發"):
        cancel_reservations(actor=WORKER, document_ids=[reserved.document_id], reason="移出")
    assert not Cancellation.objects.exists()


def test_cancelling_again_changes_nothing(world):
    (reserved,) = reserve()
    assert cancel_reservations(actor=WORKER, document_ids=[reserved.document_id], reason="移出") == 1
    assert cancel_reservations(actor=WORKER, document_ids=[reserved.document_id], reason="再一次") == 0
    assert Cancellation.objects.get().reason == "移出"


@pytest.mark.parametrize("who", ["stranger", "auditor", "admin"])
def test_only_issuers_reserve_and_cancel(world, who):
    with pytest.raises(Refused):
        reserve_documents(actor=acting(who), plan=planned(1), key="a")
    (reserved,) = reserve(actor=acting("approver"))
    with pytest.raises(Refused):
        cancel_reservations(actor=acting(who), document_ids=[reserved.document_id], reason="移出")
    assert (Reservation.objects.count(), Cancellation.objects.count()) == (1, 0)

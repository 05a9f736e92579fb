"""Approve, seal, withdraw, retry, follow up: by whom, how freshly signed in, and what is shown before."""

import pytest
from desk_clients import address, bad_second, desk_of, grow_stale
from issuance_sheets import PUPILS

from cms.accounts.selectors import actor_for
from cms.core.papers import Actor
from cms.issuance.models import Batch, Chunk, Row
from cms.issuance.services.approvals import approve_batch
from cms.issuance.services.chunks import work_on_next_chunk
from cms.issuance.services.rows import edit_cell
from cms.vault.models import Cancellation, Reservation

WORKER = Actor("system", "worker", "worker")


@pytest.fixture
def approver(world):
    return desk_of("approver.school")


@pytest.fixture
def approved(uploaded, person):
    return approve_batch(actor=actor_for(person("approver.school"), "cli"), batch=uploaded())


def state_of(batch: Batch) -> str:
    return Batch.objects.get(pk=batch.pk).state


def test_an_approver_sees_what_is_approved_and_approves_it(uploaded, approver):
    batch = uploaded()
    page = approver.get(address("issuance_batch", batch)).content.decode()
    assert batch.file_sha256 in page
    assert "您第一次看這一批" in page
    assert "核定 3 列" in page
    assert page.count("第 2 列") >= 1
    approver.post(address("issuance_approve", batch))
    assert state_of(batch) == Batch.State.APPROVED
    batch.refresh_from_db()
    assert batch.approval_sha256 in approver.get(address("issuance_batch", batch)).content.decode()


def test_what_changed_since_the_last_look_is_shown(uploaded, approver, person):
    batch = uploaded()
    approver.get(address("issuance_batch", batch))
    edit_cell(
        actor=actor_for(person("clerk.school"), "admin"), batch=batch, seq=3, field_code="holder_name", text="陳沛怡"
    )
    answer = approver.get(address("issuance_batch", batch))
    assert [line.row.seq for line in answer.context["edited"]] == [3]
    assert approver.get(address("issuance_batch", batch)).context["edited"] == []


def test_wrong_rows_stay_behind_only_when_it_is_said(uploaded, approver):
    batch = uploaded(bad_second())
    approver.post(address("issuance_approve", batch))
    assert state_of(batch) == Batch.State.CHECKED
    assert "還有 1 列需要修正" in approver.get(address("issuance_batch", batch)).content.decode()
    assert "只核定可發的 2 列" in approver.get(address("issuance_batch", batch)).content.decode()
    approver.post(address("issuance_approve", batch), {"only_good": "1"})
    assert state_of(batch) == Batch.State.APPROVED


@pytest.mark.parametrize("name", ["clerk.school", "auditor"])
def test_others_neither_see_the_button_nor_approve(uploaded, name):
    batch = uploaded()
    client = desk_of(name)
    assert address("issuance_approve", batch) not in client.get(address("issuance_batch", batch)).content.decode()
    client.post(address("issuance_approve", batch))
    assert state_of(batch) == Batch.State.CHECKED
    assert not Reservation.objects.exists()


def test_sealing_goes_from_approved_to_done(approved, approver):
    approver.post(address("issuance_seal", approved))
    assert state_of(approved) == Batch.State.SEALING
    told = approver.get(address("issuance_status", approved)).json()
    assert (told["done"], told["total"], told["failed"]) == (0, 3, 0)
    assert "<progress" in approver.get(address("issuance_batch", approved)).content.decode()
    while work_on_next_chunk(actor=WORKER):
        pass
    assert approver.get(address("issuance_status", approved)).json()["state"] == "done"
    page = approver.get(address("issuance_batch", approved)).content.decode()
    assert "已核發 3 份" in page
    assert all(row.document.number in page for row in approved.rows.select_related("document"))


@pytest.mark.parametrize("name", ["clerk.school", "auditor"])
def test_who_holds_no_seal_does_not_seal(approved, name):
    client = desk_of(name)
    assert address("issuance_seal", approved) not in client.get(address("issuance_batch", approved)).content.decode()
    client.post(address("issuance_seal", approved))
    assert state_of(approved) == Batch.State.APPROVED


@pytest.mark.parametrize("name", ["issuance_approve", "issuance_seal", "issuance_withdraw"])
def test_a_stale_sign_in_is_renewed_first(uploaded, approved, approver, name):
    batch = uploaded([(*PUPILS[0][:1], "示市龍門畢字第115799999號", *PUPILS[0][2:])])
    target = approved if name == "issuance_seal" else batch
    before = state_of(target)
    grow_stale(approver)
    answer = approver.post(address(name, target), {"reason": "名單有誤"})
    assert answer.status_code == 302
    assert "/confirm/" in answer["Location"]
    assert state_of(target) == before


def test_withdrawing_needs_a_reason_and_cancels_the_numbers(approved):
    clerk = desk_of("clerk.school")
    clerk.post(address("issuance_withdraw", approved), {"reason": ""})
    assert state_of(approved) == Batch.State.APPROVED
    assert "請填寫撤回的理由" in clerk.get(address("issuance_batch", approved)).content.decode()
    clerk.post(address("issuance_withdraw", approved), {"reason": "名單有誤"})
    assert state_of(approved) == Batch.State.WITHDRAWN
    assert Cancellation.objects.count() == 3
    assert "已經撤回" in clerk.get(address("issuance_batch", approved)).content.decode()


def test_an_auditor_does_not_withdraw(approved):
    client = desk_of("auditor")
    assert (
        address("issuance_withdraw", approved) not in client.get(address("issuance_batch", approved)).content.decode()
    )
    client.post(address("issuance_withdraw", approved), {"reason": "x"})
    assert state_of(approved) == Batch.State.APPROVED


def test_a_halted_batch_says_why_and_is_tried_again(approved, approver):
    Batch.objects.filter(pk=approved.pk).update(state=Batch.State.HALTED)
    approved.chunks.update(state=Chunk.State.STUCK, attempts=3, trouble="簽章服務沒有回應")
    page = approver.get(address("issuance_batch", approved)).content.decode()
    assert "簽章服務沒有回應" in page
    clerk = desk_of("clerk.school")
    assert address("issuance_retry", approved) not in clerk.get(address("issuance_batch", approved)).content.decode()
    clerk.post(address("issuance_retry", approved))
    assert state_of(approved) == Batch.State.HALTED
    approver.post(address("issuance_retry", approved))
    assert state_of(approved) == Batch.State.SEALING


def test_failed_rows_become_a_batch_of_their_own(approved, approver):
    Batch.objects.filter(pk=approved.pk).update(state=Batch.State.DONE)
    approved.rows.filter(seq=3).update(state=Row.State.FAILED, trouble="內容太長，放不下")
    assert "內容太長，放不下" in approver.get(address("issuance_batch", approved)).content.decode()
    approver.post(address("issuance_follow_up", approved))
    assert Batch.objects.count() == 1
    answer = desk_of("clerk.school").post(address("issuance_follow_up", approved))
    follower = Batch.objects.latest("pk")
    assert answer["Location"] == address("issuance_batch", follower)
    assert follower.rows.count() == 1


@pytest.mark.parametrize(
    "name", ["issuance_approve", "issuance_seal", "issuance_withdraw", "issuance_retry", "issuance_follow_up"]
)
def test_decisions_are_posts(approved, approver, name):
    assert approver.get(address(name, approved)).status_code == 405

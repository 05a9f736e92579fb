"""Upload and approval: who may, what is pinned, what is reserved, and that refusals change nothing."""

import pytest
from issuance_sheets import HEADER, PUPILS, spreadsheet

from cms.accounts.selectors import actor_for
from cms.audit.models import AuditEvent
from cms.core.errors import Refused
from cms.core.hashing import sha256_json
from cms.core.papers import Actor
from cms.issuance.models import Batch, Chunk, Row
from cms.issuance.services.approvals import approve_batch
from cms.issuance.services.batches import follow_up_batch, start_sealing, upload_batch, withdraw_batch
from cms.issuance.services.chunks import work_on_next_chunk
from cms.vault.models import Cancellation, Reservation

BAD = tuple("A123456780" if name == "身分證字號" else cell for name, cell in zip(HEADER, PUPILS[1], strict=True))


@pytest.fixture
def approver(person):
    return actor_for(person("approver.school"), "cli")


def test_upload_keeps_file_and_rows_encrypted(uploaded):
    batch = uploaded()
    assert batch.code.startswith("B115-")
    rows = list(batch.rows.all())
    assert [row.state for row in rows] == [Row.State.GOOD] * 3
    for row in rows:
        assert "林昱辰".encode() not in bytes(row.payload)
        assert b"A123456789" not in bytes(row.payload)
    assert AuditEvent.objects.filter(action="batch_uploaded", object_ref=batch.code).count() == 1


def test_only_a_clerk_uploads(check, person):
    data = spreadsheet(PUPILS)
    checked = check(data=data)
    with pytest.raises(Refused):
        upload_batch(actor=actor_for(person("approver.school"), "cli"), checked=checked, data=data)
    assert not Batch.objects.exists()


def test_approval_pins_everything_and_reserves_a_number_for_every_row(uploaded, approver):
    batch = approve_batch(actor=approver, batch=uploaded())
    assert batch.state == Batch.State.APPROVED
    assert batch.approval_sha256 == sha256_json(batch.approval)
    assert set(batch.approval) == {"file", "type", "layouts", "profile", "issued_on", "count", "chunks"}
    numbers = set(Reservation.objects.values_list("number", flat=True))
    assert {row.reservation["number"] for row in batch.rows.all()} == numbers
    assert len(numbers) == 3
    assert len(set(Reservation.objects.values_list("token", flat=True))) == 3


def test_the_uploader_never_approves(uploaded, person):
    batch = uploaded()
    clerk = actor_for(person("clerk.school"), "cli")
    with pytest.raises(Refused):
        approve_batch(actor=clerk, batch=batch)
    batch.refresh_from_db()
    assert batch.state == Batch.State.CHECKED
    assert not Reservation.objects.exists()


def test_four_eyes_hold_even_for_somebody_with_both_roles(uploaded, person, school):
    from cms.accounts.services import grant_role
    from cms.demo.accounts import SYSTEM

    grant_role(actor=SYSTEM, user=person("clerk.school"), role="approver", agency=school, reason="代理")
    batch = uploaded()
    with pytest.raises(Refused, match="不能由同一個人核定"):
        approve_batch(actor=actor_for(person("clerk.school"), "cli"), batch=batch)
    assert not Reservation.objects.exists()


@pytest.mark.parametrize("name", ["approver.social", "clerk.education", "admin", "auditor"])
def test_an_approver_from_elsewhere_is_refused(uploaded, person, name: str):
    batch = uploaded()
    with pytest.raises(Refused, match="核定人"):
        approve_batch(actor=actor_for(person(name), "cli"), batch=batch)
    assert not Chunk.objects.exists()


def test_wrong_rows_stop_approval_unless_only_the_good_are_wanted(uploaded, approver):
    batch = uploaded([PUPILS[0], BAD])
    with pytest.raises(Refused, match="還有 1 列需要修正"):
        approve_batch(actor=approver, batch=batch)
    batch = approve_batch(actor=approver, batch=batch, only_good=True)
    assert Reservation.objects.count() == 1
    assert batch.approval["count"] == 1


def test_approval_happens_once(uploaded, approver):
    batch = approve_batch(actor=approver, batch=uploaded())
    with pytest.raises(Refused, match="已核定"):
        approve_batch(actor=approver, batch=batch)
    assert Reservation.objects.count() == 3


def test_sealing_needs_a_seal_holder(uploaded, approver, person):
    batch = approve_batch(actor=approver, batch=uploaded())
    with pytest.raises(Refused, match="用印人"):
        start_sealing(actor=actor_for(person("clerk.school"), "cli"), batch=batch)
    assert start_sealing(actor=approver, batch=batch).state == Batch.State.SEALING


def test_withdrawing_cancels_every_reserved_number(uploaded, approver, person):
    batch = approve_batch(actor=approver, batch=uploaded())
    withdraw_batch(actor=actor_for(person("clerk.school"), "cli"), batch=batch, reason="名單有誤")
    assert Cancellation.objects.count() == 3
    batch.refresh_from_db()
    assert batch.state == Batch.State.WITHDRAWN


def test_a_stranger_does_not_withdraw(uploaded, person):
    batch = uploaded()
    with pytest.raises(Refused):
        withdraw_batch(actor=actor_for(person("approver.social"), "cli"), batch=batch, reason="x")
    batch.refresh_from_db()
    assert batch.state == Batch.State.CHECKED


def test_rows_left_behind_go_on_in_a_batch_of_their_own(uploaded, approver, person):
    clerk = actor_for(person("clerk.school"), "admin")
    batch = start_sealing(
        actor=approver, batch=approve_batch(actor=approver, batch=uploaded([PUPILS[0], BAD]), only_good=True)
    )
    with pytest.raises(Refused, match="等它完成"):
        follow_up_batch(actor=clerk, batch=batch)
    work_on_next_chunk(actor=Actor("system", "worker", "worker"), batch=batch)
    batch.refresh_from_db()
    with pytest.raises(Refused, match="承辦人"):
        follow_up_batch(actor=approver, batch=batch)
    follower = follow_up_batch(actor=clerk, batch=batch)
    assert [(row.seq, row.state) for row in follower.rows.all()] == [(3, Row.State.BAD)]
    moved = batch.rows.get(seq=3)
    assert (moved.state, bytes(moved.payload)) == (Row.State.CANCELLED, b"")
    with pytest.raises(Refused, match="沒有留下"):
        follow_up_batch(actor=clerk, batch=batch)

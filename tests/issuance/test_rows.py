"""Mending a cell: judged at once, neighbours with it; an approval does not survive it; sealed rows are out of reach."""

import pytest
from issuance_sheets import HEADER, PUPILS

from cms.accounts.selectors import actor_for
from cms.audit.models import AuditEvent
from cms.core.errors import NotFound, Refused
from cms.core.papers import Actor
from cms.issuance.models import Batch, Row
from cms.issuance.selectors import error_causes, row_view, rows_of
from cms.issuance.services.approvals import approve_batch
from cms.issuance.services.chunks import issue_chunk
from cms.issuance.services.rows import edit_cell
from cms.vault.models import Cancellation, Reservation


def changed(row: tuple, column: str, value: str) -> tuple:
    """The row with another cell in this column."""
    return tuple(value if name == column else cell for name, cell in zip(HEADER, row, strict=True))


@pytest.fixture
def clerk(person):
    return actor_for(person("clerk.school"), "admin")


@pytest.fixture
def approver(person):
    return actor_for(person("approver.school"), "admin")


def test_a_wrong_cell_is_mended(uploaded, clerk, person):
    batch = uploaded([PUPILS[0], changed(PUPILS[1], "手機", "912345678")])
    error = row_view(person("clerk.school"), batch, 3).errors[0]
    assert (error.field, error.value, error.suggestion) == ("mobile", "912345678", "0912345678")
    row = edit_cell(actor=clerk, batch=batch, seq=3, field_code="mobile", text=error.suggestion)
    assert row.state == Row.State.GOOD
    assert error_causes(batch) == ()
    assert (row.edited_by, row.problems) == ("clerk.school", [])
    event = AuditEvent.objects.get(action="row_edited")
    assert "0912345678" not in str(event.detail)


def test_a_new_mistake_is_told_at_once(uploaded, clerk, person):
    batch = uploaded()
    edit_cell(actor=clerk, batch=batch, seq=2, field_code="birth_date", text="113/02/30")
    view = row_view(person("clerk.school"), batch, 2)
    assert view.state == Row.State.BAD
    assert view.cells["birth_date"] == "113/02/30"
    assert [(cause.column, cause.count, cause.first_row) for cause in error_causes(batch)] == [("出生日期", 1, 2)]


def test_mending_a_duplicate_frees_the_other_row_too(uploaded, clerk):
    batch = uploaded([PUPILS[0], changed(PUPILS[1], "證書字號", PUPILS[0][1])])
    assert batch.rows.get(seq=3).state == Row.State.BAD
    edit_cell(actor=clerk, batch=batch, seq=2, field_code="certificate_number", text="示市龍門畢字第115700099號")
    assert set(batch.rows.values_list("state", flat=True)) == {Row.State.GOOD}
    edit_cell(actor=clerk, batch=batch, seq=2, field_code="certificate_number", text=PUPILS[0][1])
    assert [row.state for row in batch.rows.order_by("seq")] == [Row.State.GOOD, Row.State.BAD]


@pytest.mark.parametrize("name", ["approver.school", "clerk.social", "admin"])
def test_only_a_clerk_of_the_agency_edits(uploaded, person, name: str):
    batch = uploaded()
    before = bytes(batch.rows.get(seq=2).payload)
    with pytest.raises(Refused):
        edit_cell(actor=actor_for(person(name), "admin"), batch=batch, seq=2, field_code="mobile", text="0987654321")
    assert bytes(batch.rows.get(seq=2).payload) == before


@pytest.mark.parametrize(("seq", "field"), [(99, "mobile"), (2, "no_such_field")])
def test_an_absent_cell_is_not_found(uploaded, clerk, seq: int, field: str):
    with pytest.raises(NotFound):
        edit_cell(actor=clerk, batch=uploaded(), seq=seq, field_code=field, text="x")


def test_an_edit_voids_the_approval(uploaded, clerk, approver):
    batch = approve_batch(actor=approver, batch=uploaded())
    first = batch.approval_sha256
    edit_cell(actor=clerk, batch=batch, seq=2, field_code="mobile", text="0987654321")
    batch.refresh_from_db()
    assert (batch.state, batch.approval_sha256, batch.approved_by) == (Batch.State.CHECKED, "", "")
    assert Cancellation.objects.count() == Reservation.objects.count() == 3
    assert not batch.chunks.exists()
    again = approve_batch(actor=approver, batch=batch)
    assert again.approval_sha256 != first
    assert Reservation.objects.filter(cancellation=None).count() == 3


def test_whoever_edited_does_not_approve(uploaded, clerk, person, school):
    from cms.accounts.services import grant_role
    from cms.demo.accounts import SYSTEM

    grant_role(actor=SYSTEM, user=person("approver.school"), role="clerk", agency=school, reason="代理")
    batch = uploaded()
    approver = actor_for(person("approver.school"), "admin")
    edit_cell(actor=approver, batch=batch, seq=2, field_code="mobile", text="0987654321")
    with pytest.raises(Refused, match="修改過的列"):
        approve_batch(actor=approver, batch=batch)


def test_a_sealed_batch_is_out_of_reach(sealing, clerk):
    batch = sealing()
    with pytest.raises(Refused, match="不能再修改"):
        edit_cell(actor=clerk, batch=batch, seq=2, field_code="mobile", text="0987654321")
    issue_chunk(actor=Actor("system", "worker", "worker"), batch_id=batch.pk, seqs=[2, 3, 4])
    with pytest.raises(Refused):
        edit_cell(actor=clerk, batch=batch, seq=2, field_code="mobile", text="0987654321")


def test_a_list_masks_people_and_hides_other_agencies_batches(uploaded, person):
    batch = uploaded()
    page = rows_of(person("clerk.school"), batch)
    assert (page.total, page.pages) == (3, 1)
    assert page.rows[0].masked["holder_name"] == "林○辰"
    assert "A123456789" not in page.rows[0].masked["national_id"]
    with pytest.raises(NotFound):
        rows_of(person("clerk.social"), batch)
    with pytest.raises(NotFound):
        rows_of(person("admin"), batch)

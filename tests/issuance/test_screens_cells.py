"""Cells mended in the page, as a plain form and from the script."""

import pytest
from desk_clients import WRONG_ID, address, bad_second, changed, desk_of
from issuance_sheets import PUPILS

from cms.accounts.selectors import actor_for
from cms.issuance.models import Batch, Row
from cms.issuance.services.approvals import approve_batch
from cms.vault.models import Cancellation

SCRIPT = {"HTTP_ACCEPT": "application/json"}
GOOD_ID = "B234567894"


@pytest.fixture
def clerk(world):
    return desk_of("clerk.school")


@pytest.fixture
def field(uploaded) -> str:
    """The code of the id column, as its input is named."""
    row = desk_of("clerk.school").get(address("issuance_batch", uploaded(bad_second()))).context["lines"][0]
    return f"cell-{row.row.errors[0].field}"


def batch_now() -> Batch:
    return Batch.objects.latest("pk")


def test_a_plain_form_mends_and_comes_back_to_the_row(clerk, field):
    batch = batch_now()
    answer = clerk.post(address("issuance_cells", batch), {"seq": "3", field: GOOD_ID, "back": "page=1"})
    assert answer["Location"] == f"{address('issuance_batch', batch)}?page=1#r3"
    assert batch.rows.get(seq=3).state == Row.State.GOOD
    assert "第 3 列已經沒有要修正的地方" in clerk.get(answer["Location"]).content.decode()


def test_the_script_gets_the_pieces_that_changed(clerk, field):
    batch = batch_now()
    answer = clerk.post(address("issuance_cells", batch), {"seq": "3", field: GOOD_ID, "columns": field[5:]}, **SCRIPT)
    told = answer.json()
    assert set(told["parts"]) == {"r3", "desk-head", "desk-bar"}
    assert told["said"] == "第 3 列已經沒有要修正的地方。"
    assert GOOD_ID in told["parts"]["r3"]
    assert "需修正" not in told["parts"]["desk-head"]
    loose = clerk.post(address("issuance_cells", batch), {"seq": "3", field: GOOD_ID, "touched": field[5:]}, **SCRIPT)
    assert GOOD_ID in loose.json()["parts"]["r3"]  # a cell without a column keeps its place beside the sentence
    still = clerk.post(address("issuance_cells", batch), {"seq": "3", field: "A1", "columns": field[5:]}, **SCRIPT)
    assert still.json()["said"].startswith("第 3 列還要修正")
    assert 'aria-invalid="true"' in still.json()["parts"]["r3"]


def test_what_did_not_change_is_not_written(clerk, field):
    batch = batch_now()
    clerk.post(address("issuance_cells", batch), {"seq": "3", field: WRONG_ID})
    assert batch.rows.get(seq=3).edited_at is None


def test_one_press_takes_the_suggestion(clerk, uploaded):
    batch = uploaded([changed(PUPILS[0], 手機="912345678"), *PUPILS[1:]])
    page = clerk.get(address("issuance_batch", batch)).content.decode()
    assert "補成 0912345678" in page
    error = clerk.get(address("issuance_batch", batch)).context["lines"][0].row.errors[0]
    clerk.post(address("issuance_cells", batch), {"seq": "2", "repair": error.field})
    assert batch.rows.get(seq=2).state == Row.State.GOOD
    clerk.post(address("issuance_cells", batch), {"seq": "3", "repair": error.field})
    assert batch.rows.get(seq=3).edited_at is None


def test_a_duplicate_is_freed_with_its_twin(clerk, uploaded):
    twin = changed(PUPILS[1], 證書字號=PUPILS[0][1])
    batch = uploaded([PUPILS[0], twin])
    line = clerk.get(address("issuance_batch", batch)).context["lines"][0]
    code = line.row.errors[0].field
    assert line.said[0].twin == 2
    form = {"seq": "2", f"cell-{code}": "示市龍門畢字第115709999號", "columns": code, "beside": "3,77"}
    told = clerk.post(address("issuance_cells", batch), form, **SCRIPT).json()
    assert set(told["parts"]) == {"r2", "r3", "desk-head", "desk-bar"}
    assert "aria-invalid" not in told["parts"]["r3"]


@pytest.mark.parametrize("name", ["approver.school", "auditor"])
def test_only_a_clerk_mends(uploaded, name):
    batch = uploaded(bad_second())
    page = desk_of(name).get(address("issuance_batch", batch)).content.decode()
    assert 'name="seq"' not in page
    form = {"seq": "3", "cell-holder_name": "別人"}
    assert desk_of(name).post(address("issuance_cells", batch), form).status_code == 302
    refused = desk_of(name).post(address("issuance_cells", batch), form, **SCRIPT)
    assert refused.status_code == 409
    assert "承辦人" in refused.json()["refused"]
    assert batch.rows.get(seq=3).edited_at is None


@pytest.mark.parametrize(("seq", "code"), [("99", "holder_name"), ("2", "no_such_field"), ("x", "holder_name")])
def test_a_cell_that_is_not_there_is_absent(clerk, uploaded, seq, code):
    answer = clerk.post(address("issuance_cells", uploaded()), {"seq": seq, f"cell-{code}": "x"})
    assert answer.status_code == 404


def test_a_late_edit_voids_the_approval_and_says_so(clerk, uploaded, person):
    batch = approve_batch(actor=actor_for(person("approver.school"), "cli"), batch=uploaded())
    answer = clerk.post(address("issuance_cells", batch), {"seq": "2", "cell-holder_name": "林昱展"})
    batch.refresh_from_db()
    assert (batch.state, batch.approval_sha256) == (Batch.State.CHECKED, "")
    assert Cancellation.objects.count() == 3
    assert "核定已經失效" in clerk.get(answer["Location"]).content.decode()
    again = desk_of("approver.school").get(address("issuance_batch", batch))
    assert again.context["can"].approve


def test_a_whole_row_opens_for_mending(clerk, uploaded):
    batch = uploaded()
    page = clerk.get(address("issuance_batch", batch) + "?edit=2").content.decode()
    assert 'value="A123456789"' in page
    assert 'value="B234567894"' not in page

"""One document from a form, and the preview of a row."""

import pytest
from desk_clients import address, bad_second, desk_of
from django.urls import reverse
from issuance_sheets import HEADER, PUPILS

from cms.doctypes.selectors import current_version, definition_of
from cms.issuance.models import Batch, Row

SINGLE = {"slug": "junior-diploma"}


@pytest.fixture
def clerk(world):
    return desk_of("clerk.school")


@pytest.fixture
def filled(world) -> dict[str, str]:
    """The form as a clerk fills it in."""
    cells = dict(zip(HEADER, PUPILS[0], strict=True))
    return {field.code: cells[field.column] for field in definition_of(current_version("junior-diploma")).fields}


def test_a_filled_form_becomes_a_batch_of_one_row(clerk, filled):
    page = clerk.get(reverse("issuance_single", kwargs=SINGLE)).content.decode()
    assert all(f'name="{code}"' in page for code in filled)
    answer = clerk.post(reverse("issuance_single", kwargs=SINGLE), filled)
    batch = Batch.objects.get()
    assert answer["Location"] == address("issuance_batch", batch)
    assert (batch.single, batch.state) == (True, Batch.State.CHECKED)
    assert batch.rows.get().state == Row.State.GOOD


def test_what_is_wrong_is_said_beside_the_field_and_nothing_is_stored(clerk, filled):
    code = next(field.code for field in definition_of(current_version("junior-diploma")).fields if field.kind == "date")
    answer = clerk.post(reverse("issuance_single", kwargs=SINGLE), filled | {code: "113/02/30"})
    assert answer.context["form"].errors[code]
    assert "113/02/30" in answer.content.decode()
    assert "有 1 個地方需要修正" in answer.content.decode()
    assert not Batch.objects.exists()


@pytest.mark.parametrize("name", ["approver.school", "auditor", "admin"])
def test_who_is_no_clerk_issues_nothing(filled, name):
    answer = desk_of(name).post(reverse("issuance_single", kwargs=SINGLE), filled)
    assert answer.status_code == 200
    assert not Batch.objects.exists()


def test_a_preview_shows_both_sides_and_the_files(uploaded, clerk):
    batch = uploaded(bad_second())
    page = clerk.get(address("issuance_preview", batch, seq=2)).content.decode()
    assert "持有人看到的內容" in page
    assert "任何人掃描後看到的內容" in page
    assert page.partition("任何人掃描後看到的內容")[2].count("林昱辰") == 0
    assert clerk.get(address("issuance_preview_pdf", batch, seq=2)).content.startswith(b"%PDF")
    picture = clerk.get(address("issuance_preview_png", batch, seq=2))
    assert picture.content.startswith(b"\x89PNG")
    assert "no-store" in picture["Cache-Control"]
    part = clerk.get(address("issuance_preview", batch, seq=4), HTTP_ACCEPT="application/json").json()
    assert "第 4 列" in part["parts"]["desk-preview"]


def test_a_wrong_row_has_no_preview_and_says_so(uploaded, clerk):
    answer = clerk.get(address("issuance_preview", uploaded(bad_second()), seq=3))
    assert answer.status_code == 409
    assert "還不能預覽" in answer.content.decode()

"""Previews: a watermarked page that verifies to nothing, and the public's view; for those who may see the batch only."""

import pypdfium2
import pytest
from issuance_sheets import PUPILS

from cms.core.errors import NotFound, Refused
from cms.issuance.selectors import others_present
from cms.issuance.services.presence import be_present, look_at_approval
from cms.issuance.services.previews import preview_pdf, preview_png, preview_texts, public_preview
from cms.vault.models import Document, Reservation


def test_the_preview_is_watermarked_and_promises_nothing(uploaded, person):
    batch = uploaded()
    pdf = preview_pdf(user=person("clerk.school"), batch=batch, seq=3)
    text = pypdfium2.PdfDocument(pdf)[0].get_textpage().get_text_bounded()
    assert text.count("NOT VALID") == 3
    assert "陳沛𡘙" in text.replace(" ", "")
    assert b"/ByteRange" not in pdf
    assert not Reservation.objects.exists()
    assert not Document.objects.exists()
    assert preview_png(user=person("clerk.school"), batch=batch, seq=3).startswith(b"\x89PNG")
    assert preview_texts(user=person("clerk.school"), batch=batch, seq=3)["姓名"] == "陳沛𡘙"


def test_the_public_preview_holds_no_hidden_value(uploaded, person):
    face = public_preview(user=person("clerk.school"), batch=uploaded(), seq=2)
    assert [field.label for field in face.fields] == ["畢業日期"]


def test_a_row_with_errors_has_no_preview_and_a_stranger_sees_none(uploaded, person):
    batch = uploaded([(*PUPILS[0][:5], "A123456780", *PUPILS[0][6:])])
    with pytest.raises(Refused, match="先修正"):
        preview_pdf(user=person("clerk.school"), batch=batch, seq=2)
    with pytest.raises(NotFound):
        preview_pdf(user=person("clerk.social"), batch=batch, seq=2)


def test_two_people_see_each_other_and_the_approver_sees_what_changed(uploaded, person):
    from cms.accounts.selectors import actor_for
    from cms.issuance.services.rows import edit_cell

    batch = uploaded()
    be_present(user=person("clerk.school"), batch=batch)
    assert others_present(batch, person("approver.school")) == [person("clerk.school")]
    assert others_present(batch, person("clerk.school")) == []
    first = look_at_approval(user=person("approver.school"), batch=batch)
    assert (first.good, first.bad, first.last_look) == (3, 0, None)
    assert [row.seq for row in first.samples] == [2, 3, 4]
    edit_cell(
        actor=actor_for(person("clerk.school"), "admin"), batch=batch, seq=3, field_code="mobile", text="0987654321"
    )
    second = look_at_approval(user=person("approver.school"), batch=batch)
    assert [row.seq for row in second.edited_since] == [3]
    assert look_at_approval(user=person("approver.school"), batch=batch).edited_since == ()

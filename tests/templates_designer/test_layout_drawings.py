"""Batch fonts and artwork: shortcuts that must not change what is drawn."""

import io

import pypdfium2
import pytest
from fontTools.ttLib import TTFont
from layout_world import sheet
from PIL import ImageChops

from cms.templates_designer.rendering.drawings import QrSymbol, qr_rows
from cms.templates_designer.rendering.fonts import STACKS, batch_faces, undrawable


def test_glyphs_of_a_cff_font_are_numbered_by_position():
    """Otherwise readers that go by the charset show other glyphs, or blanks."""
    [face] = batch_faces("print", frozenset("示範市「」12"))
    charset = TTFont(io.BytesIO(face.content))["CFF "].cff.topDictIndex[0].charset
    assert charset == [".notdef", *(f"cid{number:05d}" for number in range(1, len(charset)))]


def test_each_character_comes_from_the_first_face_that_has_it():
    faces = {face.family: set(face.advances) - {" "} for face in batch_faces("kai", frozenset("林A「」𡘙"))}
    assert faces == {
        "Noto Serif CJK TC Regular kai0": {"「", "」"},
        "Gentium Plus Regular kai1": {"A"},
        "TW-Kai Regular kai2": {"林"},
        "TW-Kai-Ext-B Regular kai3": {"𡘙"},
    }


@pytest.mark.parametrize("stack", STACKS)
def test_every_stack_draws_names_of_all_sorts(stack):
    assert undrawable(stack, set("林𡘙堃𠮷ʉṟñ·（）、。\n")) == set()
    assert undrawable(stack, {"\ue000", "\x07", "\U0010ffff"}) == {"\ue000", "\x07", "\U0010ffff"}


def test_kept_artwork_is_drawn_like_the_first_time(compiled, layouts):
    """The first page draws frame and seal, later ones repeat the kept operators."""
    page = compiled()
    for picture in page._pictures.values():
        if hasattr(picture, "_drawn"):
            picture._drawn.clear()
    first, second = page.render([sheet(layouts["junior-diploma"])] * 2)
    pictures = [pypdfium2.PdfDocument(one.pdf)[0].render().to_pil().convert("RGB") for one in (first, second)]
    assert ImageChops.difference(*pictures).getbbox() is None


@pytest.mark.parametrize(("length", "modules"), [(52, 33), (62, 33), (63, 37)])
def test_the_symbol_is_version_4_where_the_address_fits(length, modules):
    assert len(qr_rows("h" * length)) == modules
    assert QrSymbol("h" * length).modules == modules

"""The built-in pages, compared with stored pictures; look at test-results/ when one fails.

To accept a new look: delete the stored picture, run this test once (it writes the new one and fails), and look at it.
"""

from pathlib import Path

import pypdfium2
import pytest
from layout_world import longest, sheet
from PIL import Image, ImageChops

from cms.core.papers import Unsealed

GOLDEN = Path(__file__).parents[1] / "golden"
RESULTS = Path(__file__).parents[2] / "test-results"
DPI = 60
# Hinting and rasterizing differ a little between releases of the libraries below; a moved word differs a lot.
PIXEL_TOLERANCE = 64
SHARE_TOLERANCE = 0.002

CASES = {
    "junior-diploma": ("junior-diploma", {}),
    "junior-diploma-longest": (
        "junior-diploma",
        {
            "holder_name": "阿卜杜拉·穆罕默德" * 5,
            "holder_name_en": "MARIA GUADALUPE CONCEPCION FERNANDEZ DE LA CRUZ LI",
        },
    ),
    "junior-diploma-rare": ("junior-diploma", {"holder_name": "𠮷田堃𡘙"}),
    "senior-diploma": ("senior-diploma", {}),
    "senior-diploma-longest": ("senior-diploma", longest("senior-diploma")),
    "award": ("award", {}),
    "award-longest": ("award", longest("award")),
    # A row of awards-40.xlsx, which has no columns for these.
    "award-plain": (
        "award",
        {
            "holder_name": "尤瑪‧達陸",
            "holder_name_en": "",
            "affiliation": "",
            "work": "以人工智慧協助長者就醫預約之研究與實作",
            "competition": "示範市政府113年度創意提案競賽暨城市數據應用黑客松聯合競賽",
            "citation_en": "",
        },
    ),
    "visit": ("visit", {}),
    "visit-longest": ("visit", longest("visit")),
    "visit-plain": (
        "visit",
        {"holder_name_en": "", "venue": "花博公園", "venue_en": "", "visit_date": "2022-08-27"},
    ),
    "low-income": ("low-income", {}),
    "low-income-longest": (
        "low-income",
        {
            "holder_name": "Maria Guadalupe Concepción Fernández de la Cruz Li",
            "address": "示範市河濱區織錦里12鄰織錦路二段100巷88弄106號之33十二樓之5（織錦社會住宅）",
        },
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_the_page_looks_as_it_did(compiled, layouts, name):
    slug, changed = CASES[name]
    page = next(compiled(slug).render([sheet(layouts[slug], slug, **changed)]))
    assert isinstance(page, Unsealed), page
    actual = pypdfium2.PdfDocument(page.pdf)[0].render(scale=DPI / 72).to_pil().convert("RGB")
    stored = GOLDEN / f"{name}.png"
    if not stored.exists():
        actual.quantize(64).save(stored, optimize=True)
        pytest.fail(f"{stored.name} was not there and is written now: look at it")
    share, difference = compared(actual, Image.open(stored).convert("RGB"))
    if share > SHARE_TOLERANCE:
        RESULTS.mkdir(exist_ok=True)
        actual.save(RESULTS / f"{name}-actual.png")
        difference.save(RESULTS / f"{name}-difference.png")
    assert share <= SHARE_TOLERANCE, f"{share:.2%} of the pixels differ: test-results/{name}-difference.png"


def compared(actual: Image.Image, expected: Image.Image) -> tuple[float, Image.Image]:
    """The share of pixels that differ clearly, and a picture of them."""
    assert actual.size == expected.size
    difference = (
        ImageChops.difference(actual, expected).convert("L").point(lambda value: 255 * (value > PIXEL_TOLERANCE))
    )
    return difference.histogram()[255] / (actual.width * actual.height), difference


def test_the_comparison_sees_a_moved_word():
    blank = Image.new("RGB", (496, 702), "white")
    moved = blank.copy()
    moved.paste("black", (200, 300, 260, 320))
    assert compared(blank, blank)[0] == 0
    assert compared(blank, moved)[0] > SHARE_TOLERANCE

"""Pages as files: what they say, what is refused, and that nothing of a value is ever run."""

import io
import json
import logging
import subprocess
from collections.abc import Iterator
from dataclasses import replace

import pypdfium2
import pytest
from layout_world import ISSUE, SCHOOL, SLOT, longest, sheet

from cms.core.papers import Refusal, Sheet, Unsealed
from cms.doctypes.builtin import builtin_slugs
from cms.templates_designer.builtin import builtin_art
from cms.templates_designer.rendering.reference import TWIN_NAME, ReferenceRenderer
from cms.templates_designer.schema import freeze


def text_of(page: Unsealed) -> str:
    """The page's text without white space: PDFium takes wide letter-spacing for blanks."""
    return "".join(pypdfium2.PdfDocument(page.pdf)[0].get_textpage().get_text_range().split())


def squeezed(text: str) -> str:
    return "".join(text.split())


def one(compiled, wanted: Sheet) -> Unsealed | Refusal:
    return next(compiled.render([wanted]))


def test_the_page_can_be_read_as_text(compiled, layouts):
    shown = text_of(one(compiled(), sheet(layouts["junior-diploma"])))
    for expected in (
        "畢業證書",
        "林昱辰",
        "LIN YU-CHEN",
        "14 March 2011",
        "verify.mydoc.example",
        "7KQF-2M9X-4TRD-HW3P-V8NC",
        "4821 0937",
    ):
        assert squeezed(expected) in shown
    assert "A123456789" not in shown


def test_the_low_income_page_masks_the_id(compiled, layouts):
    shown = text_of(one(compiled("low-income"), sheet(layouts["low-income"], "low-income")))
    assert "中低收入戶證明書" in shown
    assert "A22345****" in shown
    assert "A223456781" not in shown
    assert "民國115年1月1日起至民國115年12月31日止" in shown


def test_the_twin_is_attached(compiled, layouts):
    wanted = sheet(layouts["junior-diploma"])
    document = pypdfium2.PdfDocument(one(compiled(), wanted).pdf)
    attachments = [document.get_attachment(number) for number in range(document.count_attachments())]
    assert [attachment.get_name() for attachment in attachments] == [TWIN_NAME]
    assert bytes(attachments[0].get_data()) == wanted.twin
    assert json.loads(wanted.twin)["issue"]["code"] == ISSUE.token


@pytest.mark.parametrize(
    "hostile", ["<script>alert(1)</script>", "{{ 7*7 }}", "{{ holder_name }}", "<b>&amp;</b>", "\"'><img src=x>"]
)
def test_a_value_is_printed_as_written(compiled, layouts, hostile):
    assert squeezed(hostile) in text_of(one(compiled(), sheet(layouts["junior-diploma"], holder_name=hostile)))


@pytest.mark.parametrize(
    "name",
    [
        "林",
        "𡘙堃",
        "國" * 50,
        "Maria Guadalupe Concepción Fernández de la Cruz Li",
        "Voyʉ e Yakumangana ne Paayai",
        "「王」（小）明",
    ],
)
def test_names_fit_and_stay_what_they_are(compiled, layouts, name):
    shown = text_of(one(compiled(), sheet(layouts["junior-diploma"], holder_name=name)))
    assert squeezed(name) in shown


def test_a_variation_selector_is_kept_without_a_glyph_of_its_own(compiled, layouts, caplog):
    with caplog.at_level(logging.WARNING):
        page = one(compiled(), sheet(layouts["junior-diploma"], holder_name="葛\U000e0100城"))
    assert isinstance(page, Unsealed)
    assert "notdef" not in caplog.text
    assert "葛" in text_of(page)


@pytest.mark.parametrize("slug", builtin_slugs())
def test_the_longest_samples_fit(compiled, layouts, slug):
    assert isinstance(one(compiled(slug), sheet(layouts[slug], slug, **longest(slug))), Unsealed)


@pytest.mark.parametrize("slug", builtin_slugs())
def test_the_longest_samples_fit_whatever_else_the_batch_writes(layouts, slug):
    """Lines grow a little with the faces that a batch needs."""
    wanted = sheet(layouts[slug], slug, **longest(slug))
    held = frozenset("".join(wanted.texts.values()) + "「」（）𡘙堃𠮷喆ʉṟễ\U000e0100")
    assert isinstance(one(ReferenceRenderer().compile(layouts[slug], held, SLOT), wanted), Unsealed)


@pytest.mark.parametrize(
    ("changed", "column"),
    [
        ({"holder_name": "國" * 51}, "holder_name"),
        ({"holder_name": "W" * 120}, "holder_name"),
        ({"certificate_number": "示市青田畢字第" + "1" * 60 + "號"}, "certificate_number"),
    ],
)
def test_what_does_not_fit_is_refused_with_its_column(compiled, layouts, changed, column):
    answer = one(compiled(), sheet(layouts["junior-diploma"], **changed))
    assert isinstance(answer, Refusal)
    assert (answer.seq, answer.code, answer.column, answer.found) == (1, "does_not_fit", column, changed[column])
    assert "公釐" in answer.remedy


def test_a_wrapping_text_that_grows_too_high_is_refused(compiled, layouts):
    answer = one(compiled("low-income"), sheet(layouts["low-income"], "low-income", household_class="低收入戶" * 12))
    assert (answer.code, answer.column) == ("does_not_fit", "household_class")


def test_a_sentence_shrinks_and_is_refused_when_its_smallest_size_is_too_wide(compiled, layouts):
    fits = one(compiled("visit"), sheet(layouts["visit"], "visit", venue="織" * 24))
    assert "參訪「" + "織" * 24 + "」，特此證明。" in text_of(fits)
    answer = one(compiled("award"), sheet(layouts["award"], "award", competition="織" * 90))
    assert (answer.code, answer.column) == ("does_not_fit", "competition")


def test_a_sentence_without_its_value_is_left_out(compiled, layouts):
    shown = text_of(one(compiled("award"), sheet(layouts["award"], "award", work="")))
    assert "以「" not in shown
    assert "參加一一五年度" in shown


def test_english_that_nobody_gave_leaves_a_whole_sentence(compiled, layouts):
    plain = text_of(one(compiled("senior-diploma"), sheet(layouts["senior-diploma"], "senior-diploma", course_en="")))
    assert squeezed("has completed the programme at this school") in plain
    tight = {"course_en": "Architecture", "birth_date": "2008-05-06"}
    given = text_of(one(compiled("senior-diploma"), sheet(layouts["senior-diploma"], "senior-diploma", **tight)))
    assert squeezed("the programme in Architecture at this school") in given
    there = text_of(one(compiled("visit"), sheet(layouts["visit"], "visit")))
    assert squeezed("visited the Weaving Hall of the Shifan City Expo on 5 September 2026.") in there
    absent = text_of(one(compiled("visit"), sheet(layouts["visit"], "visit", venue_en="")))
    assert squeezed("visited the Shifan City Expo on 5 September 2026.") in absent


@pytest.mark.parametrize("strange", ["\ue000", "\U000f0001", "\U0010ffff"])
def test_a_character_without_a_glyph_is_found_before_and_refused_after(compiled, layouts, strange):
    layout = layouts["junior-diploma"]
    assert ReferenceRenderer().missing(layout, {"林", strange}) == {strange}
    answer = one(compiled(), sheet(layout, holder_name=f"林{strange}"))
    assert (answer.code, answer.column, answer.found) == ("no_glyph", "holder_name", strange)


def test_rare_characters_and_selectors_are_not_missing(layouts):
    held = set("𡘙堃𠮷喆ʉṟ\U000e0100\ufe00· ．")
    assert ReferenceRenderer().missing(layouts["junior-diploma"], held) == set()


def test_the_same_sheet_gives_the_same_bytes_and_the_next_is_not_touched(compiled, layouts):
    taken = []

    def sheets() -> Iterator[Sheet]:
        for name in ("林昱辰", "王雅婷", "林昱辰"):
            taken.append(name)
            yield sheet(layouts["junior-diploma"], holder_name=name)

    answers = compiled().render(sheets())
    first = next(answers)
    assert taken == ["林昱辰"]
    second, third = answers
    assert first.pdf == third.pdf
    assert first.pdf != second.pdf
    assert (first.pages, first.gap) == (1, None)


def test_a_compilation_of_its_own_gives_the_same_bytes(compiled, layouts):
    layout = layouts["junior-diploma"]
    wanted = sheet(layout)
    again = ReferenceRenderer().compile(
        layout, frozenset("林昱辰王雅婷示範市立青田國民中學政府社會局校局長趙冠宏方芷寧低收入戶第號字畢助"), SLOT
    )
    assert one(again, wanted).pdf == one(compiled(), wanted).pdf


def test_an_empty_signature_field_waits_for_the_seal(compiled, layouts):
    layout = layouts["junior-diploma"]
    sealed = pypdfium2.PdfDocument(one(compiled(), sheet(layout)).pdf)
    preview = pypdfium2.PdfDocument(one(ReferenceRenderer().compile(layout, frozenset(), None), sheet(layout)).pdf)
    assert (sealed.get_formtype(), preview.get_formtype()) == (1, 0)


def test_an_agency_without_an_english_name_leaves_no_empty_line(compiled, layouts):
    layout = layouts["junior-diploma"]
    shown = text_of(one(compiled(), sheet(layout, agency=replace(SCHOOL, name_en=""), holder_name_en="")))
    assert "Qingtian" not in shown
    assert "LIN" not in shown
    assert "畢業證書" in shown


def test_nothing_outside_is_ever_fetched(compiled, layouts, tmp_path):
    secret = tmp_path / "secret.svg"
    secret.write_text("<svg/>")
    fetcher = compiled()._fetcher
    for address in (secret.as_uri(), "http://127.0.0.1:9/x.png", "ftp://127.0.0.1/x", "mydoc:asset/unknown"):
        with pytest.raises(ValueError, match="disallowed"):
            fetcher.fetch(address)


def test_slots_labels_and_boxes_are_drawn(layouts):
    base = layouts["junior-diploma"].data
    asset = base["page"]["background"]
    title = {"kind": "text", "x": 10, "y": 10, "w": 100, "style": "number", "heading": 1, "text": "標題"}
    elements = [
        title,
        {
            "kind": "agency_slot",
            "x": 10,
            "y": 30,
            "w": 90,
            "h": 20,
            "style": "number",
            "pictures": {"379140000I": asset},
            "alt": "局徽",
        },
        {"kind": "offline_seal", "x": 10, "y": 60, "w": 40, "h": 40, "label": "離線驗證保留區"},
        {"kind": "offline_seal", "x": 60, "y": 60, "w": 40, "h": 40},
        {"kind": "box", "x": 10, "y": 110, "w": 40, "h": 10, "thickness": 0.3, "color": "brand"},
        {"kind": "line", "x": 10, "y": 130, "h": 10, "thickness": 0.3, "color": "edge"},
    ]
    layout = freeze({**base, "elements": elements}, builtin_art())
    wanted = sheet(layout)
    named = one(ReferenceRenderer().compile(layout, frozenset(SCHOOL.name), None), wanted)
    assert SCHOOL.name in text_of(named)
    assert "離線驗證保留區" in text_of(named)
    pictured = replace(wanted, texts={**wanted.texts, "agency.code": "379140000I"})
    assert SCHOOL.name not in text_of(one(ReferenceRenderer().compile(layout, frozenset(SCHOOL.name), None), pictured))


@pytest.mark.real("zbar")
@pytest.mark.parametrize(
    "token", ["7KQF2M9X4TRDHW3PV8NC", "00000000000000000000", "ZZZZZZZZZZZZZZZZZZZZ", "J9KW4C7TDX2QH8RM5N3V"]
)
@pytest.mark.parametrize(
    "host", ["https://verify.mydoc.example", "http://127.0.0.1:8000", "https://a-rather-long-name.verify.mydoc.example"]
)
def test_the_symbol_is_read_back_from_a_gray_scan(compiled, layouts, tmp_path, token, host):
    wanted = replace(sheet(layouts["junior-diploma"]), verify_url=f"{host}/v/{token}")
    page = pypdfium2.PdfDocument(one(compiled(), wanted).pdf)[0]
    scan = io.BytesIO()
    page.render(scale=150 / 72, grayscale=True).to_pil().save(scan, "PNG")
    (tmp_path / "scan.png").write_bytes(scan.getvalue())
    answer = subprocess.run(
        ["zbarimg", "-q", "--raw", tmp_path / "scan.png"], capture_output=True, text=True, check=True
    )
    assert answer.stdout.strip() == f"{host}/v/{token}"

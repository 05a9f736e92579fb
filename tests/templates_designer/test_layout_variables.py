"""The texts of a page, and the twin that holds what the page shows."""

import json

from layout_world import BUREAU, ISSUE, SCHOOL, VALUES

from cms.doctypes.builtin import builtin_definition
from cms.templates_designer.schema import placeholders
from cms.templates_designer.variables import names_for, texts_for, twin_for


def test_texts_have_every_name_and_no_other():
    definition = builtin_definition("junior-diploma")
    assert set(texts_for(definition, {}, SCHOOL, ISSUE)) == names_for(definition)


def test_a_date_comes_in_all_its_forms():
    texts = texts_for(builtin_definition("junior-diploma"), VALUES["junior-diploma"], SCHOOL, ISSUE)
    forms = [texts[f"birth_date.{form}"] for form in ("roc", "roc_short", "roc_formal", "en")]
    assert forms == ["民國100年3月14日", "100.03.14", "中華民國一百年三月十四日", "14 March 2011"]


def test_codes_are_grouped_as_people_type_them():
    texts = texts_for(builtin_definition("junior-diploma"), VALUES["junior-diploma"], SCHOOL, ISSUE)
    assert texts["issue.token_grouped"] == "7KQF-2M9X-4TRD-HW3P-V8NC"
    assert texts["issue.compare_grouped"] == "4821 0937"
    assert texts["issue.host"] == "verify.mydoc.example"
    assert texts["agency.head_title_spaced"] == "校　長"
    assert texts["holder"] == texts["holder_name"] == "林昱辰"


def test_the_twin_masks_what_the_page_masks(layouts):
    definition = builtin_definition("low-income")
    twin = json.loads(twin_for(definition, VALUES["low-income"], BUREAU, ISSUE, layouts["low-income"]))
    values = {field["code"]: field["value"] for field in twin["fields"]}
    assert values["national_id"] == "A22345****"
    assert values["valid_until"] == "2026-12-31"
    assert twin["layout"] == layouts["low-income"].sha256
    assert twin["issue"]["issued_on"] == "2026-06-12"


def test_the_twin_holds_no_field_that_the_page_does_not_show(layouts):
    definition = builtin_definition("junior-diploma")
    values = {**VALUES["junior-diploma"], "mobile": "0912345678", "email": "a@example.tw", "student_number": "11000001"}
    twin = twin_for(definition, values, SCHOOL, ISSUE, layouts["junior-diploma"])
    shown = {name.partition(".")[0] for name in placeholders(layouts["junior-diploma"].data)}
    assert {field["code"] for field in json.loads(twin)["fields"]} <= shown
    assert not any(hidden in twin.decode() for hidden in ("0912345678", "a@example.tw", "11000001", "A123456789"))

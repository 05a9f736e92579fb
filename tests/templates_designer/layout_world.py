"""Sheets to render: a type's sample row, with what a test wants to be different."""

from datetime import UTC, date, datetime

from cms.core.papers import SealSlot, Sheet
from cms.doctypes.builtin import builtin_definition
from cms.doctypes.validation import read_row
from cms.templates_designer.schema import FrozenLayout
from cms.templates_designer.variables import AgencyFacts, Issue, texts_for, twin_for

SCHOOL = AgencyFacts("333303", "示範市立青田國民中學", "Shifan Municipal Qingtian Junior High School", "校長", "趙冠宏")
BUREAU = AgencyFacts("379140000I", "示範市政府社會局", "", "局長", "方芷寧")
AGENCIES = {"junior-diploma": SCHOOL, "low-income": BUREAU}
ISSUE = Issue(
    number="MD115-00000128-4",
    token="7KQF2M9X4TRDHW3PV8NC",
    verify_url="https://verify.mydoc.example/v/7KQF2M9X4TRDHW3PV8NC",
    compare_code="48210937",
    issued_on=date(2026, 6, 12),
)
SLOT = SealSlot("Seal", 16384, datetime(2026, 11, 24, 6, 0, tzinfo=UTC), "測試平臺", "測試")
VALUES = {
    "junior-diploma": {
        "certificate_number": "示市青田畢字第115000128號",
        "holder_name": "林昱辰",
        "holder_name_en": "LIN YU-CHEN",
        "birth_date": "2011-03-14",
        "graduation_date": "2026-06-12",
        "national_id": "A123456789",
    },
    "low-income": {
        "approval_number": "示市社助字第1150003117號",
        "holder_name": "王雅婷",
        "national_id": "A223456781",
        "household_class": "中低收入戶",
        "address": "示範市河濱區織錦里12鄰織錦路88巷6號3樓",
        "valid_from": "2026-01-01",
        "valid_until": "2026-12-31",
    },
}


def sheet(
    layout: FrozenLayout, slug: str = "junior-diploma", agency: AgencyFacts | None = None, **changed: str
) -> Sheet:
    """The sheet of a built-in type; `changed` are canonical values by field code."""
    definition, values = builtin_definition(slug), {**VALUES[slug], **changed}
    whose = agency or AGENCIES[slug]
    texts = texts_for(definition, values, whose, ISSUE)
    return Sheet(1, texts, ISSUE.verify_url, twin_for(definition, values, whose, ISSUE, layout))


def longest(slug: str) -> dict[str, str]:
    """The longest samples that the designer of the type expects."""
    definition = builtin_definition(slug)
    return read_row(
        definition, {field.code: field.longest_sample or field.sample for field in definition.fields}
    ).values

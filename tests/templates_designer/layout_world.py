"""Sheets to render: a type's sample row, with what a test wants to be different."""

from datetime import UTC, date, datetime

from cms.core.papers import SealSlot, Sheet
from cms.doctypes.builtin import builtin_definition
from cms.doctypes.validation import read_row
from cms.templates_designer.schema import FrozenLayout
from cms.templates_designer.variables import AgencyFacts, Issue, texts_for, twin_for

SCHOOL = AgencyFacts("333303", "示範市立青田國民中學", "Shifan Municipal Qingtian Junior High School", "校長", "趙冠宏")
BUREAU = AgencyFacts("379140000I", "示範市政府社會局", "", "局長", "方芷寧")
HIGH_SCHOOL = AgencyFacts(
    "443324",
    "示範市立南港灣高級工業職業學校",
    "Shifan Municipal Harbour Bay Industrial Vocational High School",
    "校長",
    "周以恆",
)
IT = AgencyFacts("379730000A", "示範市政府資訊局", "Department of Information Technology", "局長", "呂思齊")
TOURISM = AgencyFacts("379150000T", "示範市政府觀光傳播局", "", "局長", "江柏翰")
AGENCIES = {
    "junior-diploma": SCHOOL,
    "senior-diploma": HIGH_SCHOOL,
    "award": IT,
    "visit": TOURISM,
    "low-income": BUREAU,
}
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
    "senior-diploma": {
        "certificate_number": "示市港灣畢字第115000064號",
        "holder_name": "陳𡘙堃",
        "holder_name_en": "CHEN YU-KUN",
        "birth_date": "2008-09-21",
        "course": "資訊科",
        "course_en": "Information Technology",
        "graduation_date": "2026-06-12",
        "national_id": "A123456789",
    },
    "award": {
        "award_number": "示市教學獎字第1150000042號",
        "holder_name": "林昱辰",
        "holder_name_en": "LIN YU-CHEN",
        "affiliation": "示範市立青田國民中學　九年三班",
        "competition": "一一五年度示範市學生語文競賽國語演說國中組",
        "rank": "特優",
        "citation_en": "Highest Distinction, Mandarin Public Speaking — 2026 Shifan City Language Arts Competition",
        "award_date": "2026-05-20",
    },
    "visit": {
        "serial_number": "示市觀展字第1150014207號",
        "holder_name": "林昱辰",
        "holder_name_en": "LIN YU-CHEN",
        "mobile": "0912345678",
        "venue": "織造館",
        "venue_en": "Weaving Hall",
        "visit_date": "2026-09-05",
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

"""The dry run: which cell, what it holds, what it must hold; and nothing stored."""

import json
from pathlib import Path

import pytest
from issuance_sheets import HEADER, PUPILS, spreadsheet

from cms.accounts.models import Agency
from cms.audit.models import AuditEvent
from cms.core.errors import NotFound, Refused
from cms.issuance.models import Batch, Row
from cms.vault.models import Append, Reservation


def _changed(row: tuple, column: str, value: str) -> tuple:
    return tuple(value if name == column else cell for name, cell in zip(HEADER, row, strict=True))


def test_a_clean_file_has_no_errors(check):
    checked = check()
    assert [row.seq for row in checked.good] == [2, 3, 4]
    assert checked.errors == ()
    assert checked.rows[1].values["birth_date"] == "2010-11-02"


def test_exactly_the_three_problems_of_the_real_school_file(check, data: Path):
    expected = json.loads((data / "diplomas-one-school.expected.json").read_text())
    checked = check(data=(data / "diplomas-one-school.xlsx").read_bytes(), name="diplomas-one-school.xlsx")
    found = {(each.row, each.column, each.value) for each in checked.errors}
    assert found == {(each["row"], each["column"], each["value"]) for each in expected}
    assert len(checked.errors) == 3
    assert len(checked.good) == 297
    assert "第 9 列" in next(each.message for each in checked.errors if each.row == 153)


def test_every_hostile_cell_gets_its_verdict(check, data: Path, person):
    expected = json.loads((data / "hostile-24.expected.json").read_text())
    education = Agency.objects.get(code="379130000E")
    checked = check(
        data=(data / "hostile-24.csv").read_bytes(),
        name="hostile-24.csv",
        user=person("clerk.education"),
        agency=education,
    )
    refused = {(each.row, each.column) for each in checked.errors}
    assert refused == {(each["row"], each["column"]) for each in expected if each["verdict"] == "refuse"}


def test_nothing_is_stored_by_a_dry_run(check):
    before = AuditEvent.objects.count()
    check()
    assert not Batch.objects.exists()
    assert not Reservation.objects.exists()
    assert not Append.objects.exists()
    assert AuditEvent.objects.count() == before


def test_a_missing_column_is_named_with_what_the_file_has(check):
    with pytest.raises(Refused, match="缺少「身分證字號」欄。檔案裡有：學校代碼"):
        check(data=spreadsheet([], [name for name in HEADER if name != "身分證字號"]) + b"333303,x\r\n")


def test_a_column_that_stands_twice_is_refused(check):
    header = [*HEADER, "姓名"]
    with pytest.raises(Refused, match="「姓名」欄出現不只一次"):
        check(data=spreadsheet([(*PUPILS[0], "林昱辰")], header))


def test_another_school_is_outside_the_clerks_right(check):
    checked = check([_changed(PUPILS[0], "學校代碼", "333301")])
    assert [(each.column, each.value, each.code) for each in checked.errors] == [
        ("學校代碼", "333301", "agency_unknown")
    ]


def test_the_education_bureau_may_name_any_of_its_schools(check, person):
    education = Agency.objects.get(code="379130000E")
    checked = check([_changed(PUPILS[0], "學校代碼", "333301")], user=person("clerk.education"), agency=education)
    assert checked.errors == ()
    assert checked.rows[0].agency.code == "333301"


@pytest.mark.parametrize("name", ["approver.school", "clerk.social", "admin", "auditor"])
def test_only_a_clerk_of_the_agency_may_check(check, person, name: str):
    with pytest.raises(Refused, match="承辦人"):
        check(user=person(name))


def test_an_unknown_type_is_not_found(check):
    with pytest.raises(NotFound):
        check(type_slug="no-such-type")


def test_a_character_without_a_glyph_is_found_before_anything_is_issued(check):
    checked = check([_changed(PUPILS[0], "姓名", "林\U0003fffd")])
    assert [(each.column, each.code) for each in checked.errors][0][0] == "姓名"


def test_the_later_of_two_equal_rows_is_the_wrong_one(check):
    checked = check([PUPILS[0], PUPILS[1], _changed(PUPILS[2], "證書字號", PUPILS[0][1])])
    assert [(each.row, each.column, each.code) for each in checked.errors] == [(4, "證書字號", "duplicate_in_file")]
    assert "第 2 列" in checked.errors[0].message


def test_rows_are_judged_even_when_the_batch_agency_is_another(check, person):
    with pytest.raises(Refused):
        check(agency=Agency.objects.get(code="333301"))
    assert not Row.objects.exists()

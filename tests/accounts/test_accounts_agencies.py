"""The lists of agencies and schools, taken in again and again, and lists that are wrong."""

from pathlib import Path

import pytest

from cms.accounts.models import Agency
from cms.accounts.selectors import agency_by_code
from cms.accounts.services import import_agencies
from cms.audit.models import AuditEvent
from cms.core.errors import NotFound, Unreadable

TAKEN = Path(__file__).parents[2] / "cms" / "demo" / "data"
AGENCIES = "代碼,名稱,上級代碼,英文名稱"
SCHOOLS = "學校代碼,學校名稱,學制,校長"
pytestmark = pytest.mark.django_db


@pytest.fixture
def lists(tmp_path):
    """Write the two lists and import them."""

    def _lists(agencies: list[str], schools: list[str] = (), encoding: str = "utf-8") -> int:
        paths = tmp_path / "agencies.csv", tmp_path / "schools.csv"
        for path, head, rows in zip(paths, (AGENCIES, SCHOOLS), (agencies, schools), strict=True):
            path.write_text("\n".join([head, *rows]) + "\n", encoding=encoding)
        return import_agencies(agencies_csv=paths[0], schools_csv=paths[1])

    return _lists


def test_the_city_and_its_schools():
    assert import_agencies(agencies_csv=TAKEN / "agencies.csv", schools_csv=TAKEN / "schools.csv") == 91
    school = agency_by_code("333303")
    assert (school.name, school.kind, school.head_title, school.head_name) == (
        "示範市立龍門國民中學",
        "國中",
        "校長",
        "蔡秀蘭",
    )
    assert school.get_parent().code == "379130000E"
    assert agency_by_code("379730000A6600").get_parent().get_parent().name == "示範市政府"
    assert Agency.objects.filter(kind="高中職").count() == 27
    assert not Agency.find_problems()[0]


def test_a_second_time_changes_nothing_and_records_nothing():
    for changed in (91, 0):
        assert import_agencies(agencies_csv=TAKEN / "agencies.csv", schools_csv=TAKEN / "schools.csv") == changed
    assert AuditEvent.objects.filter(action="agencies_imported").count() == 1
    assert Agency.objects.count() == 91


def test_units_may_stand_before_their_parents(lists):
    assert lists(["3,課,2,", "2,局,1,", "1,市,,"], encoding="utf-8-sig") == 3
    assert [agency.code for agency in Agency.get_tree()] == ["1", "2", "3"]


def test_corrections_and_moves_are_taken_over(lists):
    lists(["1,市,,", "2,甲局,1,", "3,乙局,1,", "9,課,2,"])
    assert lists(["1,市,,City", "2,甲局,1,", "3,乙局,1,", "9,課,3,"]) == 2
    assert agency_by_code("1").name_en == "City"
    assert agency_by_code("9").get_parent().code == "3"
    assert all(not problem for problem in Agency.find_problems())


@pytest.mark.parametrize(
    ("agencies", "schools", "words"),
    [
        (["1,市,,", "2,局,8,"], [], "上級代碼「8」"),
        (["1,甲,2,", "2,乙,1,"], [], "互為上下級"),
        (["1,,,"], [], "第 2 列"),
        (["1,市,,"], ["333303,龍門,國中,蔡"], "379130000E"),
    ],
)
def test_a_list_that_is_wrong_leaves_nothing(lists, agencies, schools, words: str):
    with pytest.raises(Unreadable, match=words):
        lists(agencies, schools)
    assert not Agency.objects.exists()
    assert not AuditEvent.objects.exists()


def test_a_list_without_its_columns_is_refused(tmp_path):
    path = tmp_path / "agencies.csv"
    path.write_text("code,name\n1,市\n")
    with pytest.raises(Unreadable, match="缺少欄位「代碼、名稱、上級代碼、英文名稱」"):
        import_agencies(agencies_csv=path, schools_csv=TAKEN / "schools.csv")


def test_an_unknown_code_is_not_found():
    with pytest.raises(NotFound, match="999"):
        agency_by_code("999")

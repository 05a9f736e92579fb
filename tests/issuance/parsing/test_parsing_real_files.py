"""The files that offices send: right encoding, right number of rows, every cell as it stands."""

import json

import pytest
from parsing_files import DATA

from cms.issuance.parsing import read_table


@pytest.mark.parametrize(
    ("file", "encoding", "columns", "rows"),
    [
        ("agencies.csv", "utf-8", 4, 9),
        ("awards-40.xlsx", "", 6, 40),
        ("diplomas-city-junior-3300.csv", "utf-8-sig", 11, 3300),
        ("diplomas-city-senior-1700.csv", "utf-8-sig", 11, 1700),
        ("diplomas-one-school.xlsx", "", 11, 300),
        ("hostile-24.csv", "utf-8", 11, 24),
        ("low-income-big5.csv", "cp950", 8, 200),
        ("schools.csv", "utf-8", 4, 82),
        ("visit-expo-2000.csv", "utf-8", 5, 2000),
    ],
)
def test_every_file_is_read_whole(file, encoding, columns, rows):
    table = read_table((DATA / file).read_bytes(), file)

    assert (table.assumed.encoding, len(table.columns)) == (encoding, columns)
    assert [number for number, _ in table.rows] == list(range(2, rows + 2))
    assert all(len(cells) == columns for _, cells in table.rows)


@pytest.mark.parametrize("file", ["hostile-24.csv", "diplomas-one-school.xlsx"])
def test_the_cells_that_others_must_judge_arrive_unchanged(file):
    table = read_table((DATA / file).read_bytes(), file)
    rows = dict(table.rows)

    for expected in json.loads((DATA / file).with_suffix(".expected.json").read_text(encoding="utf-8")):
        assert rows[expected["row"]][table.columns.index(expected["column"])] == expected["value"]

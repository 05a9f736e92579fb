"""The real files against the built-in layouts: every row can be read and drawn, the widest rows have room."""

import csv
import io
from pathlib import Path

import openpyxl
import pytest
from layout_world import SLOT, sheet

from cms.core.papers import Unsealed
from cms.doctypes.builtin import builtin_definition
from cms.doctypes.validation import read_row
from cms.templates_designer.rendering.reference import ReferenceRenderer

FILES = {
    "junior-diploma": "diplomas-city-junior-3300.csv",
    "senior-diploma": "diplomas-city-senior-1700.csv",
    "award": "awards-40.xlsx",
    "visit": "visit-expo-2000.csv",
}


def records(path: Path) -> list[dict[str, str]]:
    if path.suffix == ".csv":
        return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"))))
    header, *rows = openpyxl.load_workbook(path).active.iter_rows(values_only=True)
    return [dict(zip(header, row, strict=True)) for row in rows]


@pytest.fixture(params=FILES)
def slug(request) -> str:
    return request.param


@pytest.fixture
def rows(slug, data) -> list[dict[str, str]]:
    """The canonical values of every row; each row must be without a problem."""
    definition = builtin_definition(slug)
    readings = [
        read_row(definition, {field.code: record.get(field.column, "") for field in definition.fields})
        for record in records(data / FILES[slug])
    ]
    assert [problem for reading in readings for problem in reading.problems] == []
    return [reading.values for reading in readings]


def test_every_character_can_be_drawn(slug, rows, layouts):
    assert ReferenceRenderer().missing(layouts[slug], set("".join("".join(row.values()) for row in rows))) == set()


def test_the_longest_rows_have_room(slug, rows, layouts):
    """The three longest distinct values of every column; of the awards all."""
    chosen = {field.code: _longest(rows, field.code) for field in builtin_definition(slug).fields}
    tried = rows if slug == "award" else [row for some in chosen.values() for row in some]
    held = frozenset("".join("".join(row.values()) for row in tried))
    pages = (
        ReferenceRenderer()
        .compile(layouts[slug], held, SLOT)
        .render(sheet(layouts[slug], slug, **row) for row in tried)
    )
    assert [page for page in pages if not isinstance(page, Unsealed)] == []


def _longest(rows: list[dict[str, str]], code: str) -> list[dict[str, str]]:
    distinct = {row[code]: row for row in rows if row[code]}
    return [distinct[value] for value in sorted(distinct, key=len)[-3:]]

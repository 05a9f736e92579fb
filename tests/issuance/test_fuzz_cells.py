"""Two thousand hostile cells and many broken uploads: a reading or a sentence comes back, and never anything else."""

import csv
import io
import random
import unicodedata
from collections.abc import Iterator

import pytest

from cms.core.errors import Unreadable
from cms.doctypes.builtin import builtin_definition
from cms.doctypes.columns import match_columns, suggest_columns
from cms.doctypes.kinds import KINDS
from cms.doctypes.validation import as_typed, read_row
from cms.issuance.cells import CellError
from cms.issuance.parsing import Table, read_table, sheets_of
from cms.issuance.spreadsheets import error_csv, error_xlsx, template_xlsx

MUTATIONS = 2000
JUNIOR = builtin_definition("junior-diploma")
EXPECTED = [field.column for field in JUNIOR.fields]
# Kinds whose accepted values are the texts themselves, and not another way to write them.
AS_WRITTEN = {"text"}
# XML has no way to write these two; both are refused like the replacement character.
NO_XML = {0xFFFE: "\ufffd", 0xFFFF: "\ufffd"}
NASTY = (
    *(
        "=",
        "+",
        "-",
        "@",
        "＝",
        "\t",
        "\r",
        "\n",
        "\x00",
        "\x1b",
        "\x7f",
        "\x85",
        "\u200b",
        "\u202e",
        "\u2028",
        "\ufeff",
    ),
    *(
        "\ue000",
        "\ufffd",
        "\uffff",
        "\u0300",
        "\U000e0100",
        "𠮷",
        "😀",
        "\u3164",
        "\u00a0",
        "　",
        '"',
        "'",
        "''",
        ",",
        ";",
        "\\",
    ),
    *(
        '=cmd|"/c calc"!A1',
        '=HYPERLINK("https://example.com")',
        "{{ 7*7 }}",
        "{% debug %}",
        "${7*7}",
        "<script>alert(1)</script>",
    ),
    *(
        "'; DROP TABLE x;--",
        "../../etc/passwd",
        "%00",
        "%s%n",
        "&#0;",
        "]]>",
        "_x0000_",
        "0",
        ".0",
        "E+08",
        "-0",
        "NaN",
        "1e999",
    ),
    *(
        "九",
        "〇",
        "٣",
        "²",
        "Ⅷ",
        "①",
        "é",
        "e\u0301",
        "ß",
        "İ",
        "長" * 600,
        "0" * 600,
        "(" * 300,
        "年" * 50,
        "/" * 50,
        "@" * 50,
    ),
)


def hostile_rows(data) -> tuple[list[str], list[list[str]]]:
    with (data / "hostile-24.csv").open(encoding="utf-8-sig", newline="") as file:
        header, *rows = csv.reader(file)
    return header, rows


def mutated(text: str, chance: random.Random) -> str:
    """The text with one to three things put in, taken out, doubled, turned round or replaced by anything at all."""
    for _ in range(chance.randint(1, 3)):
        at, end = sorted((chance.randint(0, len(text)), chance.randint(0, len(text))))
        piece = chance.choice(
            (
                chance.choice(NASTY),
                chr(chance.choice((chance.randrange(0x3000), chance.randrange(0xE000, 0x11000), 0x4E00))),
                text[at:end] * 2,
                text[at:end][::-1],
                "",
            )
        )
        text = text[:at] + piece + text[end if chance.random() < 0.5 else at :]
    return text


def csv_of(header: list[str], rows: list[list[str]]) -> bytes:
    file = io.StringIO(newline="")
    csv.writer(file).writerows([header, *rows])
    return file.getvalue().encode()


@pytest.fixture(scope="module")
def fuzzed(data) -> list[tuple[str, str, Table, int]]:
    """Header name, mutated text, and where it stands in a table that was read: all files of the mutated cells."""
    header, rows = hostile_rows(data)
    chance = random.Random(2000)
    out: list[tuple[str, str, Table, int]] = []
    while len(out) < MUTATIONS:
        cells = [list(row) for row in rows]
        places = [chance.randrange(len(header)) for _ in cells]
        for row, at in zip(cells, places, strict=True):
            row[at] = mutated(row[at], chance)
        table = read_table(csv_of(header, cells), "hostile.csv", expected=EXPECTED)
        assert [number for number, _ in table.rows] == list(range(2, len(cells) + 2))
        out += [(header[at], cells[index][at], table, index) for index, at in enumerate(places)]
    return out[:MUTATIONS]


def test_every_mutated_cell_arrives_exactly_as_it_was_written(fuzzed):
    assert len(fuzzed) == MUTATIONS
    for column, text, table, index in fuzzed:
        assert table.rows[index][1][table.columns.index(column)] == text


def test_every_mutated_cell_is_a_reading_or_a_sentence(fuzzed):
    accepted = refused = 0
    for column, text, table, index in fuzzed:
        match = match_columns(JUNIOR, table.columns)
        reading = read_row(JUNIOR, {code: table.rows[index][1][at] for code, at in match.by_field.items()})
        field = next(field for field in JUNIOR.fields if field.column == column)
        problems = [problem for problem in reading.problems if problem.field == field.code]
        if problems:
            refused += 1
            assert_told(problems)
        else:
            accepted += 1
            assert_kept(field, text, reading.values[field.code])
    assert min(accepted, refused) > MUTATIONS / 10


def assert_told(problems) -> None:
    """One problem in full sentences, whose suggestion would be accepted."""
    (problem,) = problems
    assert problem.message.endswith("。") and problem.remedy.endswith("。")
    if problem.suggestion:
        samples = {field.code: field.sample for field in JUNIOR.fields}
        assert read_row(JUNIOR, samples | {problem.field: problem.suggestion}).problems == ()


def assert_kept(field, text: str, value: str) -> None:
    """The value begins no formula, holds nothing hidden, says the same when read again, and texts are as written."""
    assert value[:1] not in {"=", "@", "＝", "＠"}
    assert not {unicodedata.category(character) for character in value} & {"Cc", "Cf", "Co", "Cs", "Zl", "Zp"}
    if field.kind in AS_WRITTEN:
        assert value == as_typed(text).strip()
    if value:
        assert KINDS[field.kind].read(value, field) == value
        assert isinstance(KINDS[field.kind].shown(value, "zh") + KINDS[field.kind].masked(value), str)


def test_mutated_cells_go_out_again_and_come_back_the_same(fuzzed):
    columns = ("值", "註")
    rows = [(number, (text, "x")) for number, (_, text, _, _) in enumerate(fuzzed, start=2)]
    errors = [CellError(number, "值", text, "說明。", "x", "x") for number, (text, _) in rows]
    for written in (error_csv, error_xlsx):
        table = read_table(written(columns, rows, errors), "errors")
        came_back = [as_typed(cells[0]).translate(NO_XML) for _, cells in table.rows]
        assert came_back == [text.translate(NO_XML) for _, (text, _) in rows]
        assert {cells[2] for _, cells in table.rows} == {"「值」說明。"}


def test_mutated_headers_are_matched_suggested_or_left(data):
    header, rows = hostile_rows(data)
    chance = random.Random(7)
    for _ in range(300):
        names = [mutated(name, chance) if chance.random() < 0.4 else name for name in header]
        table = outcome(csv_of(names, rows))
        if isinstance(table, Table):
            match = match_columns(JUNIOR, table.columns)
            suggested = suggest_columns(JUNIOR, table.columns)
            assert not set(suggested) & set(match.by_field)
            assert len({*suggested.values(), *match.by_field.values()}) == len(suggested) + len(match.by_field)


def outcome(file: bytes) -> Table | Unreadable:
    try:
        return read_table(file, "upload", expected=EXPECTED)
    except Unreadable as refused:
        assert str(refused).startswith("無法讀取「upload」：") and str(refused).endswith("。")
        return refused


def broken(file: bytes, times: int, chance: random.Random) -> Iterator[bytes]:
    """The file with bytes changed, cut off, cut out, doubled, or noise put in."""
    for _ in range(times):
        at, end = sorted((chance.randrange(len(file)), chance.randrange(len(file))))
        yield chance.choice(
            (
                file[:at],
                file[at:],
                file[:at] + file[end:],
                file[:at] + chance.randbytes(chance.randint(1, 64)) + file[at:],
                file[:at] + bytes([file[at] ^ 1 << chance.randrange(8)]) + file[at + 1 :],
                file[:end] + file[at:],
            )
        )


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "cp950"])
def test_a_broken_text_file_is_a_table_or_a_sentence(data, codec):
    text = (data / "hostile-24.csv").read_text(encoding="utf-8-sig")
    file = text.encode(codec, "ignore")
    for upload in broken(file, 100, random.Random(codec)):
        assert isinstance(outcome(upload), Table | Unreadable)


def test_a_broken_workbook_is_a_table_or_a_sentence():
    for number, upload in enumerate(broken(template_xlsx(JUNIOR), 60, random.Random(60))):
        assert isinstance(outcome(upload), Table | Unreadable)
        if number % 6 == 0:
            try:
                assert isinstance(sheets_of(upload, "upload"), tuple)
            except Unreadable:
                continue


def test_noise_is_a_table_or_a_sentence():
    chance = random.Random(1)
    for start in (b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\xff\xfe", b"\xef\xbb\xbf", b"%PDF"):
        for _ in range(10):
            assert isinstance(outcome(start + chance.randbytes(chance.randint(0, 3000))), Table | Unreadable)

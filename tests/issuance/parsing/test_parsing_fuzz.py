"""Three hundred spoiled files: each is a table or a refusal, never a crash."""

import random
from collections.abc import Iterator

import pytest
from parsing_files import HEADER, ROWS, workbook_with

from cms.core.errors import Unreadable
from cms.issuance.parsing import Table, read_table

TEXT = "\r\n".join(",".join(row) for row in (HEADER, *ROWS, ("1", '"兩\n行"', "")))
TEXTS = [(codec, TEXT.encode(codec)) for codec in ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp950")]


def spoiled(data: bytes, times: int, seed: str) -> Iterator[bytes]:
    """The same data with one to four bytes changed, put in, taken out or cut off behind, differently each time."""
    chance = random.Random(seed)
    for _ in range(times):
        copy = bytearray(data)
        for _ in range(chance.randint(1, 4)):
            at = chance.randrange(len(copy))
            change = chance.choice(("change", "insert", "remove", "cut"))
            if change == "change":
                copy[at] = chance.randrange(256)
            elif change == "insert":
                copy[at:at] = bytes([chance.choice(b'\x00\xff",;\t\n\r<>P')])
            elif change == "remove":
                del copy[at : at + chance.randint(1, 8)]
            elif chance.random() < 0.2:
                del copy[at + 1 :]
            if not copy:
                break
        yield bytes(copy)


def read(data: bytes) -> Table | Unreadable:
    try:
        return read_table(data, "a")
    except Unreadable as refused:
        return refused


@pytest.mark.parametrize(("codec", "data"), TEXTS, ids=[codec for codec, _ in TEXTS])
def test_spoiled_text_is_a_table_or_a_refusal(codec, data):
    for copy in spoiled(data, 40, codec):
        outcome = read(copy)
        assert isinstance(outcome, Unreadable) or all(len(row) == len(outcome.columns) for _, row in outcome.rows)


def test_a_spoiled_workbook_is_a_table_or_a_refusal():
    for copy in spoiled(workbook_with(HEADER, *ROWS), 100, "xlsx"):
        assert isinstance(read(copy), Table | Unreadable)

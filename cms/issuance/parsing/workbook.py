"""Reads an XLSX workbook through a child process with limited memory and time."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Collection, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from cms.issuance.parsing.refusals import quoted
from cms.issuance.parsing.sheets import Sheet
from cms.issuance.parsing.table import (
    MOST_TITLE_ROWS,
    Assumption,
    Table,
    assumption_sentence,
    collect,
)
from cms.issuance.parsing.workbook_refusals import workbook_refusal

CHILD = Path(__file__).with_name("xlsx_child.py")
STARTED = {"ready": True}
NOTES_SHEET = "說明"  # the templates to download explain their columns on a sheet of this name; it is never data


@dataclass(frozen=True, slots=True)
class Limits:
    """What the child may use: bytes, seconds (of the processor and by the clock alike), characters of text."""

    memory: int = 1024**3
    seconds: int = 60
    unpacked: int = 512 * 1024**2
    text: int = 100_000_000


STANDARD_LIMITS = Limits()


def read_workbook(
    data: bytes,
    name: str,
    *,
    max_rows: int,
    sheet: str | None = None,
    expected: Collection[str] = (),
    limits: Limits = STANDARD_LIMITS,
) -> Table:
    """Return the table on the only visible sheet with content, or on the sheet that is asked for.

    Raises AskSheet when more than one could be meant, and Unreadable.
    """
    head_and_one_too_many = MOST_TITLE_ROWS + 1 + max_rows + 1
    request = {"work": "rows", "sheet": sheet, "aside": NOTES_SHEET, "most_records": head_and_one_too_many}
    *rows, closing = _ask_child(data, name, {**request, **asdict(limits)})
    facts = _answer(closing, name)
    grid = collect(map(json.loads, rows), name=name, max_rows=max_rows, expected=expected)
    how = f"以 XLSX 讀取，工作表為{quoted(facts['sheet'])}"
    assumed = Assumption("xlsx", "", "", facts["sheet"], assumption_sentence(how, grid, _notes(facts)))
    return Table(grid.columns, grid.rows, assumed)


def list_sheets(data: bytes, name: str, *, limits: Limits = STANDARD_LIMITS) -> tuple[Sheet, ...]:
    """Return the worksheets of a workbook in their order; raises Unreadable."""
    *_, sheets = _ask_child(data, name, {"work": "sheets", **asdict(limits)})
    return tuple(Sheet(**sheet) for sheet in _answer(sheets, name))


def _notes(facts: Mapping[str, Any]) -> str:
    """Say what was left out, or read although a clerk may believe it was not."""
    notes = {
        "hidden": "另有 {:,} 個隱藏的工作表沒有讀取。",
        "aside": f"「{NOTES_SHEET}」工作表沒有讀取。",
        "hidden_rows": "有 {:,} 列是隱藏的（可能是篩選），也一起讀取。",
        "old_dates": "有 {:,} 格是試算表的日期，年份在 1930 到 1999 之間；"
        "試算表會把民國 30 到 99 年誤認成西元，請核對。",
    }
    return "".join(note.format(facts[fact]) for fact, note in notes.items() if facts[fact])


def _ask_child(data: bytes, name: str, request: Mapping[str, Any]) -> Iterator[bytes]:
    """Return the lines of the child, run isolated: it finds calamine, nothing of this project, and no environment."""
    try:
        child = subprocess.run(
            [sys.executable, "-I", str(CHILD), json.dumps(request)],
            input=data,
            capture_output=True,
            timeout=request["seconds"],
            check=False,
            env={},
        )
    except subprocess.TimeoutExpired:
        raise workbook_refusal(name, "time") from None
    lines = iter(child.stdout.split(b"\n")[:-1])
    if child.returncode == -signal.SIGXCPU:
        raise workbook_refusal(name, "time")
    if child.returncode < 0:  # Rust aborts when it gets no memory, and the system kills for the same reason
        raise workbook_refusal(name, "memory")
    if json.loads(next(lines, b"null")) != STARTED:
        raise RuntimeError(f"The workbook reader did not start: {child.stderr.decode(errors='replace')}")
    if child.returncode:
        raise workbook_refusal(name, "broken")
    return lines


def _answer(line: bytes, name: str) -> Any:
    """Return what a line holds, or raise the sentence for the refusal that it is."""
    answer = json.loads(line)
    if isinstance(answer, dict) and "refused" in answer:
        raise workbook_refusal(name, answer["refused"], answer)
    return answer

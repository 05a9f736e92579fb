"""Reads an XLSX workbook through a child process with limited memory and time."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from cms.issuance.parsing.refusals import quoted
from cms.issuance.parsing.table import Assumption, Record, Table, assumption_sentence, collect
from cms.issuance.parsing.workbook_refusals import workbook_refusal

CHILD = Path(__file__).with_name("xlsx_child.py")
STARTED = {"ready": True}


@dataclass(frozen=True, slots=True)
class Limits:
    """What the child may use: bytes, seconds (of the processor and by the clock alike), characters of text."""

    memory: int = 1024**3
    seconds: int = 60
    unpacked: int = 512 * 1024**2
    text: int = 100_000_000


STANDARD_LIMITS = Limits()


def read_workbook(
    data: bytes, name: str, *, max_rows: int, sheet: str | None = None, limits: Limits = STANDARD_LIMITS
) -> Table:
    """Return the table on the only visible sheet with content, or on the sheet that is asked for; raises Unreadable."""
    header_and_one_too_many = max_rows + 2
    lines = _ask_child(data, name, {"sheet": sheet, "most_records": header_and_one_too_many, **asdict(limits)})
    opening = _answer(next(lines), name)
    grid = collect(_records(lines, name), name=name, max_rows=max_rows)
    how = f"以 XLSX 讀取，工作表為{quoted(opening['sheet'])}"
    note = f"另有 {opening['hidden']} 個隱藏的工作表沒有讀取。" if opening["hidden"] else ""
    assumed = Assumption("xlsx", "", "", opening["sheet"], assumption_sentence(how, grid, note))
    return Table(grid.columns, grid.rows, assumed)


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


def _records(lines: Iterator[bytes], name: str) -> Iterator[Record]:
    for line in lines:
        number, cells = _answer(line, name)
        yield number, cells


def _answer(line: bytes, name: str) -> Any:
    """Return what a line holds, or raise the sentence for the refusal that it is."""
    answer = json.loads(line)
    if isinstance(answer, dict) and "refused" in answer:
        raise workbook_refusal(name, answer["refused"], answer)
    return answer

"""What is wrong with one cell of a spreadsheet: pure."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CellError:
    """One cell that cannot go on: where it is, what it holds, the sentence that helps, and a text that would do."""

    row: int
    column: str
    value: str
    message: str
    code: str
    field: str
    suggestion: str = ""

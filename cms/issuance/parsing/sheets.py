"""The worksheets of a workbook, and the question that is asked when more than one of them could be meant."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cms.core.errors import Unreadable


@dataclass(frozen=True, slots=True)
class Sheet:
    """One worksheet: its name, whether the workbook hides it, and whether any cell holds more than blanks."""

    name: str
    hidden: bool
    filled: bool


class AskSheet(Unreadable):
    """Nobody but its owner can say which worksheet of a file is meant; sheets are those to choose from."""

    def __init__(self, sentence: str, sheets: Sequence[Sheet]) -> None:
        super().__init__(sentence)
        self.sheets = tuple(sheets)

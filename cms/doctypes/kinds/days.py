"""The kind that holds a calendar day, written in ROC or Western years and kept as ISO 8601."""

import re
from collections.abc import Iterator
from datetime import date
from functools import lru_cache

from cms.core.dates import DateProblem, english_long, read_date, roc_long
from cms.doctypes.definition import FieldDefinition

from .base import Kind, Language, Unfit, folded, refuse_characters, without_hidden

# A remedy that is sure of the day ends with it.
_OFFERED = re.compile(r"(?:改成|補成) ([0-9/-]+)$")
# What spreadsheets and people put behind or around a day: a time, a weekday, a word for the calendar.
_TIME = re.compile(
    r"(?<=[0-9日])[\sT]*(?:上午|下午|AM|PM)?\s*[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?\s*(?:AM|PM)?\s*$", re.I
)
_ASIDE = re.compile(r"[(（][^()（）]*[)）]|(?:星期|週|周)[一二三四五六日天]")


class Day(Kind):
    """A day; its canonical text is YYYY-MM-DD."""

    name = "日期"

    def read(self, text: str, field: FieldDefinition) -> str:
        refuse_characters(text.strip())
        try:
            return _iso(text)
        except DateProblem as problem:
            offered = _OFFERED.search(problem.remedy)
            suggestion = offered[1] if offered else ""
            raise Unfit(problem.code, f"{problem.message}。", f"{problem.remedy}。", suggestion) from problem

    def repairs(self, text: str, field: FieldDefinition) -> Iterator[str]:
        yield from super().repairs(text, field)
        day = _TIME.sub("", _ASIDE.sub("", without_hidden(text))).strip(" .,、。")
        yield day
        yield re.sub(r"[/.\-\\、,\s]+", "/", day)

    def hint(self, field: FieldDefinition) -> str:
        return "民國 113/01/31 或西元 2024-01-31，年在最前面。"

    def shown(self, value: str, lang: Language) -> str:
        day = date.fromisoformat(value)
        return roc_long(day) if lang == "zh" else english_long(day)

    def normalised(self, value: str) -> str:
        try:
            return read_date(value).isoformat()
        except DateProblem:
            return folded(value)

    def masked(self, value: str) -> str:
        """The year only: 民國98年○月○日."""
        year, _, _ = roc_long(date.fromisoformat(value)).partition("年")
        return f"{year}年○月○日"


@lru_cache(maxsize=4096)
def _iso(text: str) -> str:
    """The day in ISO 8601; the same few days fill most columns."""
    return read_date(text).isoformat()

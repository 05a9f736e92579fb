"""The kind that holds a calendar day, written in ROC or Western years and kept as ISO 8601."""

from datetime import date

from cms.core.dates import DateProblem, english_long, read_date, roc_long
from cms.doctypes.definition import FieldDefinition

from .base import Kind, Language, Unfit, folded, refuse_characters


class Day(Kind):
    """A day; its canonical text is YYYY-MM-DD."""

    name = "日期"

    def read(self, text: str, field: FieldDefinition) -> str:
        refuse_characters(text.strip())
        try:
            return read_date(text).isoformat()
        except DateProblem as problem:
            raise Unfit(problem.code, f"{problem.message}。", f"{problem.remedy}。") from problem

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

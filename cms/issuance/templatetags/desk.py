"""Small words for the desk's templates: days and moments as people here write them, addresses that keep their query."""

from __future__ import annotations

from datetime import date, datetime

from django import template
from django.http import QueryDict
from django.template import Context

from cms.core.clock import TAIPEI
from cms.core.dates import roc_long, roc_short
from cms.issuance.selectors import PAGE_ROWS

register = template.Library()
NEAR = 2


@register.filter
def roc_moment(at: datetime) -> str:
    """115.11.24 10:42."""
    local = at.astimezone(TAIPEI)
    return f"{roc_short(local.date())} {local:%H:%M}"


@register.filter
def roc_day(day: date) -> str:
    """民國115年11月24日."""
    return roc_long(day)


@register.filter
def grouped(number: int) -> str:
    """1,000."""
    return f"{number:,}"


@register.filter
def named(sentence: str, label: str) -> str:
    """A problem's sentence, its field's name before it unless the sentence says it."""
    bare = label.partition("（")[0]
    return sentence if bare in sentence else f"{bare}：{sentence}"


@register.filter
def many_lines(text: str) -> bool:
    """Whether a one-line box would lose something."""
    return "\n" in text


@register.filter
def page_of(seq: int) -> int:
    """The page of all rows where a row most likely stands: the spreadsheet's header is row 1."""
    return max(0, seq - 2) // PAGE_ROWS + 1


@register.filter
def with_edit(query: str, seq: int) -> str:
    """A query string that opens this row, or none for 0."""
    asked = QueryDict(query, mutable=True)
    asked.pop("edit", None)
    if seq:
        asked["edit"] = str(seq)
    return asked.urlencode()


@register.filter
def page_numbers(pages: int, number: int) -> list[int | None]:
    """The pages to offer around the current one: first, last, near ones, None for a gap."""
    near = [each for each in range(number - NEAR, number + NEAR + 1) if 1 < each < pages]
    shown: list[int | None] = [1]
    for each in [*near, pages]:
        if each - (shown[-1] or 0) > 1:
            shown.append(None)
        shown.append(each)
    return shown


@register.simple_tag(takes_context=True)
def here(context: Context, **changes: object) -> str:
    """This page's address with parts of its query changed; None takes a part out."""
    asked = context["request"].GET.copy()
    for name, value in changes.items():
        asked.pop(name, None)
        if value is not None:
            asked[name] = str(value)
    return f"?{asked.urlencode()}"

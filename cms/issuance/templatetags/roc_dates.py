"""Days and moments as staff read them."""

from datetime import date, datetime

from django import template

from cms.core.clock import TAIPEI
from cms.core.dates import roc_long

register = template.Library()


@register.filter
def roc(day: date | datetime) -> str:
    """民國113年1月31日."""
    return roc_long(day.astimezone(TAIPEI).date() if isinstance(day, datetime) else day)


@register.filter
def roc_moment(at: datetime) -> str:
    """民國113年1月31日 10:42."""
    local = at.astimezone(TAIPEI)
    return f"{roc_long(local.date())} {local:%H:%M}"

"""What templates of the public site ask for: the foot's links, phrases that break whole, a step's icon."""

from __future__ import annotations

from django import template
from django.template import Context
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from cms.home.icons import ICONS
from cms.home.selectors import FootLink
from cms.home.selectors import foot_links as links_in

register = template.Library()


@register.simple_tag(takes_context=True)
def foot_links(context: Context) -> tuple[FootLink, ...]:
    """The pages that editors put into the foot, in the language of the page."""
    return links_in("en" if context["w"]["lang"] == "en" else "zh")


@register.filter
def phrases(text: str) -> SafeString:
    """A text whose "|" part it into phrases, as spans that the style sheet keeps whole."""
    parts = text.split("|")
    return format_html_join("", "<span>{}</span>{}", ((part.strip(), " " * part.endswith(" ")) for part in parts))


@register.filter
def icon(code: str) -> SafeString:
    """The lines of the icon with this name."""
    return ICONS[code].lines

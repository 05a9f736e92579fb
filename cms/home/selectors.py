"""Reading the public site's pages: the links in everybody's foot."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import NamedTuple

from django import db

from .models import HomePage, StandardPage

_log = logging.getLogger(__name__)


class FootLink(NamedTuple):
    """A page that its editor put into the foot."""

    title: str
    path: str


def foot_links(lang: str) -> tuple[FootLink, ...]:
    """The published pages in this language that are marked for the foot, in the order of the page tree.

    None where the database cannot be read: a verdict page says that nothing can be checked now, and has a foot too.
    """
    try:
        return tuple(_foot_links(lang))
    except db.Error:
        _log.warning("the links of the foot cannot be read", exc_info=True)
        return ()


def _foot_links(lang: str) -> Iterator[FootLink]:
    front = HomePage.objects.live().filter(language=lang).first()
    if front is None:
        return
    pages = StandardPage.objects.live().public().in_menu().descendant_of(front)
    for other in HomePage.objects.descendant_of(front):
        pages = pages.not_descendant_of(other)
    for page in pages.order_by("path"):
        page.front = front  # known here: not to be asked for page by page
        yield FootLink(page.title, page.path_on_site)

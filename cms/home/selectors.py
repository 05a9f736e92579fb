"""Reading the public site's pages: the links in everybody's foot, and what does not fit together."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Set
from itertools import chain
from typing import Any, NamedTuple

from django import db
from django.urls import Resolver404, resolve
from wagtail.contrib.redirects.models import Redirect
from wagtail.rich_text import expand_db_html

from .models import HomePage, PublicPage, StandardPage
from .words import LANGUAGE_NAMES

_log = logging.getLogger(__name__)
_LINK = re.compile(r'href="(/[^"]*)"')


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


def loose_ends() -> tuple[str, ...]:
    """A sentence for its editor about each published page without a twin, and each link that leads nowhere."""
    pages = [*HomePage.objects.live(), *StandardPage.objects.live()]
    there = {page.path_on_site for page in pages}
    return tuple(chain.from_iterable(_loose_ends_of(page, there) for page in pages))


def _loose_ends_of(page: PublicPage, there: Set[str]) -> Iterator[str]:
    named = f"「{page.title}」（{page.path_on_site}）"
    if page.twin is None:
        yield (
            f"{named}沒有{LANGUAGE_NAMES[page.other_language]}的同一頁，語言切換會到首頁。"
            f"請發布代稱也是「{page.slug}」的{LANGUAGE_NAMES[page.other_language]}頁面。"
        )
    for link in dict.fromkeys(_links_of(page)):
        if not _leads_somewhere(link, there):
            yield f"{named}裡的連結 {link} 打不開。請修改連結，或把那一頁發布回來。"


def _links_of(page: PublicPage) -> Iterator[str]:
    """The addresses on this site that the page links to, without what stands behind a #."""
    if isinstance(page, HomePage):
        found = (link.value["path"] for link in chain(page.buttons, page.navigation))
    else:
        texts = _texts_in(page.body.get_prep_value())
        found = chain.from_iterable(_LINK.findall(expand_db_html(text)) for text in texts)
    return (link.partition("#")[0] for link in found)


def _texts_in(value: Any) -> Iterator[str]:
    """Every text in a stream's plain values."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _texts_in(part)


def _leads_somewhere(link: str, there: Set[str]) -> bool:
    """A published page, an address of another app, or a page that has moved and left word where to."""
    if link in there:
        return True
    try:
        of_another_app = resolve(link).url_name != "wagtail_serve"
    except Resolver404:
        of_another_app = False
    return of_another_app or Redirect.objects.filter(old_path=Redirect.normalise_path(link)).exists()

"""The demo's public site: its pages in both languages, from data; what an editor has touched is left alone."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.conf import settings
from wagtail.models import Page, Site

from cms.home.models import HomePage, StandardPage

PAGES = Path(__file__).parent / "data" / "pages"
IN_THE_FOOT = ("steps", "help", "recognise", "accessibility", "privacy")  # in this order


def make_public_pages() -> HomePage:
    """The front pages and the pages of text, whatever is missing; returns the Chinese front page, the site's root."""
    fronts = json.loads((PAGES / "front.json").read_text())
    chinese = _front_page(Page.get_first_root_node(), "zh", "mydoc", settings.MYDOC_SITE_NAME, fronts["zh"])
    english = _front_page(chinese, "en", "en", settings.MYDOC_SITE_NAME_EN, fronts["en"])
    for slug in IN_THE_FOOT:
        texts = json.loads((PAGES / f"{slug}.json").read_text())
        _text_page(chinese, slug, texts["zh"])
        _text_page(english, slug, texts["en"])
    _open_site(chinese)
    return chinese


def _front_page(parent: Page, lang: str, slug: str, title: str, texts: dict[str, Any]) -> HomePage:
    """The front page in this language; one from before front pages had steps gets them, unless somebody edited it."""
    page = HomePage.objects.filter(language=lang).first()
    if page is None:
        page = parent.add_child(instance=HomePage(title=title, slug=slug, language=lang, **_fields(texts)))
    elif page.steps or page.revisions.filter(user__isnull=False).exists():
        return page
    for name, value in _fields(texts).items():
        setattr(page, name, value)
    page.save_revision().publish()
    return page


def _text_page(front: HomePage, slug: str, texts: dict[str, Any]) -> None:
    if not StandardPage.objects.child_of(front).filter(slug=slug).exists():
        page = front.add_child(instance=StandardPage(slug=slug, show_in_menus=True, **_fields(texts)))
        page.save_revision().publish()


def _fields(texts: dict[str, Any]) -> dict[str, Any]:
    """The values as the models take them: a stream as its JSON."""
    return {name: value if isinstance(value, str) else json.dumps(value) for name, value in texts.items()}


def _open_site(front: HomePage) -> None:
    """The front page in the place of Wagtail's welcome page."""
    site = Site.objects.get(is_default_site=True)
    if site.root_page_id == front.pk:
        return
    welcome, site.root_page, site.site_name = site.root_page, front, settings.MYDOC_SITE_NAME
    site.save()
    welcome.delete()

"""The links in everybody's foot: chosen by editors, seen at once, kept ready without a query, and never in the way."""

import re

import pytest
from django import db

from cms.home import selectors, signal_handlers
from cms.home.models import StandardPage
from cms.home.selectors import foot_links

pytestmark = pytest.mark.usefixtures("site")


def _foot(client, path: str) -> list[str]:
    return re.findall(r'href="([^"]*)"', client.get(path).content.decode().partition("<footer")[2])


def test_the_foot_has_the_pages_in_the_language_of_the_page(client):
    chinese = ["/steps/", "/help/", "/recognise/", "/accessibility/", "/privacy/"]
    for path in ("/", "/help/", "/v/"):
        assert _foot(client, path) == chinese
    for path in ("/en/", "/en/help/", "/en/v/"):
        assert _foot(client, path) == [f"/en{link}" for link in chinese]


def test_the_verify_page_asks_no_more_than_before(client, django_assert_num_queries):
    first = client.get("/v/")
    assert len(first.content) <= 15_000
    with django_assert_num_queries(0):
        client.get("/v/")


def test_what_an_editor_takes_away_is_gone_at_once(client):
    assert "/help/" in _foot(client, "/v/")
    page = StandardPage.objects.get(slug="help", path__in=StandardPage.objects.child_of(_front()).values("path"))
    page.unpublish()
    assert "/help/" not in _foot(client, "/v/")
    page.save_revision().publish()
    assert "/help/" in _foot(client, "/v/")
    page.show_in_menus = False
    page.save_revision().publish()
    assert "/help/" not in _foot(client, "/v/")
    page.show_in_menus = True
    page.save_revision().publish()
    page.delete()
    assert "/help/" not in _foot(client, "/v/")


def test_what_another_process_published_is_there_within_a_minute(client, monkeypatch):
    assert "/help/" in _foot(client, "/v/")
    StandardPage.objects.filter(slug="help").update(show_in_menus=False)  # no signal reaches this process
    assert "/help/" in _foot(client, "/v/")
    now = signal_handlers.monotonic()
    monkeypatch.setattr(signal_handlers, "monotonic", lambda: now + signal_handlers.FRAME_SECONDS + 1)
    assert "/help/" not in _foot(client, "/v/")


def test_a_page_behind_a_password_is_not_named(client, site):
    secret = site.add_child(instance=StandardPage(title="內部", slug="inside", show_in_menus=True))
    secret.view_restrictions.create(restriction_type="password", password="x")
    assert "/inside/" not in [link.path for link in foot_links("zh")]


def test_without_a_database_there_is_a_foot_without_links(client, monkeypatch, caplog):
    def unreachable(lang):
        raise db.OperationalError("database is locked")

    monkeypatch.setattr(selectors, "_foot_links", unreachable)
    assert _foot(client, "/v/") == []
    assert "cannot be read" in caplog.text


def test_without_pages_there_are_no_links():
    StandardPage.objects.all().delete()
    assert foot_links("zh") == foot_links("en") == ()


def _front():
    return StandardPage.objects.get(slug="steps", depth=3).get_parent()

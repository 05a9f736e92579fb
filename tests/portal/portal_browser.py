"""A browser that is given the test client's answers and the files themselves: behind a server there would be another database."""

import mimetypes
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from django.contrib.staticfiles import finders
from django.http import HttpResponse
from playwright.sync_api import Page, Route, sync_playwright

CHROMIUM = os.environ.get("MYDOC_CHROMIUM", "/usr/bin/chromium")
SITE = "http://testserver"


@contextmanager
def shown(answers: Mapping[str, HttpResponse]) -> Iterator[tuple[Page, list[str]]]:
    """A browser that knows these answers by address, and what it asks for. Meanwhile the database cannot be asked."""
    asked: list[str] = []

    def answer(route: Route) -> None:
        address = urlsplit(route.request.url).path
        asked.append(address)
        if address.startswith("/static/"):
            route.fulfill(body=static(address), content_type=mimetypes.guess_type(address)[0])
        elif address in answers:
            given = answers[address]
            route.fulfill(status=given.status_code, body=given.content, headers=dict(given.headers))
        else:
            route.abort()

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_context(service_workers="block").new_page()
        page.route("**/*", answer)
        yield page, asked
        browser.close()


def static(address: str) -> bytes:
    """The file at a static address."""
    return Path(finders.find(address.removeprefix("/static/"))).read_bytes()

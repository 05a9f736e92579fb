"""The page's budget: at most 15 kB of HTML with its style inside, and one request, whatever is told in either language."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread

import pytest
from django.db import OperationalError
from django.http import HttpResponse
from playwright.sync_api import sync_playwright
from verification_faces import make_face

from cms.core.ids import new_token
from cms.demo.pages import make_public_pages
from cms.doctypes.builtin import builtin_definition, builtin_slugs
from cms.vault.models import PublicFace
from cms.verification import views
from cms.verification.page import site_frame
from cms.verification.styles import SHEETS, classes_used
from cms.verification.tries import MISSES_PER_NETWORK

BUDGET = 15_000
CHROMIUM = os.environ.get("MYDOC_CHROMIUM", "/usr/bin/chromium")
LANGUAGES = ("", "/en")
STATES = ("valid", "void", "superseded", "expired", "not_yet_valid", "destroyed")
EVERYTHING = (*STATES, *builtin_slugs(), "compared", "not_found", "unreadable", "form", "slip")
ALL_LOOK_ALIKE = "0Q172Z5S6G8B" + "0Q172Z5S"

Pages = dict[tuple[str, str], HttpResponse]


@pytest.fixture
def pages(client, faces, monkeypatch) -> Iterator[Pages]:
    """Everything that the pages can tell, in both languages, with the links of a real site in the foot."""
    make_public_pages()
    site_frame.cache_clear()
    faces |= {slug: _longest(slug) for slug in builtin_slugs()}
    told = {(name, lang): _told(client, name, lang, faces) for name in EVERYTHING for lang in LANGUAGES}
    for _ in range(MISSES_PER_NETWORK):
        client.get(f"/v/{new_token()}")
    told |= {("too_many", lang): client.get(f"{lang}/v/{ALL_LOOK_ALIKE}") for lang in LANGUAGES}
    with monkeypatch.context() as patch:
        patch.setattr(views, "get_public_face", _unreachable)
        told |= {("cannot_check", lang): client.get(f"{lang}/v/{ALL_LOOK_ALIKE}") for lang in LANGUAGES}
    yield told
    site_frame.cache_clear()


def test_every_page_is_within_its_budget(pages):
    sizes = {place: len(response.content) for place, response in pages.items()}
    assert {place: size for place, size in sizes.items() if size > BUDGET} == {}
    assert {response.status_code for response in pages.values()} == {200, 400, 404, 429, 503}
    assert all('href="/recognise/"' in pages[name, ""].content.decode() for name, _ in pages)


def test_every_class_of_a_page_is_known_to_the_style(pages, settings):
    """Otherwise the cut would take away a rule that a part of the page needs."""
    sheets = "".join((settings.PROJECT / "static" / "css" / name).read_text() for name in SHEETS)
    for response in pages.values():
        written = set(" ".join(re.findall(r'class="([^"]*)"', response.content.decode())).split())
        assert {name for name in written if f".{name}" in sheets} <= classes_used()


@pytest.mark.real("chromium")
def test_a_browser_asks_once_for_every_page(pages):
    """Counted by the server: what a browser asks for by itself, such as the site's icon, its tools do not tell of."""
    bodies = {f"/{name}{lang}": response for (name, lang), response in pages.items() if name not in builtin_slugs()}
    without_icon = HttpResponse(re.sub(rb'<link rel="icon"[^>]*>', b"", pages["valid", ""].content))
    served = _served(bodies | {"/without-icon": without_icon})
    with served as (address, asked, icon_asked), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        context = browser.new_context()
        for path in (*bodies, "/without-icon"):
            context.new_page().goto(address + path)  # and stays open: nothing that it still asks for is called off
        # The one page that has no icon of its own shows that a second request would have been seen.
        assert icon_asked.wait(timeout=30)
        browser.close()
    assert asked == [*bodies, "/without-icon", "/favicon.ico"]


def _told(client, name: str, lang: str, faces: dict[str, PublicFace]) -> HttpResponse:
    if name == "compared":
        return client.post(f"{lang}/v/{faces['valid'].token}", {"name": "林" * 50, "born": "民國100年3月14日"})
    if name in ("form", "slip"):
        return client.get(f"{lang}/v/", {"code": "7KQF-2M9-4TRD-HW3-V8NC"} if name == "slip" else {})
    if name in faces:
        return client.get(f"{lang}/v/{faces[name].token}")
    return client.get(f"{lang}/v/{ALL_LOOK_ALIKE if name == 'not_found' else '7KQF-2M9-4TRD-HW3-V8NC'}")


def _longest(slug: str) -> PublicFace:
    """A document of this type with the longest texts that its designer expects."""
    definition = builtin_definition(slug)
    shown = [field for field in definition.fields if field.visibility in ("public", "masked")]
    compared = [field for field in definition.fields if field.visibility == "comparable"]
    labels = {
        field.code: {"code": field.code, "label": field.label, "label_en": field.label_en}
        for field in definition.fields
    }
    return make_face(
        type_name=definition.name,
        type_name_en=definition.name_en,
        fields=[labels[field.code] | {"text": field.longest_sample} for field in shown],
        comparables=[labels[field.code] | {"hash": "0" * 64} for field in compared],
    )


def _unreachable(token: str) -> PublicFace:
    raise OperationalError("database is locked")


@contextmanager
def _served(responses: dict[str, HttpResponse]) -> Iterator[tuple[str, list[str], Event]]:
    """These responses on loopback; yields the address, the paths asked for, and whether the site's icon is among them."""
    asked: list[str] = []
    icon_asked = Event()

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            response = responses.get(self.path, HttpResponse(status=404))
            self.send_response(response.status_code)
            for name, value in response.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(response.content)
            if self.path == "/favicon.ico":
                icon_asked.set()

        def log_message(self, *arguments: object) -> None:
            """Nothing: the test tells."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", asked, icon_asked
    finally:
        server.shutdown()
        server.server_close()

"""The wallet's pages in a real browser: what they weigh, what axe finds, whether they fit a small phone, whether the QR is read.

The browser gets the test client's answers and the files themselves: behind a server there would be another database.
"""

import mimetypes
import re
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.contrib.staticfiles import finders
from django.http import HttpResponse
from playwright.sync_api import Page, Route, sync_playwright
from portal_world import HOLDERS, listed_copies
from screens import DESK, PHONE, SMALL, TABLET, problems, sideways

from cms.portal.pictures import IN_TEXT
from cms.portal.wallet import PER_PAGE
from cms.verification.addresses import verify_url

pytestmark = pytest.mark.real("chromium")

CHROMIUM = "/usr/bin/chromium"
SITE = "http://testserver"
MOST_BYTES, MOST_SCRIPT, MOST_REQUESTS = 60_000, 15_000, 8
PICTURE = re.compile(rb"data:image/webp;base64,([^\"]+)")
ROUND_ABOUT = ("/my/manifest.webmanifest", "/my/en/manifest.webmanifest", "/my/sw.js")


@contextmanager
def shown(answers: Mapping[str, HttpResponse]) -> Iterator[tuple[Page, list[str]]]:
    """A browser that knows these answers by address, and what it asks for. Meanwhile the database cannot be asked."""
    asked: list[str] = []

    def answer(route: Route) -> None:
        address = urlsplit(route.request.url).path
        asked.append(address)
        if address.startswith("/static/"):
            route.fulfill(body=static(address), content_type=mimetypes.guess_type(address)[0])
        else:
            given = answers[address]
            route.fulfill(status=given.status_code, body=given.content, headers=dict(given.headers))

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_context(service_workers="block").new_page()
        page.route("**/*", answer)
        yield page, asked
        browser.close()


def static(address: str) -> bytes:
    return Path(finders.find(address.removeprefix("/static/"))).read_bytes()


@pytest.fixture
def answers_of(client_of, document_of):
    """The answers to a visitor's pages: the list, and one of each kind of page of each document named."""

    def ask(who: str, *names: str, langs: tuple[str, ...] = ("zh",)) -> dict[str, HttpResponse]:
        starts = ["/my/en/" if lang == "en" else "/my/" for lang in langs]
        pages = ["", *(f"d/{document_of(name).number}/{sub}" for name in names for sub in ("", "page/1/", "qr/"))]
        client = client_of(who)
        return {
            address: client.get(address) for address in (*(s + page for s in starts for page in pages), *ROUND_ABOUT)
        }

    return ask


def test_pages_keep_to_their_budget(answers_of, document_of):
    listed_copies(document_of("successor").number, PER_PAGE)
    answers = answers_of("chen_id", "successor", langs=("zh", "en"))
    with shown(answers) as (page, asked):
        for address in answers.keys() - set(ROUND_ABOUT):
            asked.clear()
            page.goto(SITE + address)
            page.wait_for_load_state("networkidle")
            weigh(answers, address, {*asked, *ROUND_ABOUT[::2]})


def weigh(answers: Mapping[str, HttpResponse], address: str, asked: set[str]) -> None:
    """Hold one page against the budget; the worker and the manifest count even where this browser asked for neither."""
    html = answers[address].content
    sizes = {one: len(static(one) if one.startswith("/static/") else answers[one].content) for one in asked}
    sizes[address] = len(PICTURE.sub(b"", html))
    pictures = [len(data) * 3 // 4 for data in PICTURE.findall(html)]
    assert sum(sizes.values()) <= MOST_BYTES, (address, sizes)
    assert sum(size for one, size in sizes.items() if one.endswith(".js")) <= MOST_SCRIPT
    assert len(sizes) <= MOST_REQUESTS, (address, sizes)
    assert all(size <= IN_TEXT.most_bytes for size in pictures) or "/page/" in address


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("who", ["chen_id", "shen_mobile", "wang_id", "nobody_mobile", "nobody_city"])
def test_every_state_is_accessible_and_fits(who, lang, answers_of):
    names = [name for name, holder in HOLDERS.items() if holder == who and name != "visit"]
    answers = answers_of(who, *names, langs=(lang,))
    found = []
    with shown(answers) as (page, _asked):
        for address in answers.keys() - set(ROUND_ABOUT):
            page.goto(SITE + address)
            page.eval_on_selector_all("main details", "all => all.forEach(one => (one.open = true))")
            for size in (SMALL, PHONE, TABLET, DESK):
                page.set_viewport_size(size)
                found += [(address, size["width"], sideways(page))] if sideways(page) else []
            found += [(address, problem) for problem in problems(page)]
            page.set_viewport_size(TABLET)
            page.evaluate("document.documentElement.style.fontSize = '200%'")
            found += [(address, "200 %")] if sideways(page) else []
    assert found == []


@pytest.mark.real("zbar")
@pytest.mark.parametrize("size", [SMALL, DESK])
def test_a_phone_reads_the_qr_from_the_screen(size, answers_of, document_of, tmp_path):
    number = document_of("diploma").number
    address, expected = f"/my/d/{number}/qr/", verify_url(document_of("diploma").face.token)
    answers = answers_of("lin_id", "diploma")
    with shown(answers) as (page, _asked):
        page.set_viewport_size(size)
        page.goto(SITE + address)
        page.screenshot(path=tmp_path / "screen.png")  # what is on the screen without scrolling
    told = subprocess.run(
        ["zbarimg", "-q", "--raw", tmp_path / "screen.png"], capture_output=True, text=True, check=False
    )
    assert told.stdout.strip() == expected


def test_full_screen_is_offered_by_script_only(answers_of, document_of):
    address = f"/my/d/{document_of('diploma').number}/qr/"
    answers = answers_of("lin_id", "diploma")
    assert b"data-full-screen hidden>" in answers[address].content
    with shown(answers) as (page, _asked):
        page.goto(SITE + address)
        page.get_by_role("button", name="全螢幕").click()
        page.wait_for_function("document.fullscreenElement?.matches('[data-qr]')")


def test_where_there_is_no_full_screen_there_is_no_button(answers_of, document_of):
    address = f"/my/d/{document_of('diploma').number}/qr/"
    answers = answers_of("lin_id", "diploma")
    with shown(answers) as (page, _asked):
        page.add_init_script("Object.defineProperty(Document.prototype, 'fullscreenEnabled', {get: () => false})")
        page.goto(SITE + address)
        page.wait_for_load_state("networkidle")
        assert page.get_by_role("button", name="全螢幕").count() == 0

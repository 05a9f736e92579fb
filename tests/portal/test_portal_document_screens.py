"""The wallet's pages in a real browser: what they weigh, what axe finds, whether they fit a small phone, whether the QR is read."""

import re
import subprocess
from collections.abc import Mapping

import pytest
from django.http import HttpResponse
from portal_browser import SITE, shown, static
from portal_world import HOLDERS, listed_copies
from screens import DESK, PHONE, SMALL, TABLET, low, problems, sideways, spread

from cms.portal.pictures import IN_TEXT
from cms.portal.wallet import PER_PAGE
from cms.verification.addresses import verify_url

pytestmark = pytest.mark.real("chromium")

MOST_BYTES, MOST_SCRIPT, MOST_REQUESTS = 60_000, 15_000, 8
PICTURE = re.compile(rb"data:image/webp;base64,([^\"]+)")
ROUND_ABOUT = ("/my/manifest.webmanifest", "/my/en/manifest.webmanifest", "/my/sw.js")


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
            found += [(address, problem) for problem in (*problems(page), *low(page))]
            page.set_viewport_size(TABLET)
            page.evaluate("document.documentElement.style.fontSize = '200%'")
            found += [(address, "200 %")] if sideways(page) else []
            page.evaluate("document.documentElement.style.fontSize = ''")
            page.set_viewport_size(SMALL)
            spread(page)
            found += [(address, "spread")] if sideways(page) else []
    assert found == []


@pytest.mark.parametrize("size", [PHONE, TABLET])
def test_the_title_is_on_the_first_screen_and_buttons_of_a_row_are_of_one_height(size, answers_of, document_of):
    numbers = [document_of(name).number for name in ("diploma", "not_yet")]
    answers = answers_of("lin_id", "diploma", langs=("zh", "en")) | answers_of("wang_id", "not_yet", langs=("zh", "en"))
    with shown(answers) as (page, _asked):
        page.set_viewport_size(size)
        for address in (f"/my/{lang}d/{number}/" for lang in ("", "en/") for number in numbers):
            page.goto(SITE + address)
            assert page.locator("h1").bounding_box()["y"] < size["height"]
            boxes = [button.bounding_box() for button in page.locator(".s-acts .md-btn").all()]
            assert len({(box["y"], box["height"]) for box in boxes}) == len({box["y"] for box in boxes}), address


def test_paper_has_no_buttons(answers_of, document_of):
    number = document_of("diploma").number
    answers = answers_of("lin_id", "diploma")
    with shown(answers) as (page, _asked):
        page.emulate_media(media="print")
        for sub, said in (("", "國民中學畢業證書"), ("qr/", "請掃描這個 QR")):
            page.goto(f"{SITE}/my/d/{number}/{sub}")
            assert page.get_by_role("heading", name=said).is_visible()
            assert page.locator(".md-btn:visible, nav:visible").count() == 0
            assert page.locator("svg[role=img], img").first.is_visible()


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

"""The public site in a real browser: axe in both languages and three widths, by keyboard, with large and spaced-out text."""

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, sync_playwright
from ports import free_port
from screens import DESK, SMALL, TABLET, enter, picture, press, problems, sideways
from servers import filled, served

CHROMIUM = os.environ.get("MYDOC_CHROMIUM", "/usr/bin/chromium")
FILL = "from cms.demo.pages import make_public_pages; make_public_pages()"
PLACES = ("", "steps/", "recognise/", "help/", "accessibility/", "privacy/")
WIDTHS = {320: SMALL, 768: TABLET, 1280: DESK}
# WCAG 2.1, 1.4.12
SPACED = """*{line-height:1.5!important;letter-spacing:.12em!important;word-spacing:.16em!important}
p{margin-bottom:2em!important}"""

pytestmark = pytest.mark.real("chromium")


@pytest.fixture(scope="module")
def address(blank_installation, tmp_path_factory) -> Iterator[str]:
    """The demo's public site, served by a real process."""
    port = free_port()
    installation = blank_installation.copy(tmp_path_factory.mktemp("site"))
    environment = filled(installation, FILL, MYDOC_VERIFY_URL=f"http://127.0.0.1:{port}")
    with served(environment, port=port) as started:
        yield started


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield started
        started.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    made = browser.new_page(viewport=SMALL)
    yield made
    made.close()


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("home", ["/", "/en/"])
def test_anybody_can_use_every_page_at_every_width(address, page, home, width):
    asked: list[str] = []
    complaints: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: complaints.append(message.text))
    page.set_viewport_size(WIDTHS[width])
    found = {}
    for place in PLACES:
        page.goto(address + home + place)
        for question in page.locator("summary").all():
            question.click()
        found[place] = problems(page) + ["scrolls sideways"] * (sideways(page) != 0)
        picture(page, "home", f"{(home + place).strip('/').replace('/', '-') or 'front'}-{width}")
    assert found == dict.fromkeys(PLACES, [])
    assert [url for url in asked if not url.startswith((address, "data:"))] == []
    assert [text for text in complaints if "Content Security Policy" in text] == []
    assert page.context.cookies() == []


@pytest.mark.parametrize("home", ["/", "/en/"])
@pytest.mark.parametrize("style", [SPACED, "html{font-size:200%!important}"])
def test_spaced_and_large_text_is_not_cut_off(address, browser, home, style):
    """Spaced at 320 px; twice as large at 1280 px, which is a phone's width in letters."""
    context = browser.new_context(viewport=SMALL if style is SPACED else DESK, bypass_csp=True)
    page = context.new_page()
    for place in PLACES:
        page.goto(address + home + place)
        page.add_style_tag(content=style)
        assert sideways(page) == 0, place
        cut = "e => e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).overflowX === 'hidden' && e.innerText"
        hidden = ".md-hide, .md-skip, .s-hero, .s-pile"  # there to be cut: pictures, and what only readers hear
        assert page.evaluate(f"[...document.querySelectorAll('body *:not({hidden})')].filter({cut}).length") == 0, place
    context.close()


@pytest.mark.parametrize("percent", [100, 200])
def test_no_picture_covers_the_words_beside_it(address, browser, percent):
    context = browser.new_context(viewport=DESK, bypass_csp=True)
    page = context.new_page()
    for home in ("/", "/en/"):
        page.goto(address + home)
        page.add_style_tag(content=f"html{{font-size:{percent}%!important}}")
        words = [one.bounding_box() for one in page.locator(".s-say > *").all()]
        pictures = [one.bounding_box() for one in page.locator(".s-pile img").all()]
        assert [(word, picture) for word in words for picture in pictures if _overlap(word, picture)] == []
    context.close()


def test_in_the_order_of_the_source_a_phone_shows_the_head(address, page):
    page.goto(address + "/")
    places = [link.bounding_box() for link in page.locator(".md-head a").all()]
    assert places == sorted(places, key=lambda box: (round(box["y"] / 40), box["x"]))


def test_on_paper_the_answers_are_there(address, page):
    page.goto(address + "/help/")
    answer = page.get_by_text("有兩種方式，選一種就可以：")
    height = "e => e.closest('details').getBoundingClientRect().height"
    closed = answer.evaluate(height)
    page.emulate_media(media="print")
    assert answer.evaluate(height) > 2 * closed


def test_by_keyboard_alone_an_answer_is_read_and_a_code_typed(address, page):
    page.goto(address + "/help/")
    page.keyboard.press("Tab")
    assert page.locator(":focus").inner_text() == "跳到主要內容"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.locator(":focus").inner_text() == "要怎麼登入？"
    page.keyboard.press("Enter")
    assert page.get_by_text("有兩種方式，選一種就可以：").is_visible()
    page.goto(address + "/")
    page.get_by_label("驗證碼").focus()
    page.keyboard.type("7KQF 2M9X")
    enter(page)
    assert "/v/?code=" in page.url
    assert page.title().startswith("錯誤：")


def test_without_a_script_the_switch_and_the_answers_work(address, browser):
    context = browser.new_context(viewport=SMALL, java_script_enabled=False)
    page = context.new_page()
    page.goto(address + "/help/")
    press(page.get_by_role("link", name="English"))
    assert page.url == address + "/en/help/"
    page.get_by_text("How do I sign in?").click()
    assert page.get_by_text("In one of two ways:").is_visible()
    press(page.get_by_role("link", name="中文"))
    assert page.url == address + "/help/"
    context.close()


def _overlap(one: dict[str, float], other: dict[str, float]) -> bool:
    return all(
        one[at] < other[at] + other[size] and other[at] < one[at] + one[size]
        for at, size in (("x", "width"), ("y", "height"))
    )

"""Looking at a page in a real browser: what axe finds, whether it scrolls sideways, and a picture of it."""

import time
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from installations import PROJECT
from playwright.sync_api import Locator, Page

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
SMALL, PHONE, TABLET, DESK = (
    {"width": 320, "height": 568},
    {"width": 390, "height": 844},
    {"width": 768, "height": 1024},
    {"width": 1280, "height": 900},
)


def press(target: Locator) -> None:
    """Press what leads to another page, and wait until that page stands: a click alone comes back before."""
    with target.page.expect_navigation():
        target.click()


def enter(page: Page) -> None:
    """Send the form in which the cursor stands, and wait until the answer stands."""
    with page.expect_navigation():
        page.keyboard.press("Enter")


def until(page: Page, condition: str, expected: object = True) -> None:
    """Wait for what a script says; Playwright's own way evaluates a text in the page, which the admin's policy forbids."""
    deadline = time.monotonic() + 30
    while (found := page.evaluate(condition)) != expected:
        assert time.monotonic() < deadline, (condition, found)
        page.wait_for_timeout(50)


def problems(page: Page, part: str | None = None) -> list[str]:
    """What axe objects to, on the whole page or in the part that this selector names."""
    answer = Axe().run(page, context=part, options=RULES).response
    assert answer["passes"], "axe looked at nothing"
    return [f"{one['id']}: {one['help']}: {[node['html'] for node in one['nodes']]}" for one in answer["violations"]]


def sideways(page: Page) -> int:
    """By how many pixels the page scrolls sideways."""
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


SPREAD = """() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }
        p { margin-block-end: 2em !important }`);
    document.adoptedStyleSheets = [sheet];
}"""
LOW = """() => [...document.querySelectorAll("a, button, input:not([type=hidden]), select, textarea, summary")]
    .filter(one => one.checkVisibility() && !one.closest(".md-hide, .md-skip, .md-choice"))
    .filter(one => ![...one.parentElement.childNodes].some(node => node.nodeType === Node.TEXT_NODE && node.data.trim()))
    .filter(one => one.getBoundingClientRect().height < 44)
    .map(one => one.outerHTML)"""


def spread(page: Page) -> None:
    """Give the text all the room that a reader may ask for (WCAG 1.4.12)."""
    page.evaluate(SPREAD)


def low(page: Page) -> list[str]:
    """What is to be pressed and is lower than a finger, 44 px; a link inside a sentence may be as low as its line."""
    return page.evaluate(LOW)


def picture(page: Page, folder: str, name: str) -> Path:
    """A picture of the whole page, kept under test-results for looking at."""
    path = PROJECT / "test-results" / folder / f"{name}.png"
    path.parent.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=path, full_page=True)
    return path

"""Looking at a page in a real browser: what axe finds, whether it scrolls sideways, and a picture of it."""

from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from installations import PROJECT
from playwright.sync_api import Page

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
SMALL, PHONE, TABLET, DESK = (
    {"width": 320, "height": 568},
    {"width": 390, "height": 844},
    {"width": 768, "height": 1024},
    {"width": 1280, "height": 900},
)


def problems(page: Page) -> list[str]:
    """What axe objects to."""
    answer = Axe().run(page, options=RULES).response
    assert answer["passes"], "axe looked at nothing"
    return [f"{one['id']}: {one['help']}: {[node['html'] for node in one['nodes']]}" for one in answer["violations"]]


def sideways(page: Page) -> int:
    """By how many pixels the page scrolls sideways."""
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


def picture(page: Page, folder: str, name: str) -> Path:
    """A picture of the whole page, kept under test-results for looking at."""
    path = PROJECT / "test-results" / folder / f"{name}.png"
    path.parent.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=path, full_page=True)
    return path

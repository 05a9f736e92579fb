"""Somebody scans a QR with a small phone: the verdict is on the first screen, in one request, and anybody can use it."""

import json
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from installations import PROJECT
from playwright.sync_api import Page
from ports import free_port
from screens import DESK, TABLET, enter, press, problems, sideways
from screens import SMALL as PHONE
from servers import filled, served

PICTURES = PROJECT / "test-results" / "verify"
STATES = ("valid", "void", "superseded", "expired", "not_yet_valid", "destroyed", "not_found")
FILL = """
import json, os, sys
from pathlib import Path
sys.path[:0] = json.loads(os.environ["TEST_FOLDERS"])
from home_pages import make_home_pages
from verification_faces import make_reservation, make_states
make_home_pages()
tokens = {state: face.token for state, face in make_states().items()}
tokens["not_found"] = make_reservation().token
Path(os.environ["MYDOC_HOME"], "tokens.json").write_text(json.dumps(tokens))
"""

pytestmark = pytest.mark.real("chromium")


@dataclass(frozen=True, slots=True)
class Installation:
    """A running server with one document in each state."""

    address: str
    tokens: dict[str, str]

    def verdict(self, state: str, lang: str = "") -> str:
        return f"{self.address}{lang}/v/{self.tokens[state]}"


@pytest.fixture(scope="module")
def installation(blank_installation, tmp_path_factory) -> Iterator[Installation]:
    """An installation of its own, served by a real process on a free port."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    copy, port = blank_installation.copy(tmp_path_factory.mktemp("verify")), free_port()
    environment = filled(
        copy,
        FILL,
        folders=("verification", "home"),
        MYDOC_VERIFY_URL=f"http://127.0.0.1:{port}",
    )
    with served(environment, port=port) as address:
        yield Installation(address, json.loads((copy.home / "tokens.json").read_text()))


@pytest.fixture
def phone(browser) -> Iterator[Page]:
    page = browser.new_page(viewport=PHONE)
    yield page
    page.close()


@pytest.mark.parametrize("lang", ["", "/en"])
@pytest.mark.parametrize("state", STATES)
def test_the_verdict_is_on_the_first_screen_of_a_small_phone(installation, phone, state, lang):
    asked: list[str] = []
    complaints: list[str] = []
    phone.on("request", lambda request: asked.append(request.url))
    phone.on("console", lambda message: complaints.append(message.text))
    address = installation.verdict(state, lang)
    phone.goto(address)
    phone.screenshot(path=PICTURES / f"{state}{lang.replace('/', '-')}-320.png", full_page=True)
    verdict = phone.locator(".md-verdict").bounding_box()
    assert verdict["y"] + verdict["height"] <= PHONE["height"]
    assert phone.locator("h1").is_visible()
    assert sideways(phone) == 0
    # The empty icon is inside the page and asks nobody.
    assert [url for url in asked if not url.startswith("data:")] == [address]
    assert phone.context.cookies() == []
    # A policy that stops the page's own style would be heard here.
    assert not [text for text in complaints if "Content Security Policy" in text]
    assert phone.evaluate("getComputedStyle(document.querySelector('.md-verdict')).display") == "grid"
    assert problems(phone) == []


@pytest.mark.parametrize("lang", ["", "/en"])
@pytest.mark.parametrize("state", STATES)
def test_the_verdict_on_a_tablet_and_at_a_desk(installation, browser, state, lang):
    for size in (TABLET, DESK):
        page = browser.new_page(viewport=size)
        page.goto(installation.verdict(state, lang))
        page.screenshot(path=PICTURES / f"{state}{lang.replace('/', '-')}-{size['width']}.png", full_page=True)
        assert sideways(page) == 0
        assert problems(page) == []
        page.close()


def test_wide_text_spacing_cuts_nothing(installation, browser):
    """WCAG 2.1, 1.4.12."""
    context = browser.new_context(viewport=PHONE, bypass_csp=True)
    page = context.new_page()
    page.goto(installation.verdict("valid"))
    page.add_style_tag(
        content="*{line-height:1.5!important;letter-spacing:.12em!important;word-spacing:.16em!important}"
        "p{margin-bottom:2em!important}"
    )
    assert sideways(page) == 0
    context.close()


def test_without_a_script_the_paper_is_compared_by_keyboard_alone(installation, browser):
    context = browser.new_context(viewport=PHONE, java_script_enabled=False)
    page = context.new_page()
    page.goto(installation.verdict("valid"))
    page.get_by_label("姓名").focus()
    page.keyboard.type("林昱辰")
    page.keyboard.press("Tab")
    page.keyboard.type("100/03/14")
    enter(page)
    page.get_by_text("全部相符").wait_for()
    page.screenshot(path=PICTURES / "compared-320.png", full_page=True)
    page.get_by_label("姓名").fill("林昱展")
    press(page.get_by_role("button", name="核對內容"))
    page.get_by_text("有欄位不相符").wait_for()
    page.screenshot(path=PICTURES / "compared-differs-320.png", full_page=True)
    assert page.context.cookies() == []
    context.close()


def test_from_the_front_page_a_typed_code_leads_to_the_verdict(installation, phone):
    phone.goto(installation.address + "/")
    phone.screenshot(path=PICTURES / "home-320.png", full_page=True)
    assert sideways(phone) == 0
    assert problems(phone) == []
    press(phone.get_by_role("link", name="輸入驗證碼"))
    phone.get_by_label("驗證碼").fill("7KQF 2M9X")
    press(phone.get_by_role("button", name="查驗"))
    assert phone.title().startswith("錯誤：")
    phone.screenshot(path=PICTURES / "type-code-320.png", full_page=True)
    assert problems(phone) == []
    token = installation.tokens["valid"]
    phone.get_by_label("驗證碼").fill(" ".join(token[at : at + 4].lower() for at in range(0, 20, 4)))
    press(phone.get_by_role("button", name="查驗"))
    assert phone.url == installation.verdict("valid")
    assert phone.get_by_role("heading", name="有效").is_visible()
    press(phone.get_by_role("link", name="English"))
    assert phone.get_by_role("heading", name="Valid").is_visible()


def test_the_front_page_at_a_desk_in_both_languages(installation, browser):
    page = browser.new_page(viewport=DESK)
    for lang in ("/", "/en/"):
        page.goto(installation.address + lang)
        page.screenshot(path=PICTURES / f"home{lang.rstrip('/').replace('/', '-')}-1280.png", full_page=True)
        assert sideways(page) == 0
        assert problems(page) == []
    page.close()

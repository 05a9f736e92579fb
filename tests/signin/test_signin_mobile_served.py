"""Signing in by mobile on a real server: every page and state in a browser, and requests that come at the same moment."""

import json
import os
import re
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.cookiejar import CookieJar
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright
from screens import DESK, PHONE, SMALL, TABLET, enter, picture, press, problems, sideways
from servers import filled, served
from signin_mobile_world import CHILD, FATHER, another, code_in

CHROMIUM = os.environ.get("MYDOC_CHROMIUM", "/usr/bin/chromium")
FAMILY, TWINS, GUESSED, VISITOR = "0912345678", "0911222333", "0911222444", "0922333444"
FILL = """
import json, os, sys
from datetime import timedelta
from pathlib import Path
from django.contrib.sessions.backends.db import SessionStore
sys.path[:0] = json.loads(os.environ["TEST_FOLDERS"])
from signin_mobile_world import CHILD, FATHER, TWIN, issue, make_world
from cms.accounts.visitors import Assurance, Visitor
from cms.signin import sessions
make_world()
for national_id in (FATHER, CHILD, ""):
    issue(national_id=national_id, mobile="0912345678")
for national_id in (FATHER, TWIN):
    issue(national_id=national_id, mobile="0911222333")
issue(national_id=FATHER, mobile="0911222444")
over = SessionStore()
sessions.begin(over, Visitor(None, "", Assurance.CITY))
over["seen"] -= 24 * 3600
over.save()
Path(os.environ["MYDOC_HOME"], "over.txt").write_text(over.session_key)
"""
WIDTHS = {"320": SMALL, "390": PHONE, "768": TABLET, "1280": DESK}
LANGUAGES = ("", "en/")
# Of each language's own: five texts are all that a number gets.
NUMBERS = {"": "0933444555", "en/": "0933444666"}


@pytest.fixture(scope="module")
def installation(blank_installation, tmp_path_factory) -> dict[str, str]:
    """Two families and their phones."""
    return filled(
        blank_installation.copy(tmp_path_factory.mktemp("families")),
        FILL,
        folders=("signin",),
        MYDOC_VERIFY_URL="https://verify.mydoc.example",
        MYDOC_CITY_ISSUER="https://account.city.example",
    )


@pytest.fixture(scope="module")
def address(installation) -> Iterator[str]:
    with served(installation) as started:
        warm(started)
        yield started


@pytest.fixture(scope="module")
def cut_off(installation) -> Iterator[str]:
    """The same installation, whose text gateway does not answer."""
    folder = str(Path(__file__).parent)
    with served({**installation, "DJANGO_SETTINGS_MODULE": "signin_broken_gateway", "PYTHONPATH": folder}) as started:
        warm(started)
        yield started


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield started
        started.close()


@pytest.fixture
def page(browser) -> Iterator[Page]:
    """A phone."""
    context = browser.new_context(viewport=PHONE)
    yield context.new_page()
    context.close()


def warm(address: str) -> None:
    """Let the server load everything before a browser waits for it."""
    with urllib.request.urlopen(f"{address}/my/sign-in/", timeout=300) as answer:
        answer.read()


class Visitor:
    """A browser without a screen: its cookies, and forms that carry the session's secret."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
        self.secret = ""

    def get(self, path: str) -> str:
        text = self._open(path)[1]
        if secret := re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', text):
            self.secret = secret[1]
        return text

    def post(self, path: str, **form: str) -> tuple[int, str]:
        return self._open(path, urllib.parse.urlencode(form | {"csrfmiddlewaretoken": self.secret}).encode())

    def ask(self, mobile: str) -> str:
        """The code that was sent."""
        self.get("/my/sign-in/")
        self.post("/my/sign-in/", mobile=mobile)
        self.get("/my/sign-in/code/")
        return newest_code(self.address, mobile)

    def _open(self, path: str, data: bytes | None = None) -> tuple[int, str]:
        try:
            with self.opener.open(self.address + path, data, timeout=60) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as refused:
            with refused:
                return refused.code, refused.read().decode()


def newest_code(address: str, mobile: str) -> str:
    """The code in the newest text to this number, as the demo's page of messages shows it."""
    with urllib.request.urlopen(f"{address}/demo/messages/", timeout=60) as answer:
        messages = answer.read().decode().split("<article")
    shown = f"{mobile[:4]}-***-{mobile[-3:]}"
    return code_in(next(message for message in messages if shown in message))


def at_the_same_moment(times: int, act) -> list:
    with ThreadPoolExecutor(times) as pool:
        return [future.result() for future in [pool.submit(act) for _ in range(times)]]


def type_in(page: Page, text: str) -> None:
    """Type where the page has put the cursor."""
    page.locator("input:focus").wait_for()
    page.keyboard.type(text)


def look(page: Page, name: str, lang: str) -> None:
    """The page as it stands: at four widths, and with what axe finds in one column and in two."""
    for width, size in WIDTHS.items():
        page.set_viewport_size(size)
        picture(page, "signin", f"{name}{'-en' if lang else ''}-{width}")
        assert sideways(page) == 0, f"{name} {width}"
        if size is not PHONE:
            assert problems(page) == [], f"{name} {width}"
    page.set_viewport_size(PHONE)


@pytest.mark.real("chromium")
@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_number_page_and_its_errors(address, page, installation, lang):
    page.goto(f"{address}/my/{lang}sign-in/")
    assert page.evaluate("document.activeElement.id") == "mobile"
    look(page, "number", lang)
    enter(page)
    look(page, "number-empty", lang)
    type_in(page, "0912 345 67")
    enter(page)
    assert page.title().startswith("Error" if lang else "錯誤")
    assert page.locator("#mobile").input_value() == "0912 345 67"
    look(page, "number-short", lang)
    over = Path(installation["MYDOC_HOME"], "over.txt").read_text()
    page.context.add_cookies([{"name": "mydoc_citizen", "value": over, "domain": "127.0.0.1", "path": "/my/"}])
    page.goto(f"{address}/my/{lang}sign-in/")
    if not lang:  # said once
        assert page.get_by_role("status").is_visible()
        look(page, "number-over", lang)


@pytest.mark.real("chromium")
@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_code_page_and_its_errors(address, page, lang):
    number = NUMBERS[lang]
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.goto(f"{address}/my/{lang}sign-in/")
    type_in(page, number)
    enter(page)
    page.wait_for_url("**/code/")
    assert page.evaluate("document.activeElement.autocomplete") == "one-time-code"
    look(page, "code", lang)
    page.locator("summary").last.click()
    look(page, "code-help", lang)
    press(page.get_by_role("button", name="Send again" if lang else "重新傳送"))
    look(page, "code-too-soon", lang)
    wrong = another(newest_code(address, number))
    for n in range(5):
        page.locator("#code").fill(wrong)
        enter(page)
        if n in (0, 4):
            look(page, "code-wrong" if n == 0 else "code-locked", lang)
    page.goto(f"{address}/my/{lang}sign-in/")
    type_in(page, number)
    enter(page)
    page.get_by_role("alert").wait_for()
    look(page, "number-locked", lang)
    assert not [text for text in complaints if "Content Security Policy" in text]


@pytest.mark.real("chromium")
@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_of_the_last_four_and_its_errors(address, page, lang):
    number = TWINS if lang else FAMILY
    _sign_in(page, address, number, lang)
    page.wait_for_url("**/id/")
    look(page, "last-four", lang)
    enter(page)
    look(page, "last-four-empty", lang)
    page.locator("#last_four").fill("0000")
    enter(page)
    look(page, "last-four-wrong", lang)
    page.locator("#last_four").fill(FATHER[-4:])
    enter(page)
    if lang:
        page.get_by_role("alert").get_by_text("city account").wait_for()
        look(page, "last-four-twins", lang)
        return
    page.wait_for_url("**/my/")
    page.goto(f"{address}/my/{lang}sign-in/id/")
    look(page, "last-four-switch", lang)
    for n in range(4):
        page.locator("#last_four").fill(f"000{n}")
        enter(page)
    look(page, "last-four-locked", lang)


def _sign_in(page: Page, address: str, number: str, lang: str = "") -> None:
    page.goto(f"{address}/my/{lang}sign-in/")
    type_in(page, number)
    enter(page)
    page.wait_for_url("**/code/")
    type_in(page, newest_code(address, number))
    enter(page)


@pytest.mark.real("chromium")
@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_gateway_that_is_down(cut_off, page, lang):
    page.goto(f"{cut_off}/my/{lang}sign-in/")
    type_in(page, VISITOR)
    with page.expect_response("**/sign-in/") as answer:
        enter(page)
    assert answer.value.status == 503
    look(page, "number-down", lang)


@pytest.mark.real("chromium")
def test_pressing_twice_signs_in_once(address, page):
    """The second press would find the code used up, and its answer is the one that the browser shows."""
    page.goto(f"{address}/my/sign-in/")
    type_in(page, "0922333555")
    enter(page)
    page.wait_for_url("**/code/")
    type_in(page, newest_code(address, "0922333555"))
    for _ in range(3):
        page.keyboard.press("Enter")
    page.wait_for_url("**/my/")


@pytest.mark.real("chromium")
def test_without_a_script_and_by_keyboard_alone(address, browser):
    context = browser.new_context(viewport=PHONE, java_script_enabled=False)
    page = context.new_page()
    _sign_in(page, address, VISITOR)
    page.wait_for_url("**/my/")
    context.close()


@pytest.mark.real("chromium")
def test_wide_text_spacing_cuts_nothing(address, browser):
    """WCAG 2.1, 1.4.12."""
    context = browser.new_context(viewport=SMALL, bypass_csp=True)
    page = context.new_page()
    page.goto(f"{address}/my/en/sign-in/")
    page.add_style_tag(
        content="*{line-height:1.5!important;letter-spacing:.12em!important;word-spacing:.16em!important}"
        "p{margin-bottom:2em!important}"
    )
    assert sideways(page) == 0
    context.close()


def test_one_text_for_one_number_however_often_it_is_asked_for_at_once(address):
    visitors = [Visitor(address) for _ in range(8)]
    for visitor in visitors:
        visitor.get("/my/sign-in/")
    turn = iter(visitors)
    at_the_same_moment(8, lambda: next(turn).post("/my/sign-in/", mobile="0900111222"))
    with urllib.request.urlopen(f"{address}/demo/messages/", timeout=60) as answer:
        assert answer.read().decode().count("0900-***-222") == 1


def test_guesses_at_the_same_moment_are_counted_all(address):
    visitor = Visitor(address)
    code = visitor.ask("0900111333")
    wrong = another(code)
    answers = at_the_same_moment(16, lambda: visitor.post("/my/sign-in/code/", code=wrong)[1])
    assert sum("驗證碼不正確" in text for text in answers) <= 4
    assert visitor.post("/my/sign-in/code/", code=code)[0] == 429


def test_digits_at_the_same_moment_are_counted_all(address):
    visitor = Visitor(address)
    code = visitor.ask(GUESSED)
    visitor.post("/my/sign-in/code/", code=code)
    visitor.get("/my/sign-in/id/")
    answers = at_the_same_moment(16, lambda: visitor.post("/my/sign-in/id/", last_four=CHILD[-4:])[1])
    assert sum("沒有這個後 4 碼" in text for text in answers) <= 4
    assert visitor.post("/my/sign-in/id/", last_four=FATHER[-4:])[0] == 429


def test_one_code_makes_one_session_however_often_it_is_sent_at_once(address, installation):
    visitor = Visitor(address)
    code = visitor.ask("0900111444")
    at_the_same_moment(8, lambda: visitor.post("/my/sign-in/code/", code=code)[0])
    query = (
        "from cms.accounts.identity import mobile_hash; from cms.audit.models import AuditEvent;"
        "print(AuditEvent.objects.filter(action='signed_in', object_ref=mobile_hash('0900111444')).count())"
    )
    command = [sys.executable, "manage.py", "shell", "--no-imports", "-c", query]
    said = subprocess.run(command, env=installation, capture_output=True, text=True, check=True, timeout=120)
    assert json.loads(said.stdout) == 1

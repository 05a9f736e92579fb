"""A clerk's first day at the real door: a link, a password, a phone enrolled; then a wrong hand at the same door."""

import re
from base64 import b32decode
from collections.abc import Iterator

import pytest
from django_otp.oath import totp
from installations import PROJECT
from playwright.sync_api import Page
from screens import DESK, enter, press, problems, sideways
from screens import SMALL as PHONE
from servers import filled, served

PICTURES = PROJECT / "test-results" / "staff-signin"
MANAGER_PASSWORD, PASSWORD = "correct horse battery", "a quiet lighthouse 8"
FILL = f"""
from cms.accounts.models import Agency, Role, User
from cms.accounts.services import grant_role
from cms.core.papers import Actor
city = Agency.add_root(code="379000000A", name="示範市政府")
city.add_child(code="333303", name="示範市立龍門國民中學")
manager = User.objects.create_user("school.accounts", password="{MANAGER_PASSWORD}")
grant_role(actor=Actor("system", "setup", "cli"), user=manager, role=Role.ACCOUNT_MANAGER,
           agency=Agency.objects.get(code="333303"), reason="帳號管理")
"""

pytestmark = pytest.mark.real("chromium")


@pytest.fixture(scope="module")
def address(blank_installation, tmp_path_factory) -> Iterator[str]:
    """A server of its own that asks the second factor."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    installation = blank_installation.copy(tmp_path_factory.mktemp("staff"))
    with served(filled(installation, FILL, MYDOC_SECOND_FACTOR="1")) as address:
        yield address


def test_from_invitation_to_lock_out(address, browser):
    desk = browser.new_context(viewport=DESK, locale="zh-TW").new_page()
    complaints: list[str] = []
    desk.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)

    # The account manager signs in, enrols, and invites a clerk.
    desk.goto(f"{address}/admin/")
    _look(desk, "1-sign-in")
    _sign_in(desk, "school.accounts", MANAGER_PASSWORD)
    _enrol(desk, "2-enrolment")
    _look(desk, "3-recovery-codes")
    assert desk.locator("code").count() == 8
    press(desk.get_by_role("link", name="已抄下，繼續"))
    assert desk.url == f"{address}/admin/"
    press(desk.get_by_role("link", name="帳號管理"))
    press(desk.get_by_role("link", name="邀請人員"))
    _invite(desk)
    _look(desk, "5-link")
    link = desk.get_by_label("設定密碼的連結").input_value()
    press(desk.get_by_role("link", name="已交付，繼續"))
    _look(desk, "6-person")
    press(desk.get_by_role("link", name="帳號管理"))
    _look(desk, "7-people")

    # The clerk, elsewhere, by keyboard alone: password, device, codes, in.
    clerk = browser.new_context(viewport=DESK, locale="zh-TW").new_page()
    clerk.goto(link)
    _look(clerk, "8-set-password")
    clerk.locator("#id_new_password1").focus()
    clerk.keyboard.type(PASSWORD)
    clerk.keyboard.press("Tab")
    clerk.keyboard.type(PASSWORD)
    enter(clerk)
    clerk.get_by_text("密碼已設定").wait_for()
    clerk.keyboard.type("clerk.school")
    clerk.keyboard.press("Tab")
    clerk.keyboard.type(PASSWORD)
    enter(clerk)
    _enrol(clerk)
    codes = clerk.locator("code").all_inner_texts()
    press(clerk.get_by_role("link", name="已抄下，繼續"))
    _look(clerk, "9-home", axe=False)

    # Signing out shuts the door; the next sign-in asks the code, and a recovery code is one.
    _sign_out(clerk, address)
    _sign_in(clerk, "clerk.school", PASSWORD)
    clerk.get_by_role("heading", name="輸入一次性密碼").wait_for()
    clerk.goto(f"{address}/admin/account/")
    clerk.get_by_label("一次性密碼").fill("000000")
    enter(clerk)
    clerk.get_by_text("不正確").wait_for()
    _look(clerk, "10-wrong-code")
    clerk.get_by_label("一次性密碼").fill(codes[0])
    enter(clerk)
    clerk.wait_for_url(f"{address}/admin/account/")
    assert {cookie["path"] for cookie in clerk.context.cookies()} == {"/admin/"}
    clerk.goto(f"{address}/v/")
    assert "mydoc_staff" not in clerk.evaluate("document.cookie")

    # A wrong hand: five tries, then not even the right password.
    thief = browser.new_context(viewport=DESK, locale="zh-TW").new_page()
    for _ in range(5):
        thief.goto(f"{address}/admin/login/")
        _sign_in(thief, "clerk.school", "wrong")
    thief.get_by_role("heading", name="暫停登入").wait_for()
    _look(thief, "11-locked-out")
    assert [text for text in complaints if "Content Security Policy" in text] == []


@pytest.mark.parametrize("path", ["/admin/login/"])
def test_the_door_fits_a_small_phone(address, browser, path):
    phone = browser.new_context(viewport=PHONE, locale="zh-TW").new_page()
    phone.goto(address + path)
    _look(phone, "phone-sign-in")
    _sign_in(phone, "school.accounts", MANAGER_PASSWORD)
    phone.get_by_role("heading", name="輸入一次性密碼").wait_for()
    _look(phone, "phone-code")


def _sign_in(page: Page, name: str, password: str) -> None:
    page.get_by_label("帳號").fill(name)
    page.get_by_label("密碼").fill(password)
    enter(page)


def _sign_out(page: Page, address: str) -> None:
    page.goto(f"{address}/admin/device/")
    page.evaluate(
        "fetch('/admin/logout/', {method: 'POST', headers: {'X-CSRFToken': document.querySelector('[name=csrfmiddlewaretoken]').value}})"
    )
    page.wait_for_function(
        "fetch('/admin/device/', {redirect: 'manual'}).then(answer => answer.type === 'opaqueredirect')"
    )
    page.goto(f"{address}/admin/")


def _enrol(page: Page, picture: str = "") -> None:
    """Type what the app would show for the secret on the page."""
    page.get_by_role("heading", name="設定一次性密碼").wait_for()
    if picture:
        _look(page, picture)
    text = page.locator("code").inner_text().replace(" ", "")
    assert re.fullmatch(r"[A-Z2-7]{32}", text)
    page.get_by_label("一次性密碼").fill(f"{totp(b32decode(text)):06}")
    enter(page)
    page.get_by_role("heading", name="抄下還原碼").wait_for()


def _invite(page: Page) -> None:
    page.locator("#id_username").fill("clerk.school")
    page.locator("#id_last_name").fill("王")
    page.locator("#id_first_name").fill("小明")
    page.locator("#id_role").select_option("clerk")
    page.locator("#id_agency").select_option(index=1)
    page.locator("#id_reason").fill("承辦畢業證書")
    _look(page, "4-invite")
    press(page.get_by_role("button", name="建立帳號"))


def _look(page: Page, name: str, axe: bool = True) -> None:
    page.screenshot(path=PICTURES / f"{name}.png", full_page=True)
    assert (sideways(page), problems(page) if axe else []) == (0, [])

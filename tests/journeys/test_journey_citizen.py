"""A citizen's way on a phone and at a desk: sign in, list, document, download, who looked, a share, a claim, offline, out."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from installations import Installation
from playwright.sync_api import Browser, BrowserContext, Locator, Page
from ports import free_port, wait_for
from screens import DESK, PHONE, SMALL, TABLET, enter, low, picture, press, problems, sideways, spread, until
from servers import running, served

NAME = "林昱辰"
# One at each size: a number gets one code a minute.
BY_MOBILE = {PHONE["width"]: ("0978220482", "8151", NAME), DESK["width"]: ("0932301241", "6614", "陳沛𡘙")}
MOST_TAPS, MOST_REQUESTS, MOST_SCRIPT, MOST_BYTES = 4, 8, 15_000, 60_000

pytestmark = pytest.mark.real("chromium")


@dataclass(frozen=True)
class City:
    """A running installation with the city account beside it."""

    address: str
    installation: Installation


@dataclass
class Citizen:
    """Somebody with a browser, whose taps are counted."""

    page: Page
    city: City
    taps: int = field(default=0)

    def tap(self, target: Locator) -> None:
        press(target)
        self.taps += 1

    def go(self, path: str) -> None:
        self.page.goto(self.city.address + path)

    def sign_in_by_mobile(self, mobile: str, last_four: str) -> None:
        """By mobile, code and last four, to the list."""
        self.page.get_by_label("手機號碼").fill(mobile)
        self.tap(self.page.get_by_role("button", name="傳送驗證碼"))
        self.page.get_by_role("heading", name="輸入 6 位數驗證碼").wait_for()
        self.page.locator("input[name=code]").fill(self._newest_code())
        self.tap(self.page.get_by_role("button", name="登入", exact=True))
        self.page.locator("input[name=last_four]").fill(last_four)
        self.tap(self.page.get_by_role("button", name="繼續"))
        self.page.get_by_role("heading", level=1, name="我的證件包").wait_for()

    def sign_in_by_city_account(self) -> None:
        """As the person whose diploma the demo has, from the page that was asked for and back to it."""
        press(self.page.get_by_role("link", name="城市帳號").first)
        press(self.page.get_by_role("button", name=NAME))
        press(self.page.get_by_role("button", name="同意並登入"))

    def _newest_code(self) -> str:
        """What the text message says, on the demo's message page."""
        with self.page.context.new_page() as phone:
            phone.goto(f"{self.city.address}/demo/messages/")
            return re.search(r"登入驗證碼 (\d{6})", phone.locator("article", has_text="登入驗證碼").first.inner_text())[
                1
            ]


@pytest.fixture(scope="module")
def city(demo_installation: Installation, tmp_path_factory: pytest.TempPathFactory) -> Iterator[City]:
    installation = demo_installation.copy(tmp_path_factory.mktemp("citizen"))
    port, city_port = free_port(), free_port()
    environment = installation.environment | {
        "MYDOC_VERIFY_URL": f"http://127.0.0.1:{port}",
        "MYDOC_CITY_ISSUER": f"http://127.0.0.1:{city_port}",
        "NO_PROXY": "127.0.0.1",
    }
    provider = [sys.executable, "manage.py", "city_account", "--port", str(city_port)]
    with running(environment, provider), served(environment, port=port, worker=True) as address:
        wait_for(city_port)
        yield City(address, installation)


@pytest.fixture
def contexts(browser: Browser) -> Iterator[list[BrowserContext]]:
    opened: list[BrowserContext] = []
    yield opened
    for context in opened:
        context.close()


@pytest.fixture
def visit(city: City, browser: Browser, contexts: list[BrowserContext]):
    """A browser of one's own, at a size and in a language."""

    def open_one(size: dict[str, int] = PHONE, **options: object) -> Citizen:
        context = browser.new_context(viewport=size, locale="zh-TW", **options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(60_000)
        return Citizen(page, city)

    return open_one


@pytest.fixture(scope="module")
def holder_state(city: City, browser: Browser) -> dict:
    """The cookie of somebody who signed in by the city account."""
    with browser.new_context(locale="zh-TW") as context:
        citizen = Citizen(context.new_page(), city)
        citizen.go("/my/")
        citizen.sign_in_by_city_account()
        citizen.page.get_by_role("heading", level=1, name="我的證件包").wait_for()
        return context.storage_state()


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_from_signing_in_to_the_first_document_in_four_taps(visit, size, tmp_path):
    citizen = visit(size)
    page, width = citizen.page, size["width"]
    mobile, last_four, name = BY_MOBILE[width]
    citizen.go("/my/")
    _look(page, f"sign-in-{width}")
    citizen.sign_in_by_mobile(mobile, last_four)
    _look(page, f"list-{width}")
    assert name not in page.content()
    citizen.tap(page.locator("[data-doc] a").first)
    page.get_by_role("heading", level=1, name="國民中學畢業證書").wait_for()
    assert citizen.taps <= MOST_TAPS
    _look(page, f"document-{width}")
    _downloads_what_was_sealed(citizen, tmp_path)
    _shows_the_qr(citizen, width)


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_a_stranger_scans_and_the_holder_reads_it(visit, holder_state, size):
    citizen, stranger = visit(size, storage_state=holder_state), visit(PHONE)
    citizen.go("/my/")
    press(citizen.page.locator("[data-doc] a").first)
    press(citizen.page.get_by_role("link", name="出示 QR"))
    token = citizen.page.locator(".s-qrcode .md-num").inner_text().replace("-", "").replace(" ", "")
    stranger.go(f"/v/{token}")
    stranger.page.get_by_role("heading", level=1, name="有效").wait_for()
    assert NAME not in stranger.page.content()
    _until_seen(citizen, "/my/looks/", "有人掃描 QR")
    _look(citizen.page, f"looks-{size['width']}")


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_a_share_opens_once_and_stands_on_the_holders_list(visit, holder_state, size):
    citizen, employer = visit(size, storage_state=holder_state), visit(PHONE, java_script_enabled=False)
    page, width = citizen.page, size["width"]
    citizen.go("/my/")
    press(page.locator("[data-doc] a").first)
    press(page.get_by_role("link", name="限時分享"))
    page.locator("label.md-choice", has_text="姓名").first.click()
    page.get_by_label("給誰").fill("示範科技公司人資")
    page.get_by_label("用途").fill("應徵工程師")
    page.locator("label.md-choice", has_text="只能開一次").click()
    _look(page, f"share-{width}")
    press(page.get_by_role("button", name="下一步：確認"))
    _look(page, f"share-check-{width}")
    press(page.get_by_role("button", name="建立連結"))
    link = page.locator("#link").input_value()
    _look(page, f"share-made-{width}")

    employer.page.goto(link)
    assert NAME not in employer.page.content()
    employer.page.reload()  # looking is not opening
    press(employer.page.get_by_role("button", name="開啟"))
    opened = employer.page.locator("main").inner_text()
    assert NAME in opened
    assert "出生日期" in opened  # what was left out is named
    assert "100" not in re.sub(r"\s", "", opened.partition("持有人沒有分享")[0])  # not shown: the birthday's year
    picture(employer.page, "citizen", f"share-opened-{width}")
    employer.page.goto(link)
    assert NAME not in employer.page.content()
    employer.page.get_by_role("heading", name="這個分享已經開過").wait_for()
    _until_seen(citizen, "/my/looks/", "示範科技公司人資")
    citizen.go("/my/shares/")
    page.get_by_text("已開啟 1 次").first.wait_for()
    _look(page, f"shares-{width}")


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_offline_there_is_a_list_and_after_signing_out_nothing(visit, size):
    citizen = visit(size)
    page, width = citizen.page, size["width"]
    citizen.go("/my/")
    citizen.sign_in_by_city_account()
    page.get_by_role("heading", level=1, name="我的證件包").wait_for()
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    citizen.go("/my/")
    press(page.locator("[data-doc] a").first)
    page.get_by_role("heading", level=1, name="國民中學畢業證書").wait_for()
    page.context.set_offline(True)
    citizen.go("/my/")
    page.get_by_role("heading", name="國民中學畢業證書").wait_for()
    shown = page.content()
    assert NAME not in shown
    assert "DEMO" not in shown
    _look(page, f"offline-{width}")
    page.context.set_offline(False)
    citizen.go("/my/")
    press(page.get_by_role("button", name="登出"))
    page.get_by_role("heading", name="已登出").wait_for()
    _look(page, f"signed-out-{width}")
    until(page, KEPT, [])
    citizen.go("/my/")
    page.get_by_label("手機號碼").wait_for()


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_an_award_is_claimed_by_a_code_from_the_agency(visit, city, size):
    clerk, citizen = visit(DESK), visit(size)
    number = city.installation.query(
        "vault.Document.objects.filter(face__type_name='獎狀', custody__agency__isnull=False,"
        " custody__ends_at__isnull=True).order_by('number').first().number"
    )
    code = _claim_code(clerk, number)
    citizen.go("/my/claim/")
    citizen.sign_in_by_city_account()
    citizen.page.get_by_label("領取碼").fill(code.lower().replace("-", " "))
    _look(citizen.page, f"claim-{size['width']}")
    press(citizen.page.get_by_role("button", name="領取"))
    citizen.page.get_by_role("heading", name="已放進您的證件包").wait_for()
    _look(citizen.page, f"claimed-{size['width']}")
    citizen.go(f"/my/d/{number}/")
    citizen.page.get_by_role("heading", level=1, name="獎狀").wait_for()
    citizen.go("/my/claim/")
    citizen.page.get_by_label("領取碼").fill(code)
    press(citizen.page.get_by_role("button", name="領取"))
    citizen.page.get_by_role("alert").wait_for()


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_the_city_account_opens_everything_and_is_signed_out_of(visit, city, size):
    citizen = visit(size)
    citizen.go("/my/")
    citizen.sign_in_by_city_account()
    citizen.page.get_by_role("heading", level=1, name="我的證件包").wait_for()
    citizen.page.get_by_role("heading", name="國民中學畢業證書").wait_for()
    press(citizen.page.get_by_role("button", name="登出"))
    citizen.page.wait_for_url(re.compile("signed-out|logout"))
    citizen.go("/my/")
    citizen.page.get_by_label("手機號碼").wait_for()


@pytest.mark.parametrize("lang", ["", "en/"], ids=["zh", "en"])
def test_every_page_fits_every_size_and_axe_finds_nothing(visit, holder_state, lang):
    citizen = visit(PHONE, storage_state=holder_state)
    citizen.go(f"/my/{lang}")
    page = citizen.page
    number = page.locator("[data-doc] a").first.get_attribute("href").rstrip("/").rpartition("/")[2]
    for path in _paths(number):
        for size in (SMALL, TABLET, DESK):
            page.set_viewport_size(size)
            citizen.go(f"/my/{lang}{path}")
            assert page.locator("html").get_attribute("lang") == ("en" if lang else "zh-Hant")
            assert (path, size["width"], problems(page), low(page), sideways(page)) == (path, size["width"], [], [], 0)
        picture(page, "citizen", f"page-{lang.strip('/') or 'zh'}-{path.strip('/').replace('/', '-') or 'list'}")
        page.set_viewport_size(SMALL)
        spread(page)
        assert (path, sideways(page)) == (path, 0)


@pytest.mark.parametrize("lang", ["", "en/"], ids=["zh", "en"])
def test_who_has_no_document_who_was_not_checked_and_who_changed_their_mind(visit, lang):
    english = bool(lang)
    agree = "Agree and sign in" if english else "同意並登入"
    for name, button, is_in in (
        ("SU YI-AN" if english else "蘇以安", agree, True),
        ("CHEN PEI-YI" if english else "陳沛𡘙", agree, False),
        ("LIN YU-CHEN" if english else NAME, "Do not agree" if english else "不同意", False),
    ):
        citizen = visit(PHONE)
        page = citizen.page
        citizen.go(f"/my/{lang}sign-in/")
        press(page.get_by_role("link", name="City account" if english else "城市帳號").first)
        press(page.get_by_role("button", name=name))
        press(page.get_by_role("button", name=button, exact=True))
        page.wait_for_url(f"{citizen.city.address}/my/**")
        for size in (SMALL, TABLET, DESK):
            page.set_viewport_size(size)
            _look(page, f"city-{lang.strip('/') or 'zh'}-{button}-{name}-{size['width']}".replace(" ", "-"))
        assert page.get_by_role("heading", level=1, name="My Documents" if english else "我的證件包").count() == is_in


def test_every_page_is_light(visit, holder_state):
    first = visit(PHONE, storage_state=holder_state)
    first.go("/my/")
    number = first.page.locator("[data-doc] a").first.get_attribute("href").rstrip("/").rpartition("/")[2]
    for path in _paths(number):
        weight = _weight(visit(PHONE, storage_state=holder_state, service_workers="block"), f"/my/{path}")
        assert weight.requests <= MOST_REQUESTS, (path, weight)
        assert weight.script <= MOST_SCRIPT, (path, weight)
        assert weight.page <= MOST_BYTES, (path, weight)


def test_before_the_session_ends_somebody_is_asked(visit, holder_state):
    citizen = visit(PHONE, storage_state=holder_state)
    page = citizen.page
    page.clock.install()
    citizen.go("/my/settings/")
    page.clock.run_for(13 * 60_000)
    page.get_by_role("heading", name="還在嗎？").wait_for()
    _look(page, "still-there-390")
    with page.expect_response("**/my/stay/") as answer:
        page.get_by_role("button", name="繼續使用").click()
    assert answer.value.status == 204
    page.get_by_role("heading", name="還在嗎？").wait_for(state="hidden")
    page.clock.run_for(13 * 60_000)
    page.get_by_role("heading", name="還在嗎？").wait_for()
    page.clock.run_for(2 * 60_000)
    page.wait_for_url("**/my/")  # the sign-in page sends on whoever is still signed in on the server


def test_without_a_script_everything_works_but_the_offline_list(visit, holder_state):
    citizen = visit(PHONE, storage_state=holder_state, java_script_enabled=False)
    page = citizen.page
    citizen.go("/my/")
    number = page.locator("[data-doc] a").first.get_attribute("href").rstrip("/").rpartition("/")[2]
    for path in _paths(number)[:-1]:
        citizen.go(f"/my/{path}")
        assert page.locator("h1").count() == 1, path
    citizen.go("/my/settings/")
    page.get_by_label("手機簡訊").uncheck()
    press(page.get_by_role("button", name="儲存通知設定"))
    assert not page.get_by_label("手機簡訊").is_checked()
    page.get_by_label("手機簡訊").check()
    press(page.get_by_role("button", name="儲存通知設定"))
    assert page.get_by_label("手機簡訊").is_checked()
    citizen.go("/my/take-away/")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="下載全部資料").click()
    assert waiting.value.suggested_filename.endswith(".zip")


@dataclass(frozen=True)
class Weight:
    """What a page asks of a phone that has nothing yet: requests, and uncompressed bytes without its picture."""

    requests: int
    page: int
    script: int


def _weight(citizen: Citizen, path: str) -> Weight:
    answers: list[tuple[str, bytes]] = []
    citizen.page.on("requestfinished", lambda one: answers.append((one.resource_type, one.response().body())))
    citizen.go(path)
    citizen.page.wait_for_load_state("networkidle")
    bodies = [re.sub(rb'src="data:image/[^"]+"', b"", body) for kind, body in answers if kind != "image"]
    script = [body for kind, body in answers if kind == "script"]
    assert "document" in dict(answers)
    return Weight(len(answers), sum(map(len, bodies)), sum(map(len, script)))


def _paths(number: str) -> tuple[str, ...]:
    """Every page of somebody who is signed in, below /my/ or /my/en/; the last is somebody else's or nobody's."""
    return ("", f"d/{number}/", f"d/{number}/qr/", f"d/{number}/page/1/", f"d/{number}/looks/", f"d/{number}/share/",
            "looks/", "shares/", "claim/", "settings/", "settings/notices/", "take-away/", "requests/", "requests/new/",
            "offline/", "sign-in/id/", "d/DEMO115-99999999-9/")  # fmt: skip


KEPT = """async () => [
    ...Object.keys(localStorage), ...Object.keys(sessionStorage), ...await caches.keys(),
    ...(await indexedDB.databases()).map(one => one.name),
]"""


def _look(page: Page, name: str) -> None:
    """Nothing for axe to find, nothing too low for a finger and no sideways scroll; and a picture to look at."""
    assert (name, problems(page), low(page), sideways(page)) == (name, [], [], 0)
    picture(page, "citizen", name)


def _downloads_what_was_sealed(citizen: Citizen, to: Path) -> None:
    with citizen.page.expect_download() as waiting:
        citizen.page.get_by_role("link", name="下載 PDF").click()
    file = to / "downloaded.pdf"
    waiting.value.save_as(file)
    assert waiting.value.suggested_filename.endswith(".pdf")
    verdict = citizen.city.installation.json("verify_pdf", file)
    assert verdict["bottom_line"] == "valid"


def _shows_the_qr(citizen: Citizen, width: int) -> None:
    press(citizen.page.get_by_role("link", name="出示 QR"))
    citizen.page.get_by_role("button", name="全螢幕").click()
    citizen.page.evaluate("document.exitFullscreen?.().catch(() => 0)")
    _look(citizen.page, f"qr-{width}")


def _until_seen(citizen: Citizen, path: str, words: str) -> None:
    """Scans are written once a second: ask again until it stands there."""
    for _ in range(60):
        citizen.go(path)
        if citizen.page.get_by_text(words).count():
            return
        citizen.page.wait_for_timeout(200)
    raise AssertionError(f"{words} does not appear on {path}")


def _claim_code(clerk: Citizen, number: str) -> str:
    """The agency's clerk makes the code on the document's page."""
    page = clerk.page
    clerk.go(f"/admin/login/?next=/admin/issuance/documents/{number}/claim-code/")
    page.fill("input[name=username]", "clerk.it")
    page.fill("input[name=password]", (clerk.city.installation.keys / "demo.password").read_text())
    enter(page)
    press(page.get_by_role("button", name="產生領取碼"))
    return re.search(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}", page.locator("main").inner_text())[0]

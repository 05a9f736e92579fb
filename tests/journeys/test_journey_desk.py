"""The clerk's desk in a real browser: six clicks for a clean file, ten wrong cells mended in place, a late edit."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from installations import PROJECT, Installation
from PIL import Image
from playwright.sync_api import Browser, Locator, Page
from screens import enter, press, problems, sideways, until
from servers import served

PICTURES = PROJECT / "test-results" / "desk"
HOW_TO = PROJECT / "docs" / "how-to" / "img"
SCREEN = {"width": 1280, "height": 1000}
WAGTAILS_OWN = ("/static/wagtailadmin/", "/admin/sprite", "/admin/jsi18n", "/static/wagtail")
SAMPLE = PROJECT / "cms" / "demo" / "data" / "junior-diploma.csv"
MINUTE = 60_000

pytestmark = pytest.mark.real("chromium")


@dataclass(frozen=True)
class Site:
    """A running installation: web server and worker."""

    address: str
    password: str
    installation: Installation


@dataclass
class Person:
    """Somebody at a browser, whose clicks are counted."""

    page: Page
    clicks: int = field(default=0)

    def click(self, target: Locator) -> None:
        target.click()
        self.clicks += 1


@pytest.fixture(scope="module")
def site(demo_installation: Installation, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    PICTURES.mkdir(parents=True, exist_ok=True)
    installation = demo_installation.copy(tmp_path_factory.mktemp("desk"))
    with served(installation.environment, worker=True) as address:
        password = (installation.keys / "demo.password").read_text()
        yield Site(f"{address}/admin", password, installation)


@pytest.fixture
def sign_in(site: Site, browser: Browser):
    """Open a browser of one's own as a demo person, at the list of batches."""
    contexts = []

    def run(name: str, **options: object) -> Person:
        context = browser.new_context(viewport=SCREEN, locale="zh-TW", **options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(MINUTE)
        page.goto(f"{site.address}/login/?next=/admin/issuance/batches/")
        page.fill("input[name=username]", name)
        page.fill("input[name=password]", site.password)
        enter(page)
        page.get_by_role("heading", name="發證", exact=True).wait_for()
        return Person(page)

    yield run
    for context in contexts:
        context.close()


def test_a_clean_file_takes_six_clicks(site, sign_in, tmp_path):
    clerk, approver = sign_in("clerk.school"), sign_in("approver.school")
    page = clerk.page
    _picture(page, "1-list")
    clerk.click(page.get_by_role("link", name="新增批次").first)
    _picture(page, "2-types")
    _assert_usable(page)
    clerk.click(page.get_by_role("link", name="國民中學畢業證書", exact=True))
    _picture(page, "3-upload")
    _assert_usable(page)
    with page.expect_file_chooser() as chooser:
        clerk.click(page.get_by_text("選擇檔案"))
    chooser.value.set_files(_file(tmp_path, _rows(8, "6")))
    page.get_by_text("全部 8 列都可以核發").wait_for()
    _picture(page, "4-clean")
    _assert_usable(page)
    code = page.url.rstrip("/").rpartition("/")[2]

    page = approver.page
    page.reload()
    approver.click(page.get_by_role("link", name=code))
    page.get_by_text("請核定").wait_for()
    assert "蔡明軒" in page.locator("#desk-others").inner_text()
    _picture(page, "5-approve")
    _assert_usable(page)
    approver.click(page.get_by_role("button", name="核定 8 列"))
    page.get_by_text("核定指紋").wait_for()
    _picture(page, "6-approved")
    approver.click(page.get_by_role("button", name="用印並核發 8 份"))
    assert clerk.clicks + approver.clicks == 6

    clerk.page.get_by_text("完成，已核發 8 份").wait_for()  # its page follows by itself
    page.get_by_text("完成，已核發 8 份").wait_for()
    _picture(page, "7-done")
    _assert_usable(page)
    assert page.locator("a[href*='/issuance/documents/DEMO']").count() == 8
    assert site.installation.query(f"issuance.Batch.objects.get(code='{code}').state") == "done"


def test_ten_wrong_cells_are_mended_in_the_page_by_keyboard(sign_in, tmp_path):
    person = sign_in("clerk.school")
    page = person.page
    rows, repairs = _with_ten_wrong(_rows(1000, "7"))
    _upload(page, _file(tmp_path, rows))
    page.locator("#desk-head b.md-wrong").wait_for()
    assert page.locator("#desk-head b.md-wrong").inner_text() == "10"
    url = page.url
    weight = _weight_of(page, url)
    assert weight < 250_000, weight
    page.locator(".a-prev img").scroll_into_view_if_needed()
    _picture(page, "8-ten-wrong")
    _assert_usable(page)
    for number, (seq, text) in enumerate(repairs, start=1):
        row = page.locator(f"#r{seq}")
        if text is None:
            _tab_to(page, f"#r{seq} button[name=repair]")
            page.keyboard.press("Enter")
        else:
            _tab_to(page, f"#r{seq} .a-in")
            page.keyboard.press("Control+A")
            page.keyboard.insert_text(text)
            page.keyboard.press("Enter")
        row.get_by_text("已修好").wait_for()
        assert page.evaluate("document.activeElement.closest('tr')?.id") == f"r{seq}"  # the cursor stays in its row
        said = f"第 {seq} 列已經沒有要修正的地方。"
        until(page, f"document.getElementById('desk-said').textContent === '{said}'")
        if number == 3:
            _picture(page, "9-mending")
    page.get_by_text("全部 1,000 列都可以核發").wait_for()
    assert page.url == url
    page.reload()
    page.get_by_text("全部 1,000 列都可以核發").wait_for()


def test_without_a_script_the_same_forms_mend(sign_in, tmp_path):
    person = sign_in("clerk.school")
    rows = _rows(3, "8")
    rows[1][5] = "A123456780"
    _upload(person.page, _file(tmp_path, rows))
    person.page.locator("#r3 .a-in").wait_for()
    plain = sign_in("clerk.school", java_script_enabled=False).page
    plain.goto(person.page.url)
    plain.locator("#r3 .a-in").fill("A123456789")
    plain.locator("#r3").get_by_role("button", name="儲存").click()
    plain.get_by_text("全部 3 列都可以核發").wait_for()
    press(plain.get_by_role("link", name="修改第 2 列"))
    plain.get_by_label("姓名", exact=True).fill("林昱展")
    press(plain.get_by_role("button", name="儲存第 2 列"))
    plain.get_by_text("林○展").wait_for()


def test_a_late_edit_voids_the_approval(site, sign_in, tmp_path):
    clerk, approver = sign_in("clerk.school").page, sign_in("approver.school").page
    _upload(clerk, _file(tmp_path, _rows(4, "3")))
    clerk.get_by_text("全部 4 列都可以核發").wait_for()
    approver.goto(clerk.url)
    approver.get_by_role("button", name="核定 4 列").click()
    approver.get_by_role("button", name="用印並核發 4 份").wait_for()
    clerk.get_by_text("修改任何一格都會讓核定失效").wait_for()
    press(clerk.get_by_role("link", name="修改第 3 列"))
    clerk.get_by_label("姓名", exact=True).fill("陳沛怡")
    press(clerk.get_by_role("button", name="儲存第 3 列"))
    clerk.get_by_text("核定已經失效").wait_for()
    _picture(clerk, "10-voided")
    approver.get_by_text("修改了 1 列").wait_for()  # its page follows by itself, and says what is new
    _picture(approver, "11-what-changed")
    approver.get_by_role("button", name="核定 4 列").click()
    approver.get_by_role("button", name="用印並核發 4 份").click()
    approver.get_by_text("完成，已核發 4 份").wait_for()
    code = approver.url.rstrip("/").rpartition("/")[2]
    cancelled = f"vault.Cancellation.objects.filter(reservation__number__startswith='DEMO').count() and '{code}'"
    assert site.installation.query(cancelled) == code


def test_a_preview_shows_both_sides(sign_in, tmp_path):
    page = sign_in("clerk.school").page
    _upload(page, _file(tmp_path, _rows(3, "5")))
    page.get_by_text("全部 3 列都可以核發").wait_for()
    page.get_by_role("link", name="預覽下一列，第 3 列").click()
    page.locator("#desk-preview").get_by_text("第 3 列").wait_for()
    page.locator("#desk-preview img").click()
    page.get_by_role("heading", name="任何人掃描後看到的內容").wait_for()
    until(page, "[...document.images].every(image => image.complete && image.naturalWidth)")
    _picture(page, "12-preview")
    _assert_usable(page)


def test_one_document_from_a_form(sign_in):
    page = sign_in("clerk.school").page
    press(page.get_by_role("link", name="新增批次").first)
    press(page.get_by_role("link", name="國民中學畢業證書：單筆核發"))
    press(page.get_by_role("button", name="檢查並送核定"))
    page.get_by_text("個地方需要修正").wait_for()
    assert page.title().startswith("錯誤：")
    assert page.evaluate("document.activeElement.matches('.md-errors')")
    _picture(page, "13-single-wrong")
    _assert_usable(page)
    header, first, *_ = _table()
    for name, text in zip(header, first, strict=True):
        page.locator(".md-field", has=page.locator("label", has_text=name)).first.locator("input").fill(text)
    number = page.locator(".md-field", has=page.locator("label", has_text="證書字號")).locator("input")
    number.fill("示市龍門畢字第115799001號")
    press(page.get_by_role("button", name="檢查並送核定"))
    page.get_by_text("等候核定人核定 1 列").wait_for()


def _table() -> list[list[str]]:
    with SAMPLE.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def _rows(count: int, series: str) -> list[list[str]]:
    """Right rows with agency numbers of their own: the first pupil again and again."""
    header, first, *_ = _table()
    place = header.index("證書字號")
    return [
        [f"示市龍門畢字第115{series}{number:05}號" if at == place else cell for at, cell in enumerate(first)]
        for number in range(1, count + 1)
    ]


def _with_ten_wrong(rows: list[list[str]]) -> tuple[list[list[str]], list[tuple[int, str | None]]]:
    """Ten cells made wrong, and in the order of the rows what mends each; None: the offered repair."""
    header = _table()[0]
    wrong = (
        (36, "手機", "912345678", None),
        (79, "身分證字號", "A123456780", "A123456789"),
        (152, "證書字號", rows[8][header.index("證書字號")], "示市龍門畢字第115799153號"),
        (187, "出生日期", "100/02/30", "100/02/28"),
        (211, "姓名", "", "林昱辰"),
        (350, "手機", "987654321", None),
        (501, "姓名", "王\ue000明", "王堃明"),
        (640, "電子郵件", "not-a-mail", "pupil@example.edu.tw"),
        (777, "畢業日期", "沒寫", "115/06/12"),
        (999, "身分證字號", "", "A123456789"),
    )
    for at, column, text, _repair in wrong:
        rows[at][header.index(column)] = text
    return rows, [(at + 2, repair) for at, _column, _text, repair in wrong]


def _file(folder: Path, rows: Sequence[Sequence[str]]) -> Path:
    path = folder / "畢業名冊.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([_table()[0], *rows])
    return path


def _upload(page: Page, file: Path) -> None:
    press(page.get_by_role("link", name="新增批次").first)
    press(page.get_by_role("link", name="國民中學畢業證書", exact=True))
    page.set_input_files("#id_file", file)
    page.wait_for_url("**/batches/B115-*/")
    page.locator("#desk-head").wait_for()


def _tab_to(page: Page, selector: str) -> None:
    """Press Tab until this control has the cursor, as somebody without a mouse does."""
    for _ in range(80):
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{selector} is not reached by keyboard")


def _weight_of(page: Page, url: str) -> int:
    """Bytes of the page and everything it loads, Wagtail's own files aside."""
    loaded: list[int] = []

    def weigh(response) -> None:
        if not any(part in response.url for part in WAGTAILS_OWN) and "status.json" not in response.url:
            loaded.append(len(response.body()))

    with page.context.new_page() as fresh:
        fresh.on("requestfinished", lambda request: weigh(request.response()))
        fresh.goto(url)
        until(fresh, "[...document.images].every(image => image.complete)")
        fresh.wait_for_load_state("load")
    assert len(loaded) > 4
    return sum(loaded)


def _assert_usable(page: Page) -> None:
    """No finding of axe on our part of the page, and no sideways scroll."""
    assert (problems(page, "#desk"), sideways(page)) == ([], 0)


def _picture(page: Page, name: str) -> None:
    """Kept for looking at; MYDOC_WRITE_PICTURES=1 also puts it into the how-to."""
    until(page, "[...document.images].every(image => image.complete)")
    page.screenshot(path=PICTURES / f"{name}-1280.png")
    if os.environ.get("MYDOC_WRITE_PICTURES") == "1":
        HOW_TO.mkdir(parents=True, exist_ok=True)
        with Image.open(PICTURES / f"{name}-1280.png") as picture:
            picture.convert("RGB").quantize(96).save(HOW_TO / f"{name}.png", optimize=True)

"""The app in a real browser: what it keeps for days without a network, what it shows then, and that nothing remains."""

import json
import os
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from screens import DESK, PHONE, SMALL, TABLET, enter, picture, press, problems, sideways, until
from servers import filled, served

CHROMIUM = os.environ.get("MYDOC_CHROMIUM", "/usr/bin/chromium")
FILL = """
import json, os, sys
from pathlib import Path
sys.path[:0] = json.loads(os.environ["TEST_FOLDERS"])
from portal_world import build_portal_world
from visits import signed_in
world = build_portal_world()
keys = {who: [signed_in(world.people[who]).cookies["mydoc_citizen"].value for _ in range(9)] for who in ("chen_id", "wang_id")}
Path(os.environ["MYDOC_HOME"], "world.json").write_text(json.dumps({"keys": keys, "numbers": dict(world.numbers)}))
"""
REMAINS = """async () => {
  const kept = {};
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) kept[new URL(request.url).pathname] = await (await cache.match(request, { ignoreVary: true })).text();
  }
  return {
    local: { ...localStorage }, session: { ...sessionStorage }, caches: kept, databases: await indexedDB.databases(),
    workers: (await navigator.serviceWorker.getRegistrations()).length,
  };
}"""
NOTHING = {"local": {}, "session": {}, "caches": {}, "databases": [], "workers": 0}

pytestmark = pytest.mark.real("chromium")


@pytest.fixture(scope="module")
def server(blank_installation, tmp_path_factory) -> Iterator[tuple[str, dict[str, Any]]]:
    """A running server, and what is in it."""
    installation = blank_installation.copy(tmp_path_factory.mktemp("portal"))
    environment = filled(installation, FILL, folders=("portal",))
    with served(environment) as address:
        yield address, json.loads((installation.home / "world.json").read_text())


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield started
        started.close()


@pytest.fixture
def phone(chromium, server) -> Iterator[BrowserContext]:
    context = chromium.new_context(viewport=PHONE, base_url=server[0])
    yield context
    context.close()


@pytest.fixture
def sign_in(phone, server) -> Callable[[str], None]:
    """Somebody signs in on that phone."""

    def run(who: str) -> None:
        key = server[1]["keys"][who].pop()
        phone.add_cookies([{"name": "mydoc_citizen", "value": key, "domain": "127.0.0.1", "path": "/my/"}])

    return run


@pytest.fixture
def app(phone, sign_in) -> Page:
    """The app as 陳 has it who looked at the list just now; the worker is in its place."""
    sign_in("chen_id")
    page = phone.new_page()
    page.goto("/my/")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    return page


def kept(page: Page) -> Mapping[str, Any]:
    return page.evaluate(REMAINS)


def test_kept_are_titles_days_and_states_and_nothing_of_what_else_was_seen(app, server):
    numbers = server[1]["numbers"]
    valid = numbers["successor"]
    for path in (f"d/{valid}/", f"d/{valid}/page/1/", f"d/{valid}/qr/", f"d/{valid}/looks/", "looks/", "settings/"):
        assert app.goto(f"/my/{path}").status == 200
    assert app.evaluate(
        "path => fetch(path).then(answer => answer.blob()).then(file => file.size)", f"/my/d/{valid}/pdf/"
    )
    found = kept(app)
    assert list(found["local"]) == ["mydoc.list"]
    documents = json.loads(found["local"]["mydoc.list"])["documents"]
    assert [sorted(document) for document in documents] == [["issued", "status", "title"]] * 3
    assert {document["status"] for document in documents} == {"有效", "已換發新版", "已作廢"}
    assert {path for path in found["caches"] if not path.startswith("/static/")} == {"/my/offline/", "/my/en/offline/"}
    assert (found["session"], found["databases"]) == ({}, [])
    everything = json.dumps(found, ensure_ascii=False)
    assert not [
        one for one in (*numbers.values(), "陳", "龍門", "csrfmiddlewaretoken", "sessionid") if one in everything
    ]


def test_without_a_network_the_list_is_shown_with_its_time(app, phone, server):
    phone.set_offline(True)
    for path in ("/my/", f"/my/d/{server[1]['numbers']['successor']}/", "/my/sign-in/"):
        app.goto(path)
        assert app.get_by_text("離線，資料更新於 ").is_visible()
        assert app.get_by_role("heading", name="國民中學畢業證書").count() == 3
        assert app.get_by_text("這支裝置上沒有清單").is_hidden()
    app.goto("/my/en/looks/")
    assert app.get_by_text("Offline, updated ").is_visible()
    assert app.locator("ul[lang='zh-Hant'] h3").count() == 3
    phone.set_offline(False)
    press(app.get_by_role("link", name="Try again"))
    assert app.get_by_role("heading", name="Who looked at my documents").is_visible()


@pytest.mark.parametrize("size", [SMALL, PHONE, TABLET, DESK], ids=lambda size: str(size["width"]))
@pytest.mark.parametrize("lang", ["", "en/"])
def test_the_offline_page_can_be_used_by_everybody(chromium, server, size, lang):
    context = chromium.new_context(viewport=size, base_url=server[0])
    page = context.new_page()
    page.goto(f"/my/{lang}offline/")
    documents = [{"title": "2026 示範城市博覽會參訪證明", "issued": "115.09.05", "status": "已換發新版"}] * 4
    listed = json.dumps({"seen": "2026-06-12T02:42:00Z", "lang": "zh-Hant", "documents": documents})
    page.evaluate("listed => localStorage.setItem('mydoc.list', listed)", listed)
    page.reload()
    assert page.get_by_text("6月12日 10:42" if not lang else "12 June 10:42").is_visible()
    picture(page, "portal", f"offline-{lang.strip('/') or 'zh'}-{size['width']}")
    assert (sideways(page), problems(page)) == (0, [])
    context.close()


def test_after_signing_out_nothing_remains(app, phone):
    press(app.get_by_role("button", name="登出"))
    app.wait_for_url("**/my/signed-out/")
    until(app, REMAINS, NOTHING)
    app.goto("/my/offline/")
    assert app.get_by_text("請連上網路並登入").is_visible()
    assert app.get_by_role("heading", name="國民中學畢業證書").count() == 0


def test_the_answer_to_signing_out_alone_clears_everything(app, phone):
    phone.route("**/forget.js", lambda route: route.abort())
    press(app.get_by_role("button", name="登出"))
    app.wait_for_url("**/my/signed-out/")
    until(app, REMAINS, NOTHING)


def test_the_script_alone_clears_everything(app, phone):
    app.goto("/my/signed-out/")
    until(app, REMAINS, NOTHING)


def test_when_the_session_is_over_the_list_goes_and_the_app_asks_to_sign_in(app, phone):
    phone.clear_cookies()
    app.goto("/my/")
    assert app.url.endswith("/my/sign-in/")
    until(app, "({...localStorage})", {})
    phone.set_offline(True)
    app.goto("/my/")
    assert app.get_by_text("請連上網路並登入").is_visible()


def test_the_next_persons_list_takes_the_place_of_the_last_ones(app, phone, sign_in):
    sign_in("wang_id")
    app.goto("/my/en/")
    documents = json.loads(kept(app)["local"]["mydoc.list"])["documents"]
    assert {document["status"] for document in documents} == {"Expired", "Not valid yet"}


def test_a_browser_may_install_it(app, phone):
    session = phone.new_cdp_session(app)
    assert session.send("Page.getAppManifest")["errors"] == []
    assert [one["errorId"] for one in session.send("Page.getInstallabilityErrors")["installabilityErrors"]] in (
        [],
        ["in-incognito"],  # as every context of a test is
    )


def test_without_a_script_looks_are_found_by_keyboard(chromium, server):
    context = chromium.new_context(viewport=SMALL, base_url=server[0], java_script_enabled=False)
    key = server[1]["keys"]["chen_id"].pop()
    context.add_cookies([{"name": "mydoc_citizen", "value": key, "domain": "127.0.0.1", "path": "/my/"}])
    page = context.new_page()
    page.goto("/my/looks/")
    page.get_by_label("只看別人").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    enter(page)
    assert "others=1" in page.url
    assert page.get_by_label("只看別人").is_checked()
    assert page.get_by_text("沒有別人看過。").is_visible()
    context.close()

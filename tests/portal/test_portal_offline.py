"""What a phone fetches to install the app is the same for everybody, holds nothing of anybody, and has a version."""

import json
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from PIL import Image

from cms.portal import offline

SCRIPTS = settings.PROJECT / "static" / "js"


@pytest.mark.parametrize(
    ("path", "start", "name"), [("/my/", "/my/", "我的證件包"), ("/my/en/", "/my/en/", "My Documents")]
)
def test_the_manifest_ends_where_my_ends(db, client, path, start, name):
    answer = client.get(f"{path}manifest.webmanifest")
    told = json.loads(answer.content)
    assert answer["Content-Type"] == "application/manifest+json"
    assert (told["start_url"], told["scope"], told["display"]) == (start, "/my/", "standalone")
    assert told["short_name"] == name
    for icon in told["icons"]:
        picture = settings.PROJECT / icon["src"].removeprefix("/")
        side = int(icon["sizes"].partition("x")[0])
        assert Image.open(picture).size == (side, side)
        assert picture.stat().st_size < 8_000
    assert {icon["purpose"] for icon in told["icons"]} == {"any", "maskable"}


def test_the_worker_is_a_script_that_nobody_keeps(db, client):
    answer = client.get("/my/sw.js")
    assert answer["Content-Type"] == "text/javascript"
    assert answer["Cache-Control"] == "no-store"
    assert not answer.cookies


def test_the_worker_keeps_the_shell_and_nothing_else(db):
    [files] = re.findall(r"const FILES = (\[.*?\]);", offline.worker())
    assert json.loads(files) == [
        *("/my/offline/", "/my/en/offline/"),
        *(f"/static/css/{name}.css" for name in ("base", "components", "portal", "tokens")),
        "/static/js/offline.js",
    ]


def test_the_version_changes_with_whatever_the_shell_consists_of(db, monkeypatch):
    def version() -> str:
        return re.findall(r'"mydoc-shell-(\w+)"', offline.worker())[0]

    before = version()
    assert version() == before
    monkeypatch.setattr(offline, "_digest", lambda file: "changed" if file.endswith("base.css") else "")
    changed = version()
    monkeypatch.undo()
    monkeypatch.setattr(offline, "offline_page", lambda lang: "another page")
    assert len({before, changed, version()}) == 3


@pytest.mark.parametrize("path", ["/my/offline/", "/my/en/offline/", "/my/sw.js", "/my/manifest.webmanifest"])
def test_it_is_the_same_for_whoever_asks(client_of, path):
    answers = [client.get(path) for client in (Client(), client_of("lin_id"), client_of("wang_id"))]
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.content for answer in answers}) == 1
    assert all("csrfmiddlewaretoken" not in answer.content.decode() for answer in answers)
    assert Client().post(path).status_code == 405


def test_the_offline_page_says_what_to_do(db, client):
    assert "請連上網路並登入" in client.get("/my/offline/").content.decode()
    assert "sign in, and open My Documents" in client.get("/my/en/offline/").content.decode()


def test_pages_know_the_app_and_run_one_small_script(client_of, db):
    signed_in, stranger = client_of("lin_id").get("/my/en/looks/"), Client().get("/my/signed-out/")
    for answer, script, manifest in (
        (signed_in, "portal.js", "/my/en/manifest.webmanifest"),
        (stranger, "forget.js", "/my/manifest.webmanifest"),
    ):
        page = answer.content.decode()
        assert f'<link rel="manifest" href="{manifest}">' in page
        assert re.findall(r"<script[^>]*>", page) == [f'<script type="module" src="/static/js/{script}">']


def test_scripts_are_small_and_keep_under_one_name():
    sources = {name: Path(SCRIPTS / name).read_text() for name in ("portal.js", "forget.js", "offline.js")}
    assert sum(len(source.encode()) for source in sources.values()) < 6_000
    assert all('"mydoc.list"' in source for source in sources.values())
    assert not any(re.search(r"\beval\b|innerHTML|https?:", source) for source in sources.values())

"""The public pages: both languages and their twins, strict headers, no cookie, nothing from elsewhere, ways on."""

import re

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError

from cms.home.blocks import LOCAL_PATH
from cms.home.models import HomePage, StandardPage

PLACES = ("", "steps/", "recognise/", "help/", "accessibility/", "privacy/")
PATHS = [(f"{home}{place}", lang) for home, lang in (("/", "zh-Hant"), ("/en/", "en")) for place in PLACES]
STYLE = ("tokens", "base", "components", "home")

pytestmark = pytest.mark.usefixtures("site")


def _links(page: str) -> list[str]:
    return re.findall(r'<a [^>]*href="([^"]*)"', page)


@pytest.mark.parametrize(("path", "lang"), PATHS)
def test_every_page_is_there_in_its_language(client, path, lang):
    response = client.get(path)
    page = response.content.decode()
    assert response.status_code == 200
    assert response["Content-Language"] == lang
    assert f'<html lang="{lang}">' in page
    assert page.count("<h1") == 1
    assert not response.cookies


@pytest.mark.parametrize(("path", "lang"), PATHS)
def test_nothing_runs_and_nothing_comes_from_elsewhere(client, path, lang):
    response = client.get(path)
    policy, page = response["Content-Security-Policy"], response.content.decode()
    for directive in ("default-src 'none'", "style-src 'self'", "base-uri 'none'", "frame-ancestors 'self'"):
        assert directive in policy
    assert "unsafe" not in policy
    assert "http" not in policy
    assert "<script" not in page
    assert "<style" not in page
    assert " style=" not in page
    assert set(re.findall(r"(?:https?:)?//[^\s\"'<>/]+", page)) <= {settings.MYDOC_VERIFY_URL}


@pytest.mark.parametrize(("path", "lang"), PATHS)
def test_the_switch_leads_to_the_twin_and_back(client, path, lang):
    switch = re.compile(r'<a lang="[\w-]+" hreflang="[\w-]+" href="([^"]*)">')
    twin = switch.search(client.get(path).content.decode())[1]
    assert twin == (path.removeprefix("/en") if lang == "en" else f"/en{path}")
    assert switch.search(client.get(twin).content.decode())[1] == path


@pytest.mark.parametrize(("path", "lang"), PATHS)
def test_every_link_leads_somewhere(client, path, lang):
    links = [link for link in _links(client.get(path).content.decode()) if link.startswith("/")]
    own = [link for link in links if not link.startswith("/my/")]  # the citizens' pages have tests of their own
    assert {link: client.get(link).status_code for link in own} == dict.fromkeys(own, 200)
    assert ("/my/en/" if lang == "en" else "/my/") in links
    home = "/en/" if lang == "en" else "/"
    assert {f"{home}{place}" for place in PLACES} <= set(links)


@pytest.mark.parametrize(("path", "lang"), PATHS)
def test_canonical_and_alternate_addresses_come_from_the_settings(client, settings, path, lang):
    settings.ALLOWED_HOSTS = ["*"]
    page = client.get(path, HTTP_HOST="evil.example", HTTP_X_FORWARDED_HOST="evil.example").content.decode()
    assert "evil" not in page
    origin = settings.MYDOC_VERIFY_URL
    chinese = path.removeprefix("/en") if lang == "en" else path
    assert f'<link rel="canonical" href="{origin}{path}">' in page
    assert f'<link rel="alternate" hreflang="zh-Hant" href="{origin}{chinese}">' in page
    assert f'<link rel="alternate" hreflang="en" href="{origin}/en{chinese}">' in page


def test_the_front_page_shows_what_its_editor_wrote(client, site):
    page = client.get("/").content.decode()
    assert '<a class="md-btn is-main s-big" href="/my/">登入我的證件包</a>' in page
    assert '<a href="/steps/">第一次使用</a>' in page
    assert re.search(r'<nav [^>]*><a href="/my/">我的證件包</a><a href="/v/">查驗</a></nav>', page)
    assert re.findall(r"<h3>([^<]*)</h3>", page) == [step.value["title"] for step in site.steps]
    assert [kind.value["mark"] for kind in site.kinds] == re.findall(r'md-glyph"[^>]*>(.)<', page)
    assert "<span>完成實名，</span><span>以後都用同一個帳號。</span>" in page
    assert "<span>Open a city account:</span> <span>one account" in client.get("/en/").content.decode()


def test_a_page_without_a_twin_leads_to_the_other_front_page(client, site):
    site.add_child(instance=StandardPage(title="停機公告", slug="pause"))
    page = client.get("/pause/").content.decode()
    assert 'hreflang="en" href="/en/"' in page
    assert 'rel="alternate"' not in page


def test_a_draft_is_no_twin(client):
    HomePage.objects.get(language="en").get_children().get(slug="help").specific.unpublish()
    assert 'hreflang="en" href="/en/"' in client.get("/help/").content.decode()


def test_the_front_page_is_light(client):
    css = sum((settings.PROJECT / "static" / "css" / f"{name}.css").stat().st_size for name in STYLE)
    for path in ("/", "/en/"):
        assert len(client.get(path).content) + css <= 60_000


def test_help_has_a_dozen_answers_that_open_without_a_script(client):
    for path in ("/help/", "/en/help/"):
        assert client.get(path).content.decode().count('<details class="md-more"><summary>') >= 12


def test_the_official_address_is_that_of_the_settings(client):
    for path in ("/recognise/", "/en/recognise/"):
        assert re.search(r"s-address.*</svg>verify\.mydoc\.example</p>", client.get(path).content.decode())


@pytest.mark.parametrize(
    "path", ["//evil.example", "/\\evil.example", "https://evil.example", "javascript:x", "help/", ""]
)
def test_a_link_leads_to_no_other_site(path):
    with pytest.raises(ValidationError):
        LOCAL_PATH(path)


@pytest.mark.parametrize("path", ["/", "/my/", "/en/help/", "/help/#share"])
def test_a_link_leads_to_a_place_on_this_site(path):
    LOCAL_PATH(path)


@pytest.mark.parametrize("path", ["//evil.example", "//evil.example/help", "/help//evil.example", "/%5cevil.example"])
def test_no_redirect_leads_away(client, path):
    response = client.get(path)
    assert not response.get("Location", "/").startswith(("//", "/\\", "http"))


def test_markup_in_what_an_editor_types_stays_text(client, site):
    nasty = "<script>alert(1)</script>|<b>x</b>"
    site.heading, site.steps_heading = nasty, nasty
    site.steps = [("step", {"icon": "card", "title": nasty, "text": nasty})]
    site.kinds = [("kind", {"mark": "<", "name": nasty, "who": nasty})]
    site.save()
    page = client.get("/").content.decode()
    assert "<script" not in page
    assert "<b>x</b>" not in page

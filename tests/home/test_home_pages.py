"""The front pages: both languages, a way to type a code, strict headers, no cookie."""

import pytest
from home_pages import make_home_pages

from cms.home.models import StandardPage


@pytest.fixture
def pages(db):
    return make_home_pages()


@pytest.mark.parametrize("place", [("/", "zh-Hant", "/v/", "/en/"), ("/en/", "en", "/en/v/", "/")])
def test_a_front_page_leads_to_the_form(client, pages, place):
    address, lang, form, other = place
    response = client.get(address)
    page = response.content.decode()
    assert response.status_code == 200
    assert f'<html lang="{lang}">' in page
    assert f'href="{form}"' in page
    assert f'action="{form}"' in page
    assert f'href="{other}"' in page
    assert client.get(form).status_code == 200


def test_a_front_page_sets_no_cookie_and_runs_nothing(client, pages):
    response = client.get("/")
    assert not response.cookies
    assert "default-src 'none'" in response["Content-Security-Policy"]
    assert "unsafe" not in response["Content-Security-Policy"]
    assert "<script" not in response.content.decode()


def test_a_page_of_text_has_the_same_frame(client, pages):
    text = StandardPage(title="隱私權", slug="privacy", body="<p>本頁不留下任何資料。</p>")
    pages[0].add_child(instance=text)
    page = client.get("/privacy/").content.decode()
    assert "<h1>隱私權</h1>" in page
    assert "本頁不留下任何資料。" in page
    assert "verify.mydoc.example" in page


def test_what_is_missing_is_told_in_both_languages(client, pages):
    response = client.get("/nothing/here/")
    assert response.status_code == 404
    assert "找不到這個頁面" in response.content.decode()
    assert "Page not found" in response.content.decode()

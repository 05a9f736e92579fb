"""What is told where nothing is, and where something broke: in the language of the address, as strict as any page."""

import pytest
from visits import signed_in

from cms.accounts.visitors import Assurance, Visitor

pytestmark = pytest.mark.urls("home_faults")


@pytest.mark.parametrize(
    ("path", "heading", "front"),
    [
        ("/nothing/here/", "找不到這個頁面", "/"),
        ("/document-types/", "找不到這個頁面", "/"),
        ("/en/nothing/", "Page not found", "/en/"),
        ("/my/en/nothing/", "Page not found", "/en/"),
    ],
)
def test_a_missing_page_is_told_with_ways_on(client, site, path, heading, front):
    response = client.get(path)
    page = response.content.decode()
    assert response.status_code == 404
    assert f"<h1>{heading}</h1>" in page
    assert f'href="{front}"' in page
    assert f'href="{front}v/"' in page
    assert "verify.mydoc.example" in page
    assert f'href="{front}help/"' in page
    assert "default-src 'none'" in response["Content-Security-Policy"]
    assert not response.cookies


@pytest.mark.parametrize(
    ("path", "heading", "link"),
    [
        ("/my/nothing/", "找不到這個頁面", '<a class="md-btn is-main" href="/my/">回到我的證件包</a>'),
        ("/my/en/nothing/", "Page not found", '<a class="md-btn is-main" href="/my/en/">Back to My Documents</a>'),
    ],
)
def test_who_is_signed_in_is_led_back_to_the_documents(site, path, heading, link):
    page = signed_in(Visitor(None, "", Assurance.CITY)).get(path).content.decode()
    assert f"<h1>{heading}</h1>" in page
    assert link in page


@pytest.mark.parametrize(
    ("path", "heading"),
    [("/my/sign-in/", "這次送出的內容無法處理"), ("/my/en/sign-in/", "What was sent could not be read")],
)
@pytest.mark.parametrize(
    "sent",
    [
        {"data": "mobile=" + "9" * 3_000_000, "content_type": "application/x-www-form-urlencoded"},
        {"data": b"mobile=1", "content_type": "application/x-www-form-urlencoded; charset=utf-16"},
    ],
    ids=["too large", "another charset"],
)
def test_what_cannot_be_read_is_refused_in_words(client, path, heading, sent):
    response = client.post(path, **sent)
    page = response.content.decode()
    assert response.status_code == 400
    assert f"<h1>{heading}</h1>" in page
    assert response["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("path", "heading", "lang"),
    [("/fault/", "系統暫時無法使用", "zh-Hant"), ("/en/fault/", "The service is not available", "en")],
)
def test_a_fault_is_told_without_asking_the_database(client, path, heading, lang):
    client.raise_request_exception = False
    response = client.get(path)
    page = response.content.decode()
    assert response.status_code == 500
    assert f'<html lang="{lang}">' in page
    assert f"<h1>{heading}</h1>" in page
    assert "a fault of ours" not in page
    assert "default-src 'none'" in response["Content-Security-Policy"]
    assert "<style" not in page

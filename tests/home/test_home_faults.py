"""What is told where nothing is, and where something broke: in the language of the address, as strict as any page."""

import pytest

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

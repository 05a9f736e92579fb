"""Sharing and claiming in a real browser: what axe finds, and whether every page fits a small phone, also with long words.

The browser gets the test client's answers and the files themselves: behind a server there would be another database.
"""

import mimetypes
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.contrib.staticfiles import finders
from django.http import HttpResponse
from django.test import Client
from playwright.sync_api import Page, Route, sync_playwright
from portal_world import signed_in
from screens import DESK, PHONE, SMALL, TABLET, picture, problems, sideways
from share_world import WISH, made

from cms.core.papers import Actor
from cms.vault.claim_codes import new_claim_code
from cms.vault.services.claims import make_claim_codes
from cms.vault.services.shares import revoke_share
from cms.vault.services.status import void_document

pytestmark = pytest.mark.real("chromium")

CHROMIUM = "/usr/bin/chromium"
SITE = "http://testserver"
LONG = {"recipient": "Donaudampfschifffahrtsgesellschaftskapitaenswitwenverein0", "purpose": "用" * 100}


@pytest.fixture
def answers(people, document_of, client_of) -> dict[str, HttpResponse]:
    """Every page of sharing and claiming, in both languages, under a name of its own."""
    return {
        f"{lang}-{name}": answer
        for lang, start in (("zh", ""), ("en", "en/"))
        for name, answer in (
            *_of_the_holder(client_of("lin_id"), document_of("diploma").number, start),
            *_of_the_bearer(people, document_of, start),
            *_of_claiming(people, document_of("school_award").number, start),
        )
    }


def _of_the_holder(client: Client, number: str, start: str) -> Iterator[tuple[str, HttpResponse]]:
    there = f"/my/{start}d/{number}/share/"
    yield "share-none", client.get(f"/my/{start}shares/")
    yield "share-form", client.get(there)
    yield "share-wrong", client.post(there, {"step": "check", "days": "7"})
    yield "share-check", client.post(there, WISH | {"step": "check"})
    yield "share-check-long", client.post(there, WISH | LONG | {"step": "check", "once": "1"})
    yield "share-made", client.post(there, WISH | {"step": "make", "form_key": f"{start}1"})
    yield "share-made-long", client.post(there, WISH | LONG | {"step": "make", "once": "1", "form_key": f"{start}2"})
    yield "share-list", client.get(f"/my/{start}shares/")


def _of_the_bearer(people, document_of, start: str) -> Iterator[tuple[str, HttpResponse]]:
    number = document_of("new_phone_low_income").number
    wish = {"name": "huang_new_id", "fields": ("holder_name", "national_id", "household_class")}
    link, token = made(people, number, **wish)
    _once, once_token = made(people, number, once=True, **wish)
    yield "shared-ask", Client().get(f"/{start}s/{token}/")
    yield "shared-ask-once", Client().get(f"/{start}s/{once_token}/")
    yield "shared-opened", Client().post(f"/{start}s/{token}/")
    yield "shared-opened-once", Client().post(f"/{start}s/{once_token}/")
    yield "shared-used", Client().get(f"/{start}s/{once_token}/")
    yield "shared-unknown", Client().get(f"/{start}s/00000000000000000000/")
    revoke_share(visitor=people["huang_new_id"], share_id=link.pk)
    yield "shared-revoked", Client().get(f"/{start}s/{token}/")
    yield "share-list-ended", signed_in(people["huang_new_id"]).get(f"/my/{start}shares/")
    if start:  # once the diploma is void there is nothing left for the other language
        number = document_of("successor").number
        _link, token = made(people, number, "chen_id")
        clerk, approver = (Actor("user", name, "cli") for name in ("clerk.school", "approver.school"))
        void_document(actor=clerk, approved_by=approver, number=number, reason_code="data_error", reason="誤植")
        yield "shared-ended", Client().get(f"/{start}s/{token}/")
        yield "shared-ended-zh", Client().get(f"/s/{token}/")
        yield "share-list-void", signed_in(people["chen_id"]).get(f"/my/{start}shares/")
        yield "share-closed", signed_in(people["chen_id"]).get(f"/my/{start}d/{number}/share/")


def _of_claiming(people, number: str, start: str) -> Iterator[tuple[str, HttpResponse]]:
    client = signed_in(people["lin_id"])
    yield "claim", client.get(f"/my/{start}claim/")
    yield "claim-slip", client.post(f"/my/{start}claim/", {"code": "7KQF-2M9X"})
    yield "claim-wrong", client.post(f"/my/{start}claim/", {"code": new_claim_code()})
    if not start:
        (made,) = make_claim_codes(actor=Actor("user", "clerk.it", "cli"), numbers=[number])
        client.post("/my/claim/", {"code": made.code})
    yield "claim-done", client.get(f"/my/{start}claim/{number}/")


@contextmanager
def shown(answers: Mapping[str, HttpResponse]) -> Iterator[Page]:
    """A browser that knows these answers by name. Meanwhile the database cannot be asked."""

    def answer(route: Route) -> None:
        address = urlsplit(route.request.url).path
        if address.startswith("/static/"):
            file = Path(finders.find(address.removeprefix("/static/")))
            route.fulfill(body=file.read_bytes(), content_type=mimetypes.guess_type(address)[0])
        elif address.strip("/") in answers:
            given = answers[address.strip("/")]
            route.fulfill(status=given.status_code, body=given.content, headers=dict(given.headers))
        else:
            route.abort()

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_context(service_workers="block").new_page()
        page.route("**/*", answer)
        yield page
        browser.close()


def test_every_page_is_accessible_and_fits(answers):
    found = []
    with shown(answers) as page:
        for name in answers:
            page.goto(f"{SITE}/{name}/")
            for size in (SMALL, PHONE, TABLET, DESK):
                page.set_viewport_size(size)
                found += [(name, size["width"], sideways(page))] if sideways(page) else []
                picture(page, "shares", f"{name}-{size['width']}")
            found += [(name, problem) for problem in problems(page)]
            page.set_viewport_size(TABLET)
            page.evaluate("document.documentElement.style.fontSize = '200%'")
            found += [(name, "200 %")] if sideways(page) else []
    assert found == []


def test_what_a_bearer_is_shown_needs_no_script_and_breaks_no_rule_of_its_policy(answers):
    broken = []
    with shown(answers) as page:
        page.on("console", lambda message: broken.append(message.text) if "Content Security" in message.text else None)
        for name in answers:
            page.goto(f"{SITE}/{name}/")
            assert "shared" not in name or page.locator("script").count() == 0
    assert broken == []


def test_copying_is_offered_where_the_browser_can(answers):
    with shown(answers) as page:
        page.goto(f"{SITE}/zh-share-made/")
        assert page.locator("[data-copy]").is_hidden()  # plain http: there is no clipboard
        assert page.locator("#link").input_value().startswith("https://verify.mydoc.example/s/")
        page.add_init_script(
            "Object.defineProperty(navigator, 'clipboard', {value: {writeText: async text => { window.copied = text }}})"
        )
        page.reload()
        page.get_by_role("button", name="複製連結").click()
        page.get_by_text("已複製").wait_for()
        assert page.evaluate("window.copied") == page.locator("#link").input_value()

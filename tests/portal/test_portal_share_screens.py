"""Sharing and claiming in a real browser: what axe finds, and whether every page fits a small phone, also with long words."""

from collections.abc import Iterator

import pytest
from django.http import HttpResponse
from django.test import Client
from portal_browser import SITE, shown
from screens import DESK, PHONE, SMALL, TABLET, low, picture, problems, sideways, spread
from share_world import WISH, made
from visits import signed_in

from cms.core.papers import Actor
from cms.vault.claim_codes import new_claim_code
from cms.vault.services.claims import make_claim_codes
from cms.vault.services.shares import revoke_share
from cms.vault.services.status import void_document

pytestmark = pytest.mark.real("chromium")

LONG = {"recipient": "Donaudampfschifffahrtsgesellschaftskapitaenswitwenverein0", "purpose": "用" * 100}


@pytest.fixture
def answers(people, document_of, client_of) -> dict[str, HttpResponse]:
    """Every page of sharing and claiming, in both languages, at an address of its own: /zh-share-form/."""
    return {
        f"/{lang}-{name}/": answer
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


def test_every_page_is_accessible_and_fits(answers):
    found = []
    with shown(answers) as (page, _asked):
        for address in answers:
            page.goto(SITE + address)
            name = address.strip("/")
            for size in (SMALL, PHONE, TABLET, DESK):
                page.set_viewport_size(size)
                found += [(name, size["width"], sideways(page))] if sideways(page) else []
                picture(page, "shares", f"{name}-{size['width']}")
            found += [(name, problem) for problem in (*problems(page), *low(page))]
            page.set_viewport_size(TABLET)
            page.evaluate("document.documentElement.style.fontSize = '200%'")
            found += [(name, "200 %")] if sideways(page) else []
            page.evaluate("document.documentElement.style.fontSize = ''")
            page.set_viewport_size(SMALL)
            spread(page)
            found += [(name, "spread")] if sideways(page) else []
    assert found == []


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_screen_reader_begins_with_what_went_wrong_or_was_done(answers, lang):
    with shown(answers) as (page, _asked):
        for name, role in (
            ("share-wrong", "alert"),
            ("claim-slip", "alert"),
            ("claim-wrong", "alert"),
            ("claim-done", "status"),
        ):
            page.goto(f"{SITE}/{lang}-{name}/")
            assert page.evaluate("document.activeElement.role") == role, name


def test_what_a_bearer_is_shown_needs_no_script_and_breaks_no_rule_of_its_policy(answers):
    broken = []
    with shown(answers) as (page, _asked):
        page.on("console", lambda message: broken.append(message.text) if "Content Security" in message.text else None)
        for address in answers:
            page.goto(SITE + address)
            assert "shared" not in address or page.locator("script").count() == 0
    assert broken == []


def test_copying_is_offered_where_the_browser_can(answers):
    with shown(answers) as (page, _asked):
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

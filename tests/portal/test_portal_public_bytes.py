"""No answer that a stranger can get holds a name, id or mobile of anybody, unless the document's type makes it public."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

import pytest
from django.core import mail
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from portal_world import AWARDS, DIPLOMAS, FAMILY_PHONE, LOW_INCOMES, VISITS
from wagtail.models import Page

from cms.delivery.services import follow_changes, send_due
from cms.demo.pages import make_public_pages
from cms.home.signal_handlers import forget_frame
from cms.vault.models import Document, PublicFace
from cms.vault.selectors import changes_after

# Name, name in English, id and mobile of every row, by where they stand in it; not its public fields.
PRIVATE = {
    "diplomas": (DIPLOMAS, (3, 4, 5, 8)),
    "visits": (VISITS, (1, 2, 3)),
    "low": (LOW_INCOMES, (1, 2, 4, 7)),
    "awards": (AWARDS, (1,)),
}
LANGUAGES = ("", "en/")
TOKEN = "7KQF2M9X4TRDHW3PV8NC"
# A stranger's request for every address outside the admin; {token} and {number} are filled in from every document.
ASKED: Mapping[str, tuple[str, ...]] = {
    "v/$": ("v/", "v/?code=abc", "v/?code={number}", f"v/?code={TOKEN}"),
    "v/(?P<code>[^/]+)/?$": ("v/{token}", f"v/{TOKEN}", "v/{number}", "v/nothing"),
    "demo/messages/": ("demo/messages/",),
    "s/<token>/": ("s/{token}/", f"s/{TOKEN}/"),
}


@pytest.fixture
def seeded(portal_world, db) -> frozenset[str]:
    """Everything that nobody may read who is not its holder."""
    found = {row[column] for rows, columns in PRIVATE.values() for row in rows.values() for column in columns}
    return frozenset(found - {""})


@pytest.fixture
def public_site(portal_world, db) -> Iterator[None]:
    forget_frame()
    make_public_pages()
    yield
    forget_frame()


def test_the_whole_outside_says_nothing_of_anybody(seeded, public_site):
    _tell_everybody()
    for address in _addresses():
        assert _said_of(seeded, Client().get(address)) == [], address


def test_what_is_posted_from_outside_is_answered_without_a_word_of_anybody(seeded, public_site):
    for face in PublicFace.objects.all():
        codes = [one["code"] for one in face.comparables]
        for lang in LANGUAGES:
            answer = Client().post(f"/{lang}v/{face.token}", dict.fromkeys(codes, "別人"))
            assert _said_of(seeded, answer) == [], face.number
    stranger = Client()
    for lang in LANGUAGES:
        answer = stranger.post(f"/my/{lang}sign-in/", {"mobile": FAMILY_PHONE}, follow=True)
        assert answer.status_code == 200
        assert _said_of(seeded, answer) == []


def test_every_document_has_a_page_that_was_asked_for(portal_world, db):
    asked = set(_addresses())
    assert {f"/v/{face.token}" for face in PublicFace.objects.all()} <= asked
    assert {f"/my/en/d/{number}/pdf/" for number in portal_world.numbers.values()} <= asked


def test_a_new_address_must_be_asked_for_here():
    known = {f"{lang}{route}" for route in ASKED for lang in LANGUAGES}
    outside = {re.sub(r"^\^", "", route) for route in _routes(get_resolver())}
    assert {route for route in outside if not route.startswith(("admin/", "my/"))} - known == {""}


def _tell_everybody() -> None:
    """The notices of all these documents, on the demo's message page."""
    follow_changes()
    while send_due(limit=200, seconds=30):
        pass
    assert mail.outbox or changes_after(0)


def _addresses() -> Iterator[str]:
    documents = list(Document.objects.select_related("face"))
    templates = [template for asked in ASKED.values() for template in asked]
    templates += [template for template in _mine() if template]
    for template in templates:
        prefix, rest = ("my/", template[3:]) if template.startswith("my/") else ("", template)
        for document in documents:
            path = rest.format(token=document.face.token, number=document.number)
            for lang in LANGUAGES:
                yield f"/{prefix}{lang}{path}"
            if path == rest:
                break
    yield from (page.url for page in Page.objects.live().filter(depth__gt=1) if page.url)
    yield from ("/admin/login/", "/nothing/", "/en/nothing/")


def _mine() -> Iterator[str]:
    """Every address under /my/, as a stranger asks for it."""
    for route in sorted(_routes(get_resolver())):
        if route.startswith("my/") and not route.startswith("my/en/"):
            filled = re.sub(r"<(?:int:)page>", "1", route).replace("<number>", "{number}")
            yield re.sub(r"<uuid:\w+>", "00000000-0000-4000-8000-000000000000", re.sub(r"<(code|slug)>", "x", filled))


def _routes(resolver: URLResolver, before: str = "") -> Iterator[str]:
    for pattern in resolver.url_patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield route
        elif "wagtail" not in str(pattern.urlconf_name) and not route.startswith("admin/"):
            yield from _routes(pattern, route)
        else:
            yield before


def _said_of(seeded: frozenset[str], answer) -> list[str]:
    """Which of these the answer holds, in its body or its headers."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    said = body.decode("utf-8", "replace") + repr(answer.headers)
    return [value for value in seeded if value in said]

"""Steps that the tests of the city account share: there, back, and what may be seen afterwards."""

from __future__ import annotations

import re
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpResponse
from django.test import Client
from forging_issuer import CODE, Issuer

from cms.accounts.visitors import Visitor
from cms.signin import sessions

COOKIE = "mydoc_citizen"
START = {"zh": "/my/city/account/", "en": "/my/en/city/account/"}


def set_out(client: Client, issuer: Issuer, lang: str = "zh") -> dict[str, str]:
    """Begin at our page; the issuer learns the nonce. Returns what the browser carries there."""
    answer = client.get(START[lang])
    assert answer.status_code == 302, answer.content.decode()
    asked = {name: values[0] for name, values in parse_qs(urlsplit(answer["Location"]).query).items()}
    issuer.nonce = asked["nonce"]
    return asked


def come_back(client: Client, state: str, lang: str = "zh", **answer: str) -> HttpResponse:
    """Return from the issuer with this state."""
    return client.get(f"{START[lang]}back/", {"code": CODE, "state": state, **answer})


def there_and_back(client: Client, issuer: Issuer, lang: str = "zh", **answer: str) -> HttpResponse:
    """The whole way."""
    return come_back(client, set_out(client, issuer, lang)["state"], lang, **answer)


def visitor_of(client: Client) -> Visitor | None:
    """Who is signed in in this browser."""
    cookie = client.cookies.get(COOKIE)
    return sessions.visitor_of(SessionStore(cookie.value)) if cookie else None


def seen_on(response: HttpResponse) -> str:
    """The words of a page."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split())


def kept_in_session(client: Client) -> dict[str, Any]:
    """Everything that the browser's session holds on the server."""
    return dict(SessionStore(client.cookies[COOKIE].value).items())

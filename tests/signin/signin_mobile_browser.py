"""A browser that signs in by mobile, for the tests of its pages."""

from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpResponse
from django.test import Client
from signin_mobile_world import PHONE, newest_code

from cms.accounts.visitors import Visitor
from cms.signin import sessions

COOKIE = "mydoc_citizen"
START, CODE, DIGITS = "/my/sign-in/", "/my/sign-in/code/", "/my/sign-in/id/"


def asked(client: Client, mobile: str = PHONE) -> HttpResponse:
    """The answer to a number."""
    return client.post(START, {"mobile": mobile})


def signed_in(client: Client, mobile: str = PHONE) -> HttpResponse:
    """The answer to the right code."""
    asked(client, mobile)
    return client.post(CODE, {"code": newest_code()})


def session_of(client: Client) -> SessionStore:
    """What the server remembers of this browser."""
    return SessionStore(client.cookies[COOKIE].value)


def visitor_of(client: Client) -> Visitor | None:
    """Who is signed in with this browser."""
    return sessions.visitor_of(session_of(client)) if COOKIE in client.cookies else None


def text_of(answer: HttpResponse) -> str:
    """The page."""
    return answer.content.decode()

"""A citizen's browser, signed in without the way there."""

from django.contrib.sessions.backends.db import SessionStore
from django.test import Client

from cms.accounts.visitors import Visitor
from cms.signin import sessions

COOKIE = "mydoc_citizen"


def signed_in(visitor: Visitor) -> Client:
    """A browser in which this visitor has just signed in."""
    store = SessionStore()
    sessions.begin(store, visitor)
    store.save()
    client = Client()
    client.cookies[COOKIE] = store.session_key
    return client

"""The admin's own forms for the public pages, filled in as an editor would."""

from django.test import Client
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from cms.accounts.models import User
from cms.home.models import HomePage, StandardPage


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def front_form(page: HomePage) -> dict:
    """The edit form of a front page, filled in as it stands."""
    streams = {
        name: streamfield([(block.block_type, dict(block.value)) for block in getattr(page, name)])
        for name in ("buttons", "navigation", "steps", "kinds")
    }
    plain = ("title", "slug", "heading", "introduction", "steps_heading", "kinds_heading", "language")
    return {name: getattr(page, name) for name in plain} | streams


def text_form(page: StandardPage, body: list) -> dict:
    """The edit form of a page of text with this body."""
    plain = ("title", "slug", "introduction")
    return {name: getattr(page, name) for name in plain} | {"show_in_menus": "on", "body": streamfield(body)}


def save(client: Client, page, form: dict):
    """Press 發布."""
    data = nested_form_data(form | {"comments": inline_formset([]), "action-publish": "1"})
    return client.post(f"/admin/pages/{page.pk}/edit/", data)

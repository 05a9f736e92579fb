"""Browsers at the desk: signed in as a demo person, and files as a form sends them."""

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from issuance_sheets import HEADER, PUPILS, spreadsheet

from cms.accounts import sessions
from cms.accounts.models import User

WRONG_ID = "A123456780"


def desk_of(name: str, **extra: str) -> Client:
    """A browser where this person has just signed in."""
    client = Client(**extra)
    client.force_login(User.objects.get(username=name), backend="django.contrib.auth.backends.ModelBackend")
    return client


def grow_stale(client: Client) -> None:
    """As if the password had been given an hour ago."""
    session = client.session
    session[sessions.PASSWORD] -= 3600
    session.save()


def address(name: str, batch: object, **more: object) -> str:
    """Of a batch's screen."""
    return reverse(name, kwargs={"code": batch.code, **more})


def changed(row: tuple[str, ...], **cells: str) -> tuple[str, ...]:
    """A pupil's row with some columns written differently."""
    return tuple(cells.get(name, cell) for name, cell in zip(HEADER, row, strict=True))


def bad_second() -> list[tuple[str, ...]]:
    """Three pupils, the second with a wrong id (spreadsheet row 3)."""
    return [PUPILS[0], changed(PUPILS[1], 身分證字號=WRONG_ID), PUPILS[2]]


def file_of(
    rows: object = PUPILS, *, name: str = "grads.csv", header: object = HEADER, data: bytes = b""
) -> SimpleUploadedFile:
    """A file as the browser sends it."""
    return SimpleUploadedFile(name, data or spreadsheet(rows, header))

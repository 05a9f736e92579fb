"""What follows from a sign-in, whoever does it."""

from axes.signals import user_locked_out
from django.conf import settings
from django.contrib.auth.signals import user_logged_in
from django.http import HttpRequest

from . import sessions
from .models import User
from .services.sign_ins import note_lock_out


def connect() -> None:
    """Called once, when the apps are ready."""
    user_logged_in.connect(_start_the_clock, dispatch_uid="accounts_start_the_clock")
    user_locked_out.connect(_put_on_record, dispatch_uid="accounts_put_on_record")


def _start_the_clock(sender: type, request: HttpRequest, user: User, **kwargs: object) -> None:
    """The session's times run from here."""
    sessions.begin(request.session)


def _put_on_record(sender: str, request: HttpRequest, username: str, **kwargs: object) -> None:
    """Once a lock-out, not once for each further try."""
    if getattr(request, "axes_failures_since_start", 0) == settings.AXES_FAILURE_LIMIT:
        note_lock_out(username=username or "")

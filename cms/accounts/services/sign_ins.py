"""What the trail says of signing in."""

from cms.accounts.models import User
from cms.accounts.selectors import actor_for
from cms.audit.events import Event
from cms.audit.services import record_events
from cms.core.papers import Actor

GATE = Actor(kind="system", ref="sign_in", via="admin")


def note_sign_in(*, user: User, second_factor: str) -> None:
    """The person is in: by "totp", by a "recovery" code, or by the password alone ("")."""
    detail = {"second_factor": second_factor}
    record_events(actor=actor_for(user, "admin"), events=[Event("signed_in", "account", user.username, detail)])


def note_lock_out(*, username: str) -> None:
    """Somebody failed too often on an account that exists; other typed names may be anything, a password even."""
    if User.objects.filter(username=username).exists():
        record_events(actor=GATE, events=[Event("locked_out", "account", username)])

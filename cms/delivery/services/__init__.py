"""Everything that makes, sends and settles notices."""

from .following import follow_changes
from .sending import send_due
from .wishes import record_bounce, resend_notice, set_preference, tell_of_answer

__all__ = ["follow_changes", "record_bounce", "resend_notice", "send_due", "set_preference", "tell_of_answer"]

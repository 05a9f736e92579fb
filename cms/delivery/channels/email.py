"""E-mail through Django's mail: SMTP in production, the outbox in the demo."""

import hmac
import smtplib

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend

from cms.accounts.identity import keyed

from .base import ChannelDown, Deferred, Message, NoSuchAddress, Rejected

TIMEOUT_SECONDS = 10
SERVICE_CLOSING = 421  # RFC 5321 section 3.8
NO_SUCH_MAILBOX = (550, 551, 553)  # RFC 5321 section 4.2.3, as an answer to RCPT
POLICY = b"5.7."  # RFC 3463 section 3.8: the mailbox may exist, but not for us


class EmailChannel:
    """Letters with a plain and an HTML part, all of a round over one connection."""

    slug = "email"
    label = "電子郵件"
    role = "holder_email"
    short = False

    def __init__(self) -> None:
        self._open: BaseEmailBackend | None = None

    def send(self, to: str, message: Message) -> None:
        """Hand one letter to the mail server; raises ChannelDown, Deferred or Rejected."""
        local, _at, domain = to.rpartition("@")
        if not (local and domain and local.isascii()):  # beyond ASCII it would need RFC 6531, which few servers speak
            raise Rejected("address")
        try:
            letter_to(to, message, self._connection()).send()
        except smtplib.SMTPRecipientsRefused as refused:
            raise _answer_to_recipient(*max(refused.recipients.values())) from refused
        except smtplib.SMTPDataError as refused:
            raise _answer(refused.smtp_code) from refused
        except smtplib.SMTPResponseException as refused:  # greeting, sign-in or sender: not this recipient's fault
            raise ChannelDown(f"SMTP {refused.smtp_code}") from refused
        except OSError as trouble:  # the rest of smtplib's exceptions too
            raise ChannelDown(type(trouble).__name__) from trouble
        except ValueError as malformed:  # an address that no header can hold
            raise Rejected("address") from malformed

    def close(self) -> None:
        """Hang up."""
        if self._open:
            self._open.close()
            self._open = None

    def _connection(self) -> BaseEmailBackend:
        """The open connection to the mail server; one that hung up between two letters is called again."""
        if self._open and not _listens(self._open):
            self.close()
        if self._open is None:
            calling = get_connection(timeout=TIMEOUT_SECONDS)
            calling.open()
            self._open = calling
        return self._open


def letter_to(to: str, message: Message, connection: BaseEmailBackend) -> EmailMultiAlternatives:
    """The letter as it will be sent, said to be automatic (RFC 3834) so that no absence note answers it."""
    letter = EmailMultiAlternatives(
        subject=message.subject,
        body=message.text,
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[to],
        headers={"Message-ID": _message_id(message.reference), "Auto-Submitted": "auto-generated"},
        connection=connection,
    )
    if message.html:
        letter.attach_alternative(message.html, "text/html")
    return letter


def reference_in(message_id: str) -> str:
    """The reference of our letter with this Message-ID; empty for one that we did not give.

    Whoever counts on from a number that was sent to them cannot make a bounce of somebody else's letter.
    """
    local = message_id.strip().removeprefix("<").partition("@")[0]
    reference, _dot, mark = local.rpartition(".")
    return reference if hmac.compare_digest(mark.encode(), _mark(reference).encode()) else ""


def _message_id(reference: str) -> str:
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">")
    return f"<{reference}.{_mark(reference)}@{domain}>"


def _mark(reference: str) -> str:
    return keyed("message id", reference)[:16]


def _listens(connection: BaseEmailBackend) -> bool:
    """Whether the server at the other end is still there; what is no SMTP always is."""
    smtp = getattr(connection, "connection", None)
    try:
        return smtp is None or smtp.noop()[0] == 250
    except smtplib.SMTPException:
        return False


def _answer_to_recipient(code: int, words: bytes) -> ChannelDown | Deferred | Rejected:
    if code in NO_SUCH_MAILBOX and POLICY not in words:
        return NoSuchAddress(f"SMTP {code}")
    return _answer(code)


def _answer(code: int) -> ChannelDown | Deferred | Rejected:
    """What a reply code to one letter means (RFC 5321 section 4.2.1: 4yz transient, 5yz permanent)."""
    words = f"SMTP {code}"
    if code == SERVICE_CLOSING:
        return ChannelDown(words)
    return Rejected(words) if code >= 500 else Deferred(words)

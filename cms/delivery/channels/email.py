"""E-mail through Django's mail: SMTP in production, the outbox in the demo."""

import smtplib

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection

from .base import ChannelDown, Deferred, Message, Rejected

TIMEOUT_SECONDS = 10
SERVICE_CLOSING = 421  # RFC 5321 section 3.8


class EmailChannel:
    """A letter with a plain and an HTML part."""

    slug = "email"
    label = "電子郵件"
    role = "holder_email"
    short = False

    def send(self, to: str, message: Message) -> None:
        """Hand one letter to the mail server; raises ChannelDown, Deferred or Rejected."""
        local, _at, domain = to.rpartition("@")
        if not (local and domain and local.isascii()):  # beyond ASCII it would need RFC 6531, which few servers speak
            raise Rejected("address")
        try:
            letter_to(to, message).send()
        except smtplib.SMTPRecipientsRefused as refused:
            code = max((code for code, _words in refused.recipients.values()), default=0)
            raise _answer(code) from refused
        except smtplib.SMTPDataError as refused:
            raise _answer(refused.smtp_code) from refused
        except smtplib.SMTPResponseException as refused:  # greeting, sign-in or sender: not this recipient's fault
            raise ChannelDown(f"SMTP {refused.smtp_code}") from refused
        except OSError as trouble:  # the rest of smtplib's exceptions too
            raise ChannelDown(type(trouble).__name__) from trouble
        except ValueError as malformed:  # an address that no header can hold
            raise Rejected("address") from malformed


def letter_to(to: str, message: Message) -> EmailMultiAlternatives:
    """The letter as it will be sent, said to be automatic (RFC 3834) so that no absence note answers it."""
    sender = settings.DEFAULT_FROM_EMAIL
    letter = EmailMultiAlternatives(
        subject=message.subject,
        body=message.text,
        from_email=sender,
        to=[to],
        headers={
            "Message-ID": f"<{message.reference}@{sender.rpartition('@')[2].rstrip('>')}>",
            "Auto-Submitted": "auto-generated",
        },
        connection=get_connection(timeout=TIMEOUT_SECONDS),
    )
    if message.html:
        letter.attach_alternative(message.html, "text/html")
    return letter


def _answer(code: int) -> ChannelDown | Deferred | Rejected:
    """What a reply code to one recipient means (RFC 5321 section 4.2.1: 4yz transient, 5yz permanent)."""
    words = f"SMTP {code}"
    if code == SERVICE_CLOSING:
        return ChannelDown(words)
    return Rejected(words) if code >= 500 else Deferred(words)

"""The demo's way out: mail and short messages become rows that the message page shows."""

from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from cms.core import clock
from cms.core.masking import mask_email, mask_phone
from cms.delivery.models import Outbox


class OutboxBackend(BaseEmailBackend):
    """Django's mail, kept here instead of sent."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Keep them all."""
        for message in email_messages:
            Outbox.objects.create(
                channel="email",
                recipient="、".join(mask_email(to) for to in message.recipients()),
                subject=message.subject,
                body=message.body,
                at=clock.now(),
            )
        return len(email_messages)


class OutboxGateway:
    """Short messages, kept here instead of sent."""

    def send(self, mobile: str, text: str, reference: str, *, seconds: float = 0) -> None:
        """Never refuses."""
        Outbox.objects.create(channel="sms", recipient=mask_phone(mobile), subject="", body=text, at=clock.now())

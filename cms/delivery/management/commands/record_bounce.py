"""record_bounce: read one returned message from standard input and note which notice came back."""

import sys
from email import message_from_binary_file
from email.message import Message
from email.policy import default

from django.core.management.base import BaseCommand, CommandError

from cms.core.errors import MyDocError
from cms.core.papers import Actor
from cms.delivery.channels.email import reference_in
from cms.delivery.services import record_bounce


class Command(BaseCommand):
    help = "登錄退信：由郵件系統把退回的信件（RFC 3464）送到標準輸入。"

    def handle(self, **options: object) -> None:
        returned = message_from_binary_file(sys.stdin.buffer, policy=default)
        code = _code_in(returned) if _failed(returned) else ""
        if not code:
            self.stdout.write("這不是退信，或信裡沒有通知編號；沒有登錄。")
            return
        try:
            receipt = record_bounce(actor=Actor("system", "bounces", "cli"), code=code)
        except MyDocError as refused:
            raise CommandError(str(refused)) from refused
        self.stdout.write(f"已登錄：通知 {receipt.notice.code} 遭退回。")


def _failed(returned: Message) -> bool:
    """Whether a delivery report says that it failed for good; "delayed" and "delivered" are no bounce (RFC 3464 section 2.3.3)."""
    parts = [part for part in returned.walk() if part.get_content_type() == "message/delivery-status"]
    return any(
        str(block.get("Action", "")).strip().lower() == "failed"
        for part in parts
        for block in part.get_payload()
        if isinstance(block, Message)
    )


def _code_in(returned: Message) -> str:
    """The notice's code out of the returned letter's Message-ID (RFC 3462 section 2); empty if it is no letter of ours."""
    for part in returned.walk():
        if part.get_content_type() == "message/rfc822":
            (letter,) = part.get_payload()
            return reference_in(str(letter.get("Message-ID", "")))
        if part.get_content_type() == "text/rfc822-headers":
            for line in part.get_content().splitlines():
                name, _colon, value = line.partition(":")
                if name.lower() == "message-id":
                    return reference_in(value)
    return ""

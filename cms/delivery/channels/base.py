"""What a channel is, what it carries, and the ways in which it says no.

Another one is plugged in by a Wagtail hook, which gives the channel:

    @hooks.register("register_mydoc_channel")
    def fax() -> Channel:
        return FaxChannel()

Its slug must be new. Its role names the document type's field that holds the address (holder_email,
holder_mobile, ...): a type without such a field sends nothing through it.
"""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Message:
    """A notice in words. reference tells it apart, also in what comes back; html is empty for a short text."""

    reference: str
    subject: str
    text: str
    html: str = ""


class Channel(Protocol):
    """One way to the holder."""

    slug: str
    label: str
    role: str  # of the field that holds the address
    short: bool  # carries one short text: no subject, no HTML

    def send(self, to: str, message: Message) -> None:
        """Hand the message over; raises ChannelDown, Deferred or Rejected, whose text names no person and no address."""

    def close(self) -> None:
        """End what was begun for a round of messages, such as a connection; the next message may begin it again."""


class NotSent(Exception):
    """A message did not go; the text is a technical word for the record, such as "SMTP 451"."""


class ChannelDown(NotSent):
    """Nothing goes through this channel now: all that waits for it is left alone for a while."""


class Unanswered(ChannelDown):
    """The message was handed over whole, but nobody answered in time: it may be on its way."""


class Deferred(NotSent):
    """This message does not go now and may go later."""


class Rejected(NotSent):
    """This message never goes to this address."""


class NoSuchAddress(Rejected):
    """No message ever goes to this address."""

"""Short messages: the channel, and the gateways that settings choose from."""

import json
import logging
import ssl
import urllib.error
import urllib.request
from http.client import HTTPException
from typing import Protocol
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string

from cms.core.masking import mask_phone

from .base import ChannelDown, Deferred, Message, Rejected, Unanswered

_log = logging.getLogger(__name__)
TIMEOUT_SECONDS = 10  # for a worker, which has the time
TOO_MANY = 429
NOT_OURS = (401, 402, 403, 404)  # our key, credit or address is wrong: true for every message


class Gateway(Protocol):
    """Hands one text to the network of a mobile operator."""

    def send(self, mobile: str, text: str, reference: str, *, seconds: float = TIMEOUT_SECONDS) -> None:
        """Raises ChannelDown, Deferred or Rejected; reference is ours, to tell the message apart.

        seconds: how long to wait for a connection, and for an answer; Unanswered if only that one is missing.
        """


class SmsChannel:
    """One short text to the holder's mobile."""

    slug = "sms"
    label = "簡訊"
    role = "holder_mobile"
    short = True

    def send(self, to: str, message: Message) -> None:
        """Hand one text to the gateway of the settings; raises ChannelDown, Deferred or Rejected."""
        gateway().send(to, message.text, message.reference)

    def close(self) -> None:
        """Every text has a connection of its own."""


def gateway() -> Gateway:
    """The gateway that settings.MYDOC_SMS_GATEWAY names."""
    return import_string(settings.MYDOC_SMS_GATEWAY)()


class ConsoleGateway:
    """Writes to the log what would be sent, the number masked."""

    def send(self, mobile: str, text: str, reference: str, *, seconds: float = TIMEOUT_SECONDS) -> None:
        """Never refuses."""
        _log.info("簡訊 %s → %s：%s", reference, mask_phone(mobile), text)


class HttpGateway:
    """POSTs {"to", "text", "reference"} as JSON with a bearer key to an https address on the list of allowed hosts."""

    def __init__(
        self,
        url: str = "",
        *,
        hosts: list[str] | None = None,
        key: str = "",
        context: ssl.SSLContext | None = None,
    ) -> None:
        """What is not given comes from the settings; raises ImproperlyConfigured for an address that is not allowed."""
        self.url = url or settings.MYDOC_SMS_URL
        self.key = key or settings.MYDOC_SMS_KEY
        if problem := gateway_problem(self.url, settings.MYDOC_SMS_HOSTS if hosts is None else hosts):
            raise ImproperlyConfigured(problem)
        secure = urllib.request.HTTPSHandler(context=context or ssl.create_default_context())
        self._opener = urllib.request.build_opener(secure, _StayHere())

    def send(self, mobile: str, text: str, reference: str, *, seconds: float = TIMEOUT_SECONDS) -> None:
        """Any 2xx is an acceptance; raises ChannelDown, Unanswered, Deferred or Rejected."""
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {self.key}"}
        body = json.dumps({"to": mobile, "text": text, "reference": reference}, ensure_ascii=False).encode()
        request = urllib.request.Request(self.url, data=body, headers=headers, method="POST")  # noqa: S310 - https only, see gateway_problem
        try:
            with self._opener.open(request, timeout=seconds) as answer:
                answer.read(1024)
        except urllib.error.HTTPError as refused:
            with refused:
                raise _answer(refused.code) from refused
        except TimeoutError as silence:  # while connecting and sending it would be a URLError
            raise Unanswered(type(silence).__name__) from silence
        except (OSError, HTTPException) as trouble:
            raise ChannelDown(type(trouble).__name__) from trouble


class _StayHere(urllib.request.HTTPRedirectHandler):
    """Follows no redirect: a mobile number goes to the listed host and nowhere else."""

    def redirect_request(self, *args: object) -> None:
        """None leaves the redirect an error."""


def gateway_problem(url: str, hosts: list[str]) -> str:
    """Why no text may be handed to this address, or an empty text."""
    parts = urlsplit(url)
    if parts.scheme != "https":
        return "MYDOC_SMS_URL 要是 https 網址。"
    if parts.hostname not in hosts:
        return f"MYDOC_SMS_URL 的主機「{parts.hostname}」不在 MYDOC_SMS_HOSTS 裡。"
    return ""


def _answer(code: int) -> ChannelDown | Deferred | Rejected:
    """What a status other than 2xx means (RFC 9110 section 15)."""
    words = f"HTTP {code}"
    if code == TOO_MANY:
        return Deferred(words)
    if code in NOT_OURS or not 400 <= code < 500:
        return ChannelDown(words)
    return Rejected(words)

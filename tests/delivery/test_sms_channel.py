"""Short messages: over real HTTPS on loopback, into the log, into the outbox; and the hook for channels."""

import datetime
import ipaddress
import json
import logging
import socket
import ssl
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from delivery_world import MOBILE, Pigeon, issue
from django.core.exceptions import ImproperlyConfigured
from wagtail import hooks

from cms.delivery.channels import channels
from cms.delivery.channels.base import ChannelDown, Deferred, Message, Rejected, Unanswered
from cms.delivery.channels.sms import ConsoleGateway, HttpGateway, SmsChannel
from cms.delivery.checks import messages_leave_the_house
from cms.delivery.models import Outbox
from cms.delivery.services import follow_changes, send_due


class _Provider(BaseHTTPRequestHandler):
    """Keeps what is posted and answers with the status that the test set."""

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.posted.append((self.headers["Authorization"], json.loads(body)))
        self.server.silent.wait()
        self.send_response(self.server.status)
        self.send_header("Location", "https://elsewhere.example/")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *args: object) -> None:
        """Silent."""


@pytest.fixture(scope="module")
def certificate(tmp_path_factory) -> str:
    """A key and a certificate for 127.0.0.1, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "測試簡訊閘道")])
    now = datetime.datetime.now(datetime.UTC)
    own = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("gateway") / "own.pem"
    plain = serialization.NoEncryption()
    pem = serialization.Encoding.PEM
    path.write_bytes(key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain) + own.public_bytes(pem))
    return str(path)


@pytest.fixture
def provider(certificate, monkeypatch) -> Iterator[ThreadingHTTPServer]:
    for name in ("https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Provider)
    server.posted, server.status, server.silent = [], 202, threading.Event()
    server.silent.set()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def gateway(provider, certificate) -> HttpGateway:
    url = f"https://127.0.0.1:{provider.server_port}/send"
    context = ssl.create_default_context(cafile=certificate)
    return HttpGateway(url, hosts=["127.0.0.1"], key="k" * 8, context=context)


def test_the_gateway_posts_one_text(gateway, provider):
    gateway.send(MOBILE, "您有 1 份新文件", "N-115-0612-00417")
    assert provider.posted == [
        ("Bearer kkkkkkkk", {"to": MOBILE, "text": "您有 1 份新文件", "reference": "N-115-0612-00417"})
    ]


@pytest.mark.parametrize(
    ("status", "refusal"),
    [(400, Rejected), (422, Rejected), (429, Deferred), (401, ChannelDown), (404, ChannelDown), (503, ChannelDown)],
)
def test_what_a_provider_says_no_with(gateway, provider, status, refusal):
    provider.status = status
    with pytest.raises(refusal, match=f"^HTTP {status}$"):
        gateway.send(MOBILE, "x", "r")


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_no_redirect_carries_a_number_away(gateway, provider, status):
    provider.status = status
    with pytest.raises(ChannelDown, match=f"HTTP {status}"):
        gateway.send(MOBILE, "x", "r")


def test_a_text_that_is_not_answered_in_time_may_have_gone(gateway, provider):
    provider.silent.clear()
    try:
        with pytest.raises(Unanswered, match="^TimeoutError$"):
            gateway.send(MOBILE, "x", "r", seconds=0.2)
    finally:
        provider.silent.set()
    assert len(provider.posted) == 1


def test_a_provider_that_says_nothing_at_all_is_down(certificate):
    """A connection that nobody takes up: no text was handed over."""
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        url = f"https://127.0.0.1:{deaf.getsockname()[1]}/"
        with pytest.raises(ChannelDown) as down:
            HttpGateway(url, hosts=["127.0.0.1"], key="k").send(MOBILE, "x", "r", seconds=0.2)
    assert not isinstance(down.value, Unanswered)


def test_a_certificate_that_nobody_vouches_for(provider):
    url = f"https://127.0.0.1:{provider.server_port}/send"
    with pytest.raises(ChannelDown):
        HttpGateway(url, hosts=["127.0.0.1"], key="k").send(MOBILE, "x", "r")
    assert provider.posted == []


@pytest.mark.parametrize(
    "url",
    ["http://sms.example/", "https://elsewhere.example/", "https://sms.example@elsewhere.example/", "file:///etc/"],
)
def test_only_https_to_a_listed_host(url):
    with pytest.raises(ImproperlyConfigured, match="MYDOC_SMS_URL"):
        HttpGateway(url, hosts=["sms.example"], key="k")


def test_the_console_masks_the_number(settings, caplog):
    settings.MYDOC_SMS_GATEWAY = f"{ConsoleGateway.__module__}.ConsoleGateway"
    with caplog.at_level(logging.INFO, logger="cms"):
        SmsChannel().send(MOBILE, Message("N-1", "", "內容"))
    assert "0912-***-678" in caplog.text
    assert MOBILE not in caplog.text


def test_the_built_in_channels_come_through_the_hook():
    assert sorted(channels()) == ["email", "sms"]


def test_a_slug_may_be_used_once(pigeon):
    pigeon.slug = "email"
    with pytest.raises(ImproperlyConfigured, match="email"):
        channels()


@pytest.mark.django_db
def test_a_plugged_in_channel_carries_notices(world, pigeon, mailoutbox):
    document = issue("a")
    follow_changes()
    send_due()
    ((to, message),) = pigeon.carried
    assert to == mailoutbox[0].to[0]
    assert message.reference == document.notices.get(channel="pigeon").code


@pytest.mark.django_db
def test_a_channel_that_was_unplugged_waits(world):
    bird = Pigeon()
    with hooks.register_temporarily("register_mydoc_channel", lambda: bird):
        document = issue("a")
        follow_changes()
    send_due()
    assert document.notices.get(channel="pigeon").state == "pending"
    with hooks.register_temporarily("register_mydoc_channel", lambda: bird):
        send_due()
    assert document.notices.get(channel="pigeon").state == "sent"


@pytest.mark.django_db
def test_the_message_page_shows_the_demo_its_messages(client, settings):
    Outbox.objects.create(
        channel="sms", recipient="0912-***-678", body="<b>代碼</b> 123456", at="2026-06-12T10:00+08:00"
    )
    shown = client.get("/demo/messages/")
    assert shown.status_code == 200
    assert "0912-***-678" in shown.content.decode()
    assert "&lt;b&gt;代碼" in shown.content.decode()
    assert not shown.cookies
    settings.MYDOC_DEMO = False
    assert client.get("/demo/messages/").status_code == 404


def test_production_refuses_the_outbox_and_an_unlisted_gateway(settings):
    settings.MYDOC_SMS_URL, settings.MYDOC_SMS_HOSTS = "http://sms.example/", ["sms.example"]
    assert messages_leave_the_house(None) == []
    settings.MYDOC_DEMO = False
    settings.EMAIL_BACKEND = "cms.delivery.channels.outbox.OutboxBackend"
    assert [error.id for error in messages_leave_the_house(None)] == ["delivery.E001"] * 2
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.MYDOC_SMS_GATEWAY = "cms.delivery.channels.sms.HttpGateway"
    assert [error.id for error in messages_leave_the_house(None)] == ["delivery.E002"]
    settings.MYDOC_SMS_URL = "https://sms.example/"
    assert messages_leave_the_house(None) == []

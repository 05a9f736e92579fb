"""E-mail over real SMTP on loopback: what arrives, and what each refusal means."""

import pytest
from delivery_world import EMAIL, issue
from smtp_sink import DROP

from cms.delivery.channels.base import ChannelDown, Deferred, Message, NoSuchAddress, Rejected
from cms.delivery.channels.email import EmailChannel, reference_in
from cms.delivery.models import Notice
from cms.delivery.services import follow_changes, send_due

LETTER = Message("N-115-0612-00417", "您有 1 份新文件", "內文 body\n.\n行首有點", "<p>內文</p>")


def test_a_letter_arrives_whole(sink):
    EmailChannel().send(EMAIL, LETTER)
    (letter,) = sink.letters
    assert (letter["To"], letter["Subject"]) == (EMAIL, "您有 1 份新文件")
    assert letter["Message-ID"].startswith("<N-115-0612-00417.")
    assert letter["Message-ID"].endswith("@mydoc.example>")
    assert letter["Date"]
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter.get_body(("plain",)).get_content().splitlines() == LETTER.text.splitlines()
    assert letter.get_body(("html",)).get_content().strip() == LETTER.html


@pytest.mark.parametrize(
    ("step", "reply", "refusal"),
    [
        ("CONNECT", "554 no service", ChannelDown),
        ("CONNECT", DROP, ChannelDown),
        ("MAIL", "530 sign in first", ChannelDown),
        ("MAIL", "451 later", ChannelDown),
        ("MAIL", DROP, ChannelDown),
        ("RCPT", "550 no such person holder.lin", NoSuchAddress),
        ("RCPT", "550 5.1.1 no such person holder.lin", NoSuchAddress),
        ("RCPT", "550 5.7.1 your network is not welcome", Rejected),
        ("RCPT", "552 mailbox full", Rejected),
        ("RCPT", "450 greylisted", Deferred),
        ("RCPT", "452 mailbox full", Deferred),
        ("RCPT", "421 closing", ChannelDown),
        ("RCPT", DROP, ChannelDown),
        ("DATA", "451 later", Deferred),
        ("DATA", "554 no", Rejected),
        ("BODY", "552 too big", Rejected),
        ("BODY", "451 later", Deferred),
        ("BODY", DROP, ChannelDown),
    ],
)
def test_what_a_server_says_no_with(sink, step, reply, refusal):
    sink.answers[step] = reply
    with pytest.raises(refusal) as no:
        EmailChannel().send(EMAIL, LETTER)
    assert type(no.value) is refusal
    assert "holder" not in str(no.value)
    assert sink.letters == []


def test_nobody_listens(sink, settings):
    settings.EMAIL_PORT = 1
    with pytest.raises(ChannelDown, match="ConnectionRefusedError"):
        EmailChannel().send(EMAIL, LETTER)


@pytest.mark.parametrize(
    "to",
    [
        "a@b.example\nBcc: c@d.example",
        "a@b.example, c@d.example",
        "林@mail.example",
        "nobody",
        "@mail.example",
        "a@" + "b" * 70 + ".example",
    ],
)
def test_an_impossible_address_reaches_no_server(sink, to):
    with pytest.raises(Rejected, match="^address$"):
        EmailChannel().send(to, LETTER)
    assert sink.recipients == []


def test_a_domain_in_chinese_is_written_as_mail_needs_it(sink):
    EmailChannel().send("a@台北.example", LETTER)
    assert "a@xn--djrpt.example" in sink.recipients[0]


def test_only_our_own_letters_can_come_back(sink, settings, tmp_path):
    EmailChannel().send(EMAIL, LETTER)
    given = sink.letters[0]["Message-ID"]
    assert reference_in(f" {given}\r\n") == LETTER.reference
    forged = given.replace("00417", "00418")
    for other in ("", "<>", "<N-115-0612-00417@mydoc.example>", "<N-115-0612-00417.@x>", forged, "<林.林@x>"):
        assert reference_in(other) == ""
    settings.MYDOC_KEYS = tmp_path / "another"
    assert reference_in(given) == ""


def test_letters_of_one_round_share_a_connection(sink):
    channel = EmailChannel()
    for _ in range(3):
        channel.send(EMAIL, LETTER)
    assert (sink.connections, len(sink.letters)) == (1, 3)
    channel.close()
    channel.send(EMAIL, LETTER)
    assert sink.connections == 2
    channel.close()


def test_after_a_refusal_the_same_connection_goes_on(sink):
    channel = EmailChannel()
    sink.answers["RCPT"] = "550 no such person"
    with pytest.raises(NoSuchAddress):
        channel.send(EMAIL, LETTER)
    sink.answers.clear()
    channel.send(EMAIL, LETTER)
    assert (sink.connections, len(sink.letters)) == (1, 1)
    channel.close()


@pytest.mark.parametrize("reply", [DROP, "421 enough for one call"])
def test_a_server_that_hung_up_between_two_letters_is_called_again(sink, reply):
    channel = EmailChannel()
    channel.send(EMAIL, LETTER)
    sink.answers["NOOP"] = reply
    channel.send(EMAIL, LETTER)
    assert (sink.connections, len(sink.letters)) == (2, 2)
    channel.close()


@pytest.mark.django_db
def test_a_round_of_many_is_one_call_and_ends_with_it(world, sink, settings):
    settings.MYDOC_SMS_GATEWAY = "cms.delivery.channels.sms.ConsoleGateway"
    for number in range(20):
        issue(f"key {number}")
    follow_changes()
    assert send_due(limit=100, seconds=60) == 40
    assert (sink.connections, len(sink.letters)) == (1, 20)


@pytest.mark.django_db
def test_from_the_vault_to_the_mailbox(frozen, world, sink):
    """Greylisted first, then the server is gone, then it is delivered: one letter."""
    document = issue("a")
    follow_changes()
    notice = document.notices.get(channel="email")
    for answers in ({"RCPT": "450 later"}, {"BODY": DROP}, {}):
        sink.answers = answers
        send_due()
        frozen.at = max(frozen.at, Notice.objects.get(pk=notice.pk).not_before)
    (letter,) = sink.letters
    assert letter["To"] == EMAIL
    assert "林○試" in letter.get_body(("plain",)).get_content()
    tries = list(notice.tries.order_by("pk").values_list("outcome", "detail"))
    assert tries == [("deferred", "SMTP 450"), ("down", "SMTPServerDisconnected"), ("sent", "")]


@pytest.mark.django_db
def test_a_server_that_is_gone_is_not_asked_for_every_letter(world, sink):
    for key in "abcdef":
        issue(key)
    follow_changes()
    sink.answers["CONNECT"] = DROP
    send_due()
    assert sink.connections == 1
    assert Notice.objects.filter(channel="email", attempts=0, state="pending").count() == 5

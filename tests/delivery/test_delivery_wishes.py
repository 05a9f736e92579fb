"""Sending again, letters that came back, and preferences: both sides of every right."""

import io
from collections import Counter

import pytest
from delivery_world import acting, issue
from django.core.mail import get_connection
from django.core.management import CommandError, call_command

from cms.accounts.models import Citizen
from cms.audit.models import AuditEvent
from cms.core.errors import NotFound, Refused
from cms.core.papers import Actor
from cms.delivery.channels.base import Message
from cms.delivery.channels.email import letter_to
from cms.delivery.models import Notice, Preference, Receipt
from cms.delivery.selectors import counts_for
from cms.delivery.services import follow_changes, record_bounce, resend_notice, send_due, set_preference
from cms.vault.services.retention import destroy_document
from cms.vault.services.status import void_document

pytestmark = pytest.mark.django_db
SYSTEM = Actor("system", "bounces", "cli")


@pytest.fixture
def told(world, mailoutbox):
    """A document whose notices went out."""
    document = issue("a")
    follow_changes()
    send_due()
    return document


@pytest.mark.parametrize("name", ["clerk", "approver"])
def test_clerk_and_approver_send_it_again(told, mailoutbox, name):
    made = resend_notice(actor=acting(name), number=told.number)
    assert {(notice.channel, notice.kind, notice.requested_by) for notice in made} == {
        ("email", "issued", name),
        ("sms", "issued", name),
    }
    event = AuditEvent.objects.get(action="delivery.notice.resent")
    assert (event.actor_ref, event.object_ref) == (name, told.number)
    send_due()
    assert len(mailoutbox) == 2


@pytest.mark.parametrize("name", ["auditor", "records_manager", "archivist", "seal_holder"])
def test_other_readers_are_refused(told, name):
    with pytest.raises(Refused, match="承辦人、核定人"):
        resend_notice(actor=acting(name), number=told.number)
    assert told.notices.count() == 2
    assert not AuditEvent.objects.filter(action="delivery.notice.resent").exists()


@pytest.mark.parametrize("name", ["stranger", "admin", "designer"])
def test_who_may_not_see_it_learns_nothing(told, name):
    with pytest.raises(NotFound) as hidden:
        resend_notice(actor=acting(name), number=told.number)
    with pytest.raises(NotFound) as absent:
        resend_notice(actor=acting(name), number="TEST115-99999999-9")
    assert str(hidden.value) == str(absent.value)
    assert told.notices.count() == 2


def test_not_while_one_is_on_its_way(told):
    resend_notice(actor=acting("clerk"), number=told.number)
    with pytest.raises(Refused, match="還在寄送中"):
        resend_notice(actor=acting("clerk"), number=told.number)
    assert told.notices.count() == 4


def test_what_is_told_again_is_how_it_stands(told):
    void_document(
        actor=acting("clerk"), approved_by=acting("approver"), number=told.number, reason_code="error", reason="錯"
    )
    follow_changes()
    send_due()
    made = resend_notice(actor=acting("clerk"), number=told.number)
    assert {notice.kind for notice in made} == {"voided"}


def test_not_of_what_is_destroyed(frozen, told):
    frozen.move(days=600)
    destroy_document(
        actor=acting("records_manager"), approved_by=acting("archivist"), number=told.number, legal_ground="檔案法"
    )
    with pytest.raises(Refused, match="銷毀"):
        resend_notice(actor=acting("clerk"), number=told.number)


def test_not_of_a_type_without_addresses(world):
    award = issue("a", type_slug="award")
    with pytest.raises(Refused, match="沒有電子郵件或手機欄位"):
        resend_notice(actor=acting("clerk"), number=award.number)


def test_a_bounce_turns_sent_into_failed_once(told):
    for notice in told.notices.all():
        first = record_bounce(actor=SYSTEM, code=notice.code)
        assert record_bounce(actor=SYSTEM, code=notice.code) == first
    assert counts_for("batch-1") == Counter(failed=1)
    assert AuditEvent.objects.filter(action="delivery.notice.bounced").count() == 2


def test_only_the_system_records_bounces(told):
    with pytest.raises(Refused, match="系統"):
        record_bounce(actor=acting("clerk"), code=told.notices.first().code)
    assert not Receipt.objects.exists()


@pytest.mark.parametrize(
    "code", ["", "N-115-0612-", "N-115-0101-00001", "N-115-0612-99999", "x-²", "9" * 40, "'; drop"]
)
def test_a_code_of_no_notice(told, code):
    with pytest.raises(NotFound, match="查無通知編號"):
        record_bounce(actor=SYSTEM, code=code)


def test_what_was_not_sent_cannot_bounce(world):
    document = issue("a")
    follow_changes()
    with pytest.raises(Refused, match="等候寄送"):
        record_bounce(actor=SYSTEM, code=document.notices.first().code)


def _report(code: str, action: str = "failed", original: str = "message/rfc822") -> bytes:
    letter = letter_to("someone@mail.example", Message(code, "x", ""), get_connection())
    headers = f"Message-ID: {letter.extra_headers['Message-ID']}\nSubject: x\n"
    return (
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\nMIME-Version: 1.0\n\n'
        "--b\nContent-Type: text/plain\n\nsorry\n"
        "--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example\n\n"
        f"Final-Recipient: rfc822; someone@mail.example\nAction: {action}\nStatus: 5.1.1\n\n"
        f"--b\nContent-Type: {original}\n\n{headers}\n--b--\n"
    ).encode()


def _record(monkeypatch, message: bytes) -> str:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(message)))
    out = io.StringIO()
    call_command("record_bounce", stdout=out)
    return out.getvalue()


@pytest.mark.parametrize("original", ["message/rfc822", "text/rfc822-headers"])
def test_the_command_reads_a_delivery_report(told, monkeypatch, original):
    email = told.notices.get(channel="email")
    assert email.code in _record(monkeypatch, _report(email.code, original=original))
    assert Notice.objects.get(pk=email.pk).state == "failed"


@pytest.mark.parametrize("message", [b"", b"Subject: hello\n\nI am away", b"\xff\x00" * 50])
def test_other_mail_is_no_bounce(told, monkeypatch, message):
    assert "沒有登錄" in _record(monkeypatch, message)


def test_a_mere_delay_is_no_bounce(told, monkeypatch):
    email = told.notices.get(channel="email")
    assert "沒有登錄" in _record(monkeypatch, _report(email.code, action="delayed"))
    assert Notice.objects.get(pk=email.pk).state == "sent"


def test_a_made_up_report_silences_nobody(told, monkeypatch):
    email = told.notices.get(channel="email")
    made_up = _report(email.code).replace(f"<{email.code}.".encode(), f"<{email.code}.0".encode())
    for report in (made_up, _report("N-115-0101-77777").replace(b"N-115-0101-77777", email.code.encode())):
        assert "沒有登錄" in _record(monkeypatch, report)
    assert Notice.objects.get(pk=email.pk).state == "sent"


def test_a_code_that_is_no_longer_kept_is_refused_in_words(told, monkeypatch):
    with pytest.raises(CommandError, match="查無通知編號"):
        _record(monkeypatch, _report("N-115-0101-77777"))


def test_only_the_citizen_chooses(told):
    citizen = Citizen.objects.get()
    for actor in (acting("clerk"), acting("admin"), Actor("citizen", "somebody-else", "portal")):
        with pytest.raises(Refused, match="本人"):
            set_preference(actor=actor, citizen=citizen, channel="email", off=True)
    assert not Preference.objects.exists()


def test_the_citizen_changes_their_mind(told):
    citizen = Citizen.objects.get()
    own = Actor("citizen", str(citizen.pk), "portal")
    for off in (True, False):
        set_preference(actor=own, citizen=citizen, channel="email", off=off)
    assert [preference.off for preference in Preference.objects.all()] == [False]
    with pytest.raises(Refused, match="管道"):
        set_preference(actor=own, citizen=citizen, channel="fax", off=True)

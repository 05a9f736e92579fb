"""Sending: each notice once, tried again later and later, five times at most, and never what nobody wants."""

from collections import Counter
from datetime import timedelta

import pytest
from delivery_world import EMAIL, MOBILE, NAME, NATIONAL_ID, acting, issue
from django.db import DatabaseError, connection, transaction

from cms.accounts.models import Citizen
from cms.audit.models import AuditEvent
from cms.core.papers import Actor
from cms.delivery.channels.base import ChannelDown, Deferred, NoSuchAddress, Rejected
from cms.delivery.models import Attempt, Notice, Outbox
from cms.delivery.selectors import counts_for, notices_of
from cms.delivery.services import follow_changes, record_bounce, resend_notice, send_due, sending, set_preference
from cms.vault.access import get_document_for
from cms.vault.models import AccessRecord, WrappedKey
from cms.vault.services.retention import destroy_document

pytestmark = pytest.mark.django_db


def _issued(key: str = "a", **more: str) -> tuple[Notice, ...]:
    document = issue(key, **more)
    follow_changes()
    return tuple(document.notices.order_by("channel"))


def _again(notice: Notice) -> Notice:
    return Notice.objects.get(pk=notice.pk)


def _outcomes(notice: Notice) -> list[str]:
    return list(notice.tries.order_by("pk").values_list("outcome", flat=True))


def test_both_channels_go_out_and_the_document_is_opened_once(world, mailoutbox):
    email, sms = _issued()
    assert send_due() == 2
    assert [letter.to for letter in mailoutbox] == [[EMAIL]]
    assert Outbox.objects.get().recipient == "0912-***-678"
    assert {_again(email).state, _again(sms).state} == {"sent"}
    assert (_outcomes(email), _outcomes(sms)) == (["sent"], ["sent"])
    look = AccessRecord.objects.get()
    assert (look.kind, look.purpose) == ("system", "寄送通知給持有人")
    assert AuditEvent.objects.filter(action="delivery.notice.sent").count() == 2


def test_what_was_sent_is_not_sent_again(world, mailoutbox):
    _issued()
    assert [send_due(), send_due()] == [2, 0]
    assert len(mailoutbox) == 1


def test_a_missing_address_is_no_failure(world, mailoutbox):
    email, sms = _issued(email="")
    send_due()
    assert (_again(email).state, _outcomes(email)) == ("suppressed", ["no_address"])
    assert (_again(sms).state, mailoutbox) == ("sent", [])


def test_deferred_waits_longer_each_time_and_gives_up_after_five(frozen, world, only_pigeon):
    (notice,) = _issued()
    only_pigeon.trouble = Deferred("SMTP 451")
    waits = []
    while _again(notice).state == Notice.State.PENDING:
        assert send_due() == 1
        waits.append(_again(notice).not_before - frozen.at)
        frozen.at = max(frozen.at, _again(notice).not_before)
    assert waits == [*sending.DELAYS, waits[-1]]
    assert (_again(notice).state, _again(notice).attempts) == ("failed", 5)
    assert _outcomes(notice) == ["deferred"] * 5
    only_pigeon.trouble = None
    frozen.move(days=30)
    assert send_due() == 0


def test_before_its_time_it_is_left_alone(frozen, world, only_pigeon):
    (notice,) = _issued()
    only_pigeon.trouble = Deferred("SMTP 451")
    send_due()
    frozen.move(seconds=59)
    assert send_due() == 0
    frozen.move(seconds=1)
    only_pigeon.trouble = None
    assert send_due() == 1
    assert (_again(notice).state, _outcomes(notice)) == ("sent", ["deferred", "sent"])


def test_rejected_fails_at_once(world, only_pigeon):
    (notice,) = _issued()
    only_pigeon.trouble = Rejected("SMTP 550")
    send_due()
    assert (_again(notice).state, notice.tries.get().detail) == ("failed", "SMTP 550")


def test_an_outage_uses_up_one_attempt_and_the_others_wait(frozen, world, only_pigeon):
    first, second, third = (_issued(key)[0] for key in "abc")
    only_pigeon.trouble = ChannelDown("ConnectionRefusedError")
    assert send_due() == 1
    assert send_due() == 0
    assert [_again(one).attempts for one in (first, second, third)] == [1, 0, 0]
    frozen.move(minutes=1)
    only_pigeon.trouble = None
    assert send_due() == 3
    assert len(only_pigeon.carried) == 3


def test_a_night_without_the_mail_server_loses_nothing(frozen, world, only_pigeon):
    notices = [_issued(key)[0] for key in "abc"]
    only_pigeon.trouble, back = ChannelDown("ConnectionRefusedError"), frozen.at + timedelta(hours=36)
    while frozen.at < back:
        send_due()
        frozen.move(minutes=20)
    assert {_again(one).state for one in notices} == {"pending"}
    only_pigeon.trouble = None
    frozen.move(hours=6)
    send_due()
    assert ({_again(one).state for one in notices}, len(only_pigeon.carried)) == ({"sent"}, 3)


def test_patience_ends(frozen, world, only_pigeon):
    """Else one message that ends every connection would be tried for ever."""
    (notice,) = _issued()
    only_pigeon.trouble = ChannelDown("SMTPServerDisconnected")
    frozen.move(days=5)
    for _ in range(8):
        send_due()
        frozen.move(hours=6)
    assert (_again(notice).state, _again(notice).attempts) == ("failed", 5)


def test_a_round_ends_what_its_channels_began(world, only_pigeon):
    _issued()
    send_due()
    only_pigeon.trouble = RuntimeError("a fault of the channel's own")
    _issued("b")
    with pytest.raises(RuntimeError):
        send_due()
    assert only_pigeon.closed == 2


def test_one_channel_down_does_not_hold_up_another(world, pigeon):
    pigeon.trouble = ChannelDown("down")
    _issued("a")
    _issued("b")
    send_due()
    states = Notice.objects.values_list("channel", "state")
    assert {state for channel, state in states if channel != "pigeon"} == {"sent"}
    assert {state for channel, state in states if channel == "pigeon"} == {"pending"}


def test_two_workers_send_it_once(frozen, world, only_pigeon):
    """The second one read the same list before the first one claimed."""
    (notice,) = _issued()
    mine, theirs = _again(notice), _again(notice)
    assert sending._claim(mine)
    assert not sending._claim(theirs)
    assert send_due() == 0


def test_a_dead_workers_notice_is_taken_up_after_the_lease(frozen, world, only_pigeon):
    (notice,) = _issued()
    assert sending._claim(_again(notice))
    frozen.at += sending.LEASE
    assert send_due() == 1
    assert (_again(notice).state, _again(notice).attempts) == ("sent", 2)


def test_a_notice_that_kills_its_worker_is_given_up(frozen, world, only_pigeon):
    (notice,) = _issued()
    for _death in range(5):
        assert sending._claim(_again(notice))
        frozen.at += sending.LEASE
    send_due()
    assert (_again(notice).state, _outcomes(notice), only_pigeon.carried) == ("failed", ["given_up"], [])


def test_a_worker_whose_lease_ran_out_changes_nothing_of_the_next_ones(frozen, world, only_pigeon):
    (notice,) = _issued()
    late = _again(notice)
    sending._claim(late)
    frozen.at += sending.LEASE
    send_due()
    sending._settle(late, Attempt.Outcome.DEFERRED)
    assert _again(notice).state == "sent"
    assert _outcomes(notice) == ["sent", "deferred"]


def test_destroyed_meanwhile_means_no_notice(frozen, world, mailoutbox):
    email, _sms = _issued()
    frozen.move(days=2)
    destroy_document(
        actor=acting("records_manager"),
        approved_by=acting("archivist"),
        number=email.document.number,
        legal_ground="檔案法第12條",
    )
    send_due()
    assert (_again(email).state, _outcomes(email), mailoutbox) == ("suppressed", ["destroyed"], [])


def test_without_its_key_it_waits(world, mailoutbox):
    """As after restoring a database without its keys."""
    email, _sms = _issued()
    WrappedKey.objects.all().delete()
    send_due()
    assert (_again(email).state, _outcomes(email), mailoutbox) == ("pending", ["unreadable"], [])


def _turn_off(channel: str) -> None:
    citizen = Citizen.objects.get()
    set_preference(actor=Actor("citizen", str(citizen.pk), "portal"), citizen=citizen, channel=channel, off=True)


def test_a_channel_turned_off_stays_silent(world, mailoutbox):
    email, sms = _issued()
    _turn_off("email")
    send_due()
    assert (_again(email).state, _outcomes(email), mailoutbox) == ("suppressed", ["turned_off"], [])
    assert _again(sms).state == "sent"


def test_all_turned_off_opens_nothing(world):
    _issued()
    _turn_off("email")
    _turn_off("sms")
    send_due()
    assert not AccessRecord.objects.exists()


def test_break_glass_is_told_even_so(world, mailoutbox):
    email, _sms = _issued()
    _turn_off("email")
    send_due()
    get_document_for(world.people.admin, email.document.number, purpose="法院調閱", via="admin", break_glass=True)
    follow_changes()
    send_due()
    assert ["緊急調閱" in letter.body for letter in mailoutbox] == [True]


@pytest.mark.parametrize("how", ["refused", "returned"])
def test_what_came_back_once_is_not_written_to_again(world, mailoutbox, only_pigeon, how):
    (first,) = _issued("a")
    only_pigeon.trouble = NoSuchAddress("SMTP 550") if how == "refused" else None
    send_due()
    only_pigeon.trouble = None
    if how == "returned":
        record_bounce(actor=Actor("system", "bounces", "cli"), code=first.code)
    carried = len(only_pigeon.carried)
    (second,) = _issued("b")
    (other,) = _issued("c", email="somebody.else@mail.example")
    send_due()
    assert (_again(second).state, _outcomes(second)) == ("failed", ["came_back"])
    assert "先前寄到這個位址的通知遭退回" in _again(second).ending
    assert (_again(other).state, len(only_pigeon.carried)) == ("sent", carried + 1)


def test_a_clerk_has_it_tried_again_and_then_it_is_written_to_as_before(world, only_pigeon):
    (first,) = _issued("a")
    only_pigeon.trouble = NoSuchAddress("SMTP 550")
    send_due()
    only_pigeon.trouble = None
    resend_notice(actor=acting("clerk"), number=first.document.number)
    (second,) = _issued("b")
    send_due()
    assert ("sent", len(only_pigeon.carried)) == (_again(second).state, 2)


def test_a_refusal_of_one_message_does_not_silence_the_address(world, only_pigeon):
    _issued("a")
    only_pigeon.trouble = Rejected("SMTP 554")
    send_due()
    only_pigeon.trouble = None
    (second,) = _issued("b")
    send_due()
    assert _again(second).state == "sent"


def test_a_mind_that_changes_while_a_notice_waits(frozen, world, only_pigeon):
    (notice,) = _issued()
    only_pigeon.trouble = Deferred("SMTP 451")
    send_due()
    only_pigeon.trouble = None
    _turn_off("pigeon")
    frozen.move(minutes=1)
    send_due()
    assert (_again(notice).state, _outcomes(notice), only_pigeon.carried) == (
        "suppressed",
        ["deferred", "turned_off"],
        [],
    )
    assert _again(notice).ending == "不寄送（持有人不收這個管道的通知）"


def test_time_is_limited_so_that_sealing_goes_on(world):
    _issued("a")
    assert send_due(seconds=-1) == 0


def test_a_batch_is_counted_by_documents(frozen, world, only_pigeon):
    for key in "ab":
        _issued(key)
    send_due()
    only_pigeon.trouble = Rejected("SMTP 550")
    _issued("c")
    send_due()
    _issued("d", email="")
    send_due()
    only_pigeon.trouble = Deferred("SMTP 451")
    _issued("e")
    send_due()
    _issued("f", batch="another")
    assert counts_for("batch-1") == Counter(sent=2, failed=1, pending=1)
    assert counts_for("nothing") == Counter()


def test_one_channel_that_worked_counts_as_told(world, pigeon):
    pigeon.trouble = Rejected("no")
    _issued("a")
    send_due()
    assert counts_for("batch-1") == Counter(sent=1)


def test_notices_of_a_document_newest_first(frozen, world):
    email, sms = _issued()
    assert list(notices_of(email.document)) == sorted((email, sms), key=lambda notice: -notice.pk)


def test_nothing_personal_stands_in_the_database(world, mailoutbox):
    _issued()
    send_due()
    rows = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            rows += [str(value) for row in cursor.fetchall() for value in row]
    everything = "\n".join(rows)
    assert "林○試" not in everything  # it stands in the letter only
    for secret in (NAME, NATIONAL_ID, MOBILE, EMAIL, MOBILE[1:], EMAIL.partition("@")[0]):
        assert secret not in everything


@pytest.mark.parametrize("act", ["update", "delete"])
def test_attempts_are_never_changed(world, act):
    _issued()
    send_due()
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        Attempt.objects.update(detail="x") if act == "update" else Attempt.objects.all()._raw_delete("default")

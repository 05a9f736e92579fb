"""Telling that a request was answered: once, by an address that works, and nothing of it to the document's readers."""

import pytest
from delivery_world import EMAIL, acting, issue
from django.db import IntegrityError, transaction

from cms.audit.models import AuditEvent
from cms.core.errors import MyDocError
from cms.core.papers import Actor
from cms.delivery import selectors
from cms.delivery.channels.base import NoSuchAddress, Rejected
from cms.delivery.models import Notice
from cms.delivery.selectors import notices_of, notices_of_answer, ways_to
from cms.delivery.services import follow_changes, record_bounce, resend_notice, send_due, sending, tell_of_answer

pytestmark = pytest.mark.django_db
CODE = "R115-000012"


def _told(key: str, **values: str):
    """A document whose own notices are sent."""
    document = issue(key, **values)
    follow_changes()
    send_due()
    return document


def test_every_channel_tells_once(world, mailoutbox):
    document = _told("a")
    mailoutbox.clear()
    made = tell_of_answer(request=CODE, documents=[document])
    assert {(one.channel, one.kind, one.state) for one in made} == {
        ("email", "answered", "pending"),
        ("sms", "answered", "pending"),
    }
    assert [send_due(), send_due()] == [2, 0]
    (letter,) = mailoutbox
    assert (letter.to, letter.subject) == ([EMAIL], "您的申請有答覆了／Your request was answered")
    assert [one.ending for one in notices_of_answer(CODE)] == ["已寄出", "已寄出"]


def test_a_second_word_of_the_same_answer_is_refused_by_the_database(world):
    document, other = _told("a"), _told("b")
    tell_of_answer(request=CODE, documents=[document])
    with pytest.raises(IntegrityError), transaction.atomic():
        tell_of_answer(request=CODE, documents=[other])
    assert notices_of_answer(CODE).count() == 2
    assert len(tell_of_answer(request="R115-000013", documents=[other])) == 2


def test_what_is_rolled_back_is_not_told(world):
    document = _told("a")
    with pytest.raises(RuntimeError), transaction.atomic():
        tell_of_answer(request=CODE, documents=[document])
        raise RuntimeError
    assert send_due() == 0


def test_a_worker_that_died_with_it_in_hand_leaves_it_to_the_next(frozen, world, only_pigeon):
    document = _told("a")
    (notice,) = tell_of_answer(request=CODE, documents=[document])
    assert sending._claim(notice)
    frozen.at += sending.LEASE
    before = len(only_pigeon.carried)
    assert [send_due(), send_due()] == [1, 0]
    assert len(only_pigeon.carried) == before + 1


def test_the_documents_readers_learn_nothing_of_it(world):
    document = _told("a")
    before = list(notices_of(document))
    tell_of_answer(request=CODE, documents=[document])
    send_due()
    assert list(notices_of(document)) == before
    told = [str(event.detail) for event in AuditEvent.objects.filter(action="delivery.notice.sent")]
    assert ["answered" in one for one in told] == [CODE in one for one in told] == [False, False, True, True]
    assert not any(document.number in one for one in told if CODE in one)


def test_the_first_document_with_an_address_tells(world):
    without, silent, good = _told("a", type_slug="award"), _told("b", email=""), _told("c")
    assert ways_to([without, silent, good]) == {"sms": silent, "email": good}
    assert ways_to([without]) == ways_to([]) == {}
    assert tell_of_answer(request=CODE, documents=[without]) == []


def test_an_address_that_nothing_reaches_is_none(world, only_pigeon):
    only_pigeon.trouble = NoSuchAddress("SMTP 550")
    dead = _told("a")
    only_pigeon.trouble = None
    assert ways_to([dead]) == {}
    resend_notice(actor=acting("clerk"), number=dead.number)
    send_due()
    assert ways_to([dead]) == {"pigeon": dead}
    record_bounce(actor=Actor("system", "bounces", "cli"), code=dead.notices.latest("pk").code)
    assert ways_to([dead]) == {}


def test_one_message_refused_leaves_the_address(world, only_pigeon):
    only_pigeon.trouble = Rejected("SMTP 554")
    document = _told("a")
    assert ways_to([document]) == {"pigeon": document}


def test_a_document_not_told_of_yet_is_hoped_for(world):
    document = issue("a", email="")
    assert set(ways_to([document])) == {"email", "sms"}
    tell_of_answer(request=CODE, documents=[document])
    send_due()
    assert {one.channel: one.state for one in notices_of_answer(CODE)} == {"email": "suppressed", "sms": "sent"}


def test_a_tampered_type_stops_nobody(world, monkeypatch):
    bad, good = _told("a"), _told("b")
    honest, versions = selectors.definition_of, []

    def definition_of(version):
        versions.append(version)
        if len(versions) == 1:
            raise MyDocError("內容和指紋不符")
        return honest(version)

    monkeypatch.setattr(selectors, "definition_of", definition_of)
    assert ways_to([bad, good]) == {"email": good, "sms": good}


def test_notices_of_documents_are_of_no_answer(world):
    _told("a")
    assert not notices_of_answer("").exists()
    assert Notice.objects.filter(request="").count() == 2

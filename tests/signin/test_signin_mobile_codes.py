"""One-time codes at the level of the services: sent alike to everybody, good once, here and now, and not to be guessed."""

import contextlib
import logging
import time
from itertools import product

import pytest
from django.core.cache import cache
from signin_mobile_world import FORMER, PHONE, UNKNOWN, another, code_in, issue, newest_code

from cms.accounts.identity import mobile_hash
from cms.accounts.models import TryCount
from cms.accounts.visitors import Assurance
from cms.audit.models import AuditEvent
from cms.core.errors import Refused
from cms.delivery.channels import outbox
from cms.delivery.channels.base import ChannelDown, Deferred, Rejected, Unanswered
from cms.delivery.models import Outbox
from cms.signin.models import OneTimeCode
from cms.signin.services import sending
from cms.signin.services.codes import check_code
from cms.signin.services.limits import CODE_FROM_NETWORK, CODE_OF_NUMBER, SENT_FROM_NETWORK
from cms.signin.services.sending import send_again, send_code

HOME, OFFICE = "home/4", "office/4"

pytestmark = pytest.mark.usefixtures("school")


def refused_code(act, **arguments) -> str:
    with pytest.raises(Refused) as refused:
        act(**arguments)
    return refused.value.code


def test_the_right_code_says_who_has_the_phone():
    waiting = send_code(mobile=PHONE, network=HOME)
    visitor = check_code(waiting=waiting, code=newest_code(), network=HOME)
    assert (visitor.person, visitor.alone) == (None, None)
    assert (visitor.mobile_hash, visitor.assurance) == (mobile_hash(PHONE), Assurance.MOBILE)


def test_who_is_known_by_the_mobile_alone_is_known_at_once():
    document = issue(mobile=PHONE)
    waiting = send_code(mobile=PHONE, network=HOME)
    visitor = check_code(waiting=waiting, code=newest_code(), network=HOME)
    assert visitor.alone == document.custody.get().citizen_id


def test_the_text_says_what_it_is_in_both_languages_and_ends_for_browsers(settings):
    settings.MYDOC_VERIFY_URL = "https://vault.city.example:8443"
    send_code(mobile=PHONE, network=HOME)
    text = Outbox.objects.get().body
    code = code_in(text)
    assert text.startswith(f"【文件保管箱】登入驗證碼 {code}，10 分鐘內有效。我們不會打電話問您驗證碼。")
    assert "valid 10 minutes" in text
    assert text.splitlines()[-1] == f"@vault.city.example #{code}"
    assert "http" not in text


def test_neither_number_nor_code_stands_anywhere_in_clear():
    waiting = send_code(mobile=PHONE, network=HOME)
    code = newest_code()
    kept = f"{list(OneTimeCode.objects.values())}{list(TryCount.objects.values())}{waiting}"
    assert PHONE not in kept
    assert code not in kept
    assert waiting.shown == "0912-***-678"


def test_a_code_works_once():
    waiting = send_code(mobile=PHONE, network=HOME)
    code = newest_code()
    check_code(waiting=waiting, code=code, network=HOME)
    assert not OneTimeCode.objects.exists()
    assert refused_code(check_code, waiting=waiting, code=code, network=HOME) == "code_expired"


def test_a_code_works_for_ten_minutes_and_its_row_goes(later):
    waiting = send_code(mobile=PHONE, network=HOME)
    code = newest_code()
    later(minutes=10)
    assert refused_code(check_code, waiting=waiting, code=code, network=HOME) == "code_expired"
    send_code(mobile=UNKNOWN, network=HOME)
    assert OneTimeCode.objects.get().mobile_hash == mobile_hash(UNKNOWN)


def test_only_the_newest_code_works(later):
    first = send_code(mobile=PHONE, network=HOME)
    old = newest_code()
    later(seconds=60)
    second = send_again(waiting=first, network=HOME)
    assert (first.again, second.again) == (False, True)
    assert refused_code(check_code, waiting=first, code=old, network=HOME) == "code_expired"
    assert check_code(waiting=second, code=newest_code(), network=HOME)


def test_another_browser_cannot_use_the_code(later):
    mine = send_code(mobile=PHONE, network=HOME)
    code = newest_code()
    theirs = send_code(mobile=UNKNOWN, network=HOME)
    assert refused_code(check_code, waiting=theirs, code=code, network=HOME) == "code_wrong"
    assert check_code(waiting=mine, code=code, network=HOME)


def test_a_browser_that_waits_gets_no_second_text_within_a_minute(later):
    waiting = send_code(mobile=PHONE, network=HOME)
    assert send_code(mobile=PHONE, network=HOME, waiting=waiting) == waiting
    assert refused_code(send_again, waiting=waiting, network=HOME) == "send_wait"
    assert refused_code(send_code, mobile=PHONE, network=HOME) == "send_pause"
    assert Outbox.objects.count() == 1
    later(seconds=60)
    send_again(waiting=waiting, network=HOME)
    assert Outbox.objects.count() == 2


def test_a_number_gets_five_texts_an_hour_from_one_network_and_ten_from_all(later):
    for network in (HOME, OFFICE):
        for _ in range(5):
            send_code(mobile=PHONE, network=network)
            later(minutes=1)
        assert refused_code(send_code, mobile=PHONE, network=network) == "send_many"
    assert refused_code(send_code, mobile=PHONE, network="third/4") == "send_many"
    assert send_code(mobile=UNKNOWN, network=HOME)
    later(hours=1)
    assert send_code(mobile=PHONE, network=HOME)


def test_one_network_does_not_keep_the_owner_of_a_number_out(later):
    """A stranger who asks and guesses as often as they may."""
    for _ in range(5):
        _ask_and_guess("stranger/4")
        later(minutes=10)
    waiting = send_code(mobile=PHONE, network=HOME)
    assert check_code(waiting=waiting, code=newest_code(), network=HOME)


def test_many_networks_keep_no_owner_out_where_the_phone_was_proven_before(later):
    """Elsewhere the number waits until the hour is over."""
    waiting = send_code(mobile=PHONE, network=HOME)
    assert check_code(waiting=waiting, code=newest_code(), network=HOME)
    for n in range(10):
        later(minutes=1)
        _ask_and_guess(f"stranger {n}/4")
    later(minutes=1)
    assert refused_code(send_code, mobile=PHONE, network=OFFICE) == "sign_in_locked"
    waiting = send_code(mobile=PHONE, network=HOME)
    for _ in range(4):
        assert refused_code(check_code, waiting=waiting, code=another(newest_code()), network=HOME) == "code_wrong"
    assert check_code(waiting=waiting, code=newest_code(), network=HOME)


def _ask_and_guess(network: str) -> None:
    """What a stranger does who knows a number: ask for a code, and try some."""
    with contextlib.suppress(Refused):
        waiting = send_code(mobile=PHONE, network=network)
        for _ in range(6):
            with contextlib.suppress(Refused):
                check_code(waiting=waiting, code=another(newest_code()), network=network)


def test_a_network_sends_so_many_texts_an_hour():
    for n in range(SENT_FROM_NETWORK.most):
        send_code(mobile=f"09{n:08d}", network=HOME)
    assert refused_code(send_code, mobile=PHONE, network=HOME) == "send_many"
    assert Outbox.objects.count() == SENT_FROM_NETWORK.most
    assert send_code(mobile=PHONE, network=OFFICE)


@pytest.mark.parametrize(
    ("trouble", "code"),
    [(ChannelDown("SMS"), "send_down"), (Deferred("HTTP 429"), "send_down"), (Rejected("HTTP 400"), "send_rejected")],
)
def test_what_the_gateway_did_not_take_is_told_and_counted_nowhere(monkeypatch, caplog, trouble, code):
    def fail(self, mobile, text, reference, **how):
        raise trouble

    with monkeypatch.context() as broken, caplog.at_level(logging.WARNING):
        broken.setattr(outbox.OutboxGateway, "send", fail)
        for _ in range(40):
            assert refused_code(send_code, mobile=PHONE, network=HOME) == code
    cache.clear()
    assert PHONE not in caplog.text
    assert "345678" not in caplog.text
    assert not OneTimeCode.objects.exists()
    assert send_code(mobile=PHONE, network=HOME)


def test_a_text_that_nobody_answered_for_may_come_and_its_code_works(monkeypatch):
    """It counts, as a text that was sent; and the gateway is waited for no longer than a web server can bear."""
    waited = []
    send = outbox.OutboxGateway.send

    def fall_silent(self, mobile, text, reference, *, seconds):
        send(self, mobile, text, reference)
        waited.append(seconds)
        raise Unanswered("TimeoutError")

    monkeypatch.setattr(outbox.OutboxGateway, "send", fall_silent)
    waiting = send_code(mobile=PHONE, network=HOME)
    assert waiting.late
    assert waited == [sending.PATIENCE_SECONDS]
    assert refused_code(send_code, mobile=PHONE, network=HOME) == "send_pause"
    assert check_code(waiting=waiting, code=newest_code(), network=HOME)
    assert send_code(mobile=FORMER, network=HOME).late  # asked again: it is slow, not down


@pytest.mark.parametrize(("trouble", "asked"), [(ChannelDown, 1), (Deferred, 3), (Rejected, 3)])
def test_a_gateway_that_is_down_is_left_alone_for_a_while(monkeypatch, trouble, asked):
    """It may hold a process of the web server each time; what is about one text only is no reason."""
    tries = []

    def fail(self, mobile, text, reference, **how):
        tries.append(reference)
        raise trouble("no")

    with monkeypatch.context() as broken:
        broken.setattr(outbox.OutboxGateway, "send", fail)
        for mobile in (PHONE, FORMER, PHONE):
            refused_code(send_code, mobile=mobile, network=HOME)
    assert len(tries) == asked
    then = time.time() + sending.DOWN_SECONDS + 1
    with monkeypatch.context() as later:
        later.setattr("time.time", lambda: then)
        assert send_code(mobile=PHONE, network=HOME)


def test_five_wrong_codes_end_the_code_and_the_tries_from_there(later):
    waiting = send_code(mobile=PHONE, network=HOME)
    code = newest_code()
    left = []
    for _ in range(4):
        with pytest.raises(Refused) as refused:
            check_code(waiting=waiting, code=another(code), network=HOME)
        left.append(refused.value.facts["n"])
    assert left == [4, 3, 2, 1]
    with pytest.raises(Refused, match="10 分鐘後再試或洽 1999") as refused:
        check_code(waiting=waiting, code=another(code), network=HOME)
    assert refused.value.code == "sign_in_locked"
    # The right code does not help now, a new one cannot be had, and from elsewhere the old one is dead.
    assert refused_code(check_code, waiting=waiting, code=code, network=HOME) == "sign_in_locked"
    later(seconds=61)
    assert refused_code(send_again, waiting=waiting, network=HOME) == "sign_in_locked"
    assert refused_code(check_code, waiting=waiting, code=code, network=OFFICE) == "code_expired"
    later(minutes=10)
    again = send_again(waiting=waiting, network=HOME)
    assert check_code(waiting=again, code=newest_code(), network=HOME)


def test_tries_are_counted_over_several_codes(later):
    waiting = send_code(mobile=PHONE, network=HOME)
    for _ in range(3):
        assert refused_code(check_code, waiting=waiting, code=another(newest_code()), network=HOME) == "code_wrong"
    later(minutes=1)
    waiting = send_again(waiting=waiting, network=HOME)
    assert refused_code(check_code, waiting=waiting, code=another(newest_code()), network=HOME) == "code_wrong"
    assert refused_code(check_code, waiting=waiting, code=another(newest_code()), network=HOME) == "sign_in_locked"


def test_a_code_has_five_tries_from_wherever_they_come():
    waiting = send_code(mobile=PHONE, network=HOME)
    code = newest_code()
    answers = [
        refused_code(check_code, waiting=waiting, code=another(code), network=f"network {n}/4") for n in range(6)
    ]
    assert answers == ["code_wrong"] * 4 + ["code_spent", "code_expired"]
    assert refused_code(check_code, waiting=waiting, code=code, network=HOME) == "code_expired"


def test_the_right_code_gives_the_number_all_its_tries_again(later):
    for _ in range(3):
        waiting = send_code(mobile=PHONE, network=HOME)
        for _ in range(4):
            assert refused_code(check_code, waiting=waiting, code=another(newest_code()), network=HOME) == "code_wrong"
        assert check_code(waiting=waiting, code=newest_code(), network=HOME)
        later(seconds=61)


def test_ten_thousand_guesses_over_many_networks_end(later):
    """One number, guessed at from as many networks as anybody likes, for an hour of texts."""
    looked_at = refused = 0
    for burst in range(10):
        try:
            waiting = send_code(mobile=PHONE, network=f"sender {burst}/4")
        except Refused:
            waiting = None
        right = newest_code()
        for n in range(1000):
            answer = (
                "none"
                if waiting is None
                else refused_code(check_code, waiting=waiting, code=another(right), network=f"{burst} {n // 4}/4")
            )
            looked_at += answer in ("code_wrong", "code_spent")
            refused += answer in ("sign_in_locked", "code_expired", "none")
        later(minutes=2)
    assert looked_at + refused == 10_000
    assert looked_at <= CODE_OF_NUMBER.most
    assert AuditEvent.objects.filter(action="sign_in_refused").count() <= CODE_OF_NUMBER.most
    assert AuditEvent.objects.filter(action="locked_out").count() <= 5
    later(hours=1)
    waiting = send_code(mobile=PHONE, network=HOME)
    assert check_code(waiting=waiting, code=newest_code(), network=HOME)


def test_ten_thousand_guesses_over_many_numbers_end(later):
    """One network, as many numbers as anybody likes."""
    looked_at = texts = 0
    for n, guess in product(range(2000), range(5)):
        if guess == 0:
            try:
                waiting = send_code(mobile=f"09{n:08d}", network=HOME)
                texts += 1
            except Refused:
                waiting = None
        if waiting is not None:
            answer = refused_code(check_code, waiting=waiting, code=another(newest_code()), network=HOME)
            looked_at += answer in ("code_wrong", "code_spent")
    assert texts <= SENT_FROM_NETWORK.most
    assert looked_at <= CODE_FROM_NETWORK.most


def test_events_name_nobody():
    issue(mobile=PHONE)
    waiting = send_code(mobile=PHONE, network=HOME)
    code = newest_code()
    refused_code(check_code, waiting=waiting, code=another(code), network=HOME)
    check_code(waiting=waiting, code=code, network=HOME)
    events = list(AuditEvent.objects.filter(action__in=("sign_in_refused", "signed_in")).order_by("pk").values())
    assert [(event["action"], event["detail"]) for event in events] == [
        ("sign_in_refused", {"why": "code"}),
        ("signed_in", {"assurance": "mobile"}),
    ]
    assert {event["object_ref"] for event in events} == {mobile_hash(PHONE)}
    for secret in (PHONE, "345-678", FORMER, code, another(code), HOME):
        assert secret not in str(events)


def test_the_sixth_wrong_try_writes_no_event():
    waiting = send_code(mobile=PHONE, network=HOME)
    code = another(newest_code())
    for _ in range(50):
        refused_code(check_code, waiting=waiting, code=code, network=HOME)
    assert AuditEvent.objects.filter(action="sign_in_refused").count() == 5
    assert AuditEvent.objects.filter(action="locked_out").get().detail == {"limit": "signin.code.pair"}

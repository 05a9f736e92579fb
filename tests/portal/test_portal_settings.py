"""The settings page: how one is signed in, which notices one wants, and what was told."""

from datetime import timedelta

import pytest

from cms.accounts.models import Citizen, User
from cms.accounts.selectors import actor_for
from cms.accounts.visitors import Assurance, Visitor
from cms.audit.models import AuditEvent
from cms.core import clock
from cms.core.errors import Refused
from cms.core.papers import Actor
from cms.delivery.models import Attempt, Notice, Preference, Receipt
from cms.delivery.selectors import channels_off
from cms.delivery.services import record_bounce, resend_notice
from cms.portal.selectors import channels_wanted, notices_told_to
from cms.portal.services.requests import answer_request, ask
from cms.portal.services.wishes import choose_channels
from cms.vault.models import CustodyGrant

PATH, EN = "/my/settings/", "/my/en/settings/"
HIDDEN = ("林昱辰", "A123456789", "0912345678", "12345")


@pytest.fixture
def both(people) -> Visitor:
    """黃堃峯 by his old number, who is two rows: the person, and whoever is known by that number alone."""
    visitor = people["huang_old_id"]
    assert len(visitor.citizens) == 2
    return visitor


@pytest.fixture
def told(people, document_of) -> Notice:
    """The text about the diploma, sent."""
    clerk = actor_for(User.objects.get(username="clerk.school"), "admin")
    made = resend_notice(actor=clerk, number=document_of("diploma").number)
    (notice,) = (one for one in made if one.channel == "sms")
    Notice.objects.filter(pk=notice.pk).update(state="sent")
    return notice


def _off(visitor: Visitor) -> set[tuple[str, str]]:
    rows = Preference.objects.filter(citizen__in=visitor.citizens, off=True)
    return {(str(row.citizen_id), row.channel) for row in rows}


@pytest.mark.parametrize(
    ("name", "zh", "en", "may_give"),
    [
        ("lin_mobile", "手機驗證碼", "A code sent to your mobile", True),
        ("lin_id", "手機驗證碼和身分證後 4 碼", "and the last four of your ID", True),
        ("lin_city", "城市帳號", "City account", False),
        ("nobody_mobile", "手機驗證碼", "A code sent to your mobile", False),
    ],
)
def test_it_says_how_one_is_signed_in_and_nothing_of_the_number(client_of, name, zh, en, may_give):
    client = client_of(name)
    for path, said in ((PATH, zh), (EN, en)):
        page = client.get(path).content.decode()
        assert f"<b>{said}" in page or said in page
        assert ("sign-in/id/" in page) == may_give
        assert not any(hidden in page for hidden in HIDDEN)


def test_it_leads_to_everything_else(client_of):
    for path, my in ((PATH, "/my/"), (EN, "/my/en/")):
        page = client_of("lin_id").get(path).content.decode()
        for part in ("take-away/", "requests/", "shares/", "settings/notices/"):
            assert f'href="{my}{part}"' in page
    assert 'href="/my/settings/"' in page


def test_strangers_sign_in_first(client, db):
    for path in (PATH, f"{PATH}notices/"):
        assert client.get(path)["Location"] == "/my/sign-in/"
    assert client.post(PATH, {"channel": "email"})["Location"] == "/my/sign-in/"


def test_a_wish_holds_for_everybody_that_the_visitor_is(both, document_of):
    assert choose_channels(visitor=both, wanted=["email"]) == 2
    assert _off(both) == {(str(one), "sms") for one in both.citizens}
    assert channels_off(document_of("old_phone_diploma")) == channels_off(document_of("recycled_visit")) == {"sms"}
    events = AuditEvent.objects.filter(action="delivery.preference.set").order_by("-pk")[:2]
    assert {event.actor_ref for event in events} == {str(one) for one in both.citizens}
    assert choose_channels(visitor=both, wanted=["email"]) == 0
    assert choose_channels(visitor=both, wanted=["email", "sms", "carrier pigeon"]) == 2
    assert _off(both) == set()


def test_a_channel_is_on_while_it_is_on_for_one_of_them(both):
    Preference.objects.create(citizen_id=both.citizens[1], channel="sms", off=True)
    assert channels_wanted(both) == {"email": True, "sms": True}
    Preference.objects.create(citizen_id=both.citizens[0], channel="sms", off=True)
    assert channels_wanted(both) == {"email": True, "sms": False}


def test_nobody_elses_wish_changes(people):
    choose_channels(visitor=people["lin_id"], wanted=[])
    assert channels_wanted(people["lin_id"]) == {"email": False, "sms": False}
    assert channels_wanted(people["sister_id"]) == {"email": True, "sms": True}


@pytest.mark.parametrize("name", ["nobody_mobile", "nobody_city"])
def test_without_documents_there_is_nothing_to_choose(people, client_of, name: str):
    with pytest.raises(Refused) as refused:
        choose_channels(visitor=people[name], wanted=[])
    assert refused.value.code == "settings_nobody"
    answer = client_of(name).post(EN, {"channel": "email"})
    assert answer.status_code == 400
    assert "opens no documents" in answer.content.decode()
    assert not Preference.objects.exists()


def test_the_form_saves_and_says_so_once(client_of, people):
    client = client_of("lin_id")
    answer = client.post(PATH, {"channel": ["sms"]}, follow=True)
    page = answer.content.decode()
    assert answer.redirect_chain == [(PATH, 302)]
    assert "已儲存" in page
    assert 'value="sms" checked' in page
    assert 'value="email" checked' not in page
    assert "已儲存" not in client.get(PATH).content.decode()
    assert channels_wanted(people["lin_id"]) == {"email": False, "sms": True}
    assert "不論怎麼設定都會通知您" in page


def test_it_needs_the_sessions_secret(client_of):
    client = client_of("lin_id")
    client.handler.enforce_csrf_checks = True
    assert client.post(PATH, {}).status_code == 403
    assert not Preference.objects.exists()


def test_a_new_answer_is_seen_from_here(client_of, people, document_of):
    wish = ask(visitor=people["lin_id"], kind="missing", text="少了獎狀")
    assert "則新的回覆" not in client_of("lin_id").get(PATH).content.decode()
    actor = actor_for(User.objects.get(username="records"), "admin")
    answer_request(actor=actor, code=wish.code, outcome="granted", text="已補發")
    assert "1 則新的回覆" in client_of("lin_id").get(PATH).content.decode()
    assert "1 new" in client_of("lin_id").get(EN).content.decode()
    assert "則新的回覆" not in client_of("sister_id").get(PATH).content.decode()


# what was told


def test_what_was_told_stands_there_with_its_outcome(client_of, told):
    page = client_of("lin_id").get(f"{PATH}notices/").content.decode()
    assert told.code in page
    assert "已寄出" in page and "手機簡訊" in page and "新文件" in page
    english = client_of("lin_id").get(f"{EN}notices/").content.decode()
    assert "Junior High School" in english and "Text message" in english
    assert not any(hidden in page + english for hidden in HIDDEN)


def test_nobody_else_reads_it(people, client_of, told):
    for name in ("sister_id", "lin_mobile", "huang_city", "nobody_mobile"):
        assert told.code not in client_of(name).get(f"{PATH}notices/").content.decode()
        assert told not in notices_told_to(people[name])


def test_what_came_back_says_what_to_do(client_of, document_of, told):
    notice = Notice.objects.create(
        document=document_of("diploma"),
        kind="issued",
        channel="email",
        created_at=clock.now(),
        not_before=clock.now(),
        state="sent",
    )
    record_bounce(actor=Actor("system", "bounces", "cli"), code=notice.code)
    assert notice.receipts.filter(kind=Receipt.Kind.BOUNCED).exists()
    assert "請洽簽發機關更正您的電子郵件" in client_of("lin_id").get(f"{PATH}notices/").content.decode()
    assert "correct your e-mail address" in client_of("lin_id").get(f"{EN}notices/").content.decode()


@pytest.mark.parametrize(
    ("state", "outcome", "said"),
    [
        ("pending", "", "等候寄送"),
        ("failed", "rejected", "更正您的手機號碼"),
        ("suppressed", "turned_off", "您關掉了這個方式"),
        ("suppressed", "no_address", "沒有您的聯絡資料"),
        ("suppressed", "destroyed", "依規定銷毀"),
    ],
)
def test_every_outcome_has_its_words(client_of, told, state: str, outcome: str, said: str):
    Notice.objects.filter(pk=told.pk).update(state=state)
    if outcome:
        Attempt.objects.create(notice=told, at=clock.now(), outcome=outcome)
    assert said in client_of("lin_id").get(f"{PATH}notices/").content.decode()


def test_a_proxy_does_not_read_what_the_holder_was_told(people, document_of, told):
    proxy = people["wang_id"]
    CustodyGrant.objects.create(
        document=document_of("diploma"),
        kind=CustodyGrant.Kind.PROXY,
        citizen=Citizen.objects.get(pk=proxy.person),
        mobile_hash=proxy.mobile_hash,
        starts_at=clock.now() - timedelta(minutes=1),
    )
    assert told not in notices_told_to(proxy)
    assert told in notices_told_to(Visitor(people["lin_id"].person, "", Assurance.CITY))

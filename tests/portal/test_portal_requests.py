"""Citizens' requests: who may ask what, the one answer, the withdrawal, and that nobody else sees any of it."""

from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from cms.accounts.models import Agency, Citizen, RoleGrant, User
from cms.accounts.selectors import actor_for
from cms.accounts.visitors import Assurance, Visitor
from cms.audit.models import AuditEvent
from cms.core import clock
from cms.core.errors import NotFound, Refused, Unreadable
from cms.portal.models import DAYS_TO_ANSWER, DataRequest
from cms.portal.permissions import answers_somewhere, requests_for
from cms.portal.selectors import (
    OVERDUE,
    RequestCriteria,
    Texts,
    find_requests,
    own_requests,
    request_for,
    texts_of,
    unread_answers,
)
from cms.portal.services.requests import (
    LONGEST_TEXT,
    MOST_A_DAY,
    answer_request,
    ask,
    read_answer,
    read_request,
    withdraw_request,
)
from cms.vault.access import get_document_for
from cms.vault.models import AccessRecord, Document

WORDS = "出生日期寫成三月十四日，應該是四月十三日。𡘙"
ANSWER = "同意更正。龍門國中會在十日內換發新版。"


@pytest.fixture
def wish(people, document_of):
    return ask(visitor=people["lin_id"], kind="correct", number=document_of("diploma").number, text=WORDS)


@pytest.fixture
def records(db):
    return actor_for(User.objects.get(username="records"), "admin")


def _last_event() -> AuditEvent:
    return AuditEvent.objects.latest("pk")


def _frozen(monkeypatch, at: datetime) -> None:
    monkeypatch.setattr(clock, "now", lambda: at)


def test_a_request_goes_to_the_documents_agency_and_is_kept_encrypted(wish, people, document_of):
    document = document_of("diploma")
    assert (wish.agency, wish.document, wish.state) == (document.agency, document, "open")
    assert wish.code == f"R{clock.today().year - 1911}-{wish.pk:06d}"
    assert WORDS.encode() not in bytes(wish.text)
    assert texts_of(wish).text == WORDS
    event = _last_event()
    assert (event.action, event.actor_kind, event.object_ref) == ("portal.request.asked", "citizen", wish.code)
    assert event.actor_ref == str(people["lin_id"].person)
    assert WORDS not in str(event.detail)


def test_no_row_of_the_database_holds_the_words(wish, records):
    answer_request(actor=records, code=wish.code, outcome="granted", text=ANSWER)
    row = str(DataRequest.objects.filter(pk=wish.pk).values().get())
    trail = str(list(AuditEvent.objects.values()))
    for words in (WORDS, ANSWER, WORDS.encode("utf-8").hex(), ANSWER.encode("utf-8").hex()):
        assert words not in row
        assert words not in trail


def test_a_missing_document_is_asked_of_the_city(people, document_of):
    wish = ask(visitor=people["lin_id"], kind="missing", number=document_of("diploma").number, text="少了獎狀")
    assert wish.document is None
    assert wish.agency == Agency.get_first_root_node()


@pytest.mark.parametrize("kind", ["correct", "erase", "not_mine", "look"])
def test_the_other_kinds_need_a_document_of_ones_own(people, document_of, kind: str):
    count = DataRequest.objects.count()
    for number in ("", "NONE", document_of("sister_diploma").number, document_of("school_award").number):
        with pytest.raises(Refused) as refused:
            ask(visitor=people["lin_id"], kind=kind, number=number, text=WORDS)
        assert (refused.value.code, refused.value.facts["field"]) == ("request_document", "document")
    assert DataRequest.objects.count() == count


def test_a_look_at_ones_own_document_can_be_asked_about(people, document_of):
    clerk = User.objects.get(username="clerk.school")
    get_document_for(clerk, document_of("diploma").number, purpose="家長來電", via="admin")
    look = AccessRecord.objects.latest("pk")
    wish = ask(visitor=people["lin_id"], kind="look", look=str(look.pk), text="為什麼看？")
    assert (wish.look, wish.document) == (look, document_of("diploma"))
    for other, pk in (("sister_id", str(look.pk)), ("lin_id", "999999999"), ("lin_id", "x"), ("lin_id", "９")):
        with pytest.raises(Refused) as refused:
            ask(visitor=people[other], kind="look", look=pk, text="為什麼看？")
        assert refused.value.code == "request_look"


@pytest.mark.parametrize(
    ("kind", "text", "code"),
    [
        ("", WORDS, "request_kind"),
        ("nonsense", WORDS, "request_kind"),
        ("missing", " \r\n　", "request_empty"),
        ("missing", "\u200b\u2060\x00\u202e", "request_empty"),
        ("missing", "長" * (LONGEST_TEXT + 1), "request_long"),
    ],
)
def test_what_is_wrong_is_refused_and_not_counted(people, kind: str, text: str, code: str):
    for _ in range(MOST_A_DAY + 1):
        with pytest.raises(Refused) as refused:
            ask(visitor=people["lin_id"], kind=kind, text=text)
        assert refused.value.code == code
    assert ask(visitor=people["lin_id"], kind="missing", text="長" * LONGEST_TEXT)


@pytest.mark.parametrize("text", ["長" * 10_000, "長\r\n" * 500 + "長"])
def test_a_very_long_text_is_refused_with_its_length_as_one_counts_it(people, text: str):
    with pytest.raises(Refused) as refused:
        ask(visitor=people["lin_id"], kind="missing", text=text)
    assert refused.value.facts["n"] == len(text.replace("\r\n", "\n").strip())


def test_neither_side_shows_the_other_control_characters_or_turned_words(people, records):
    spoken = "姓名\x00的\x1b[31m第二個字\u202e倒過來\u2066應該是𡘙\U000e0100、Ŋ\u200d👩\u200d🏫\r\n第二行\t\ue000"
    kept = "姓名的[31m第二個字倒過來應該是𡘙\U000e0100、Ŋ\u200d👩\u200d🏫\n第二行\t\ue000".strip()
    wish = ask(visitor=people["lin_id"], kind="missing", text=spoken)
    answer_request(actor=records, code=wish.code, outcome="granted", text=spoken)
    assert texts_of(DataRequest.objects.get(pk=wish.pk)) == Texts(kept, kept)


def test_ten_a_day_and_not_one_more(people, monkeypatch):
    for _ in range(MOST_A_DAY):
        ask(visitor=people["lin_id"], kind="missing", text="少了")
    with pytest.raises(Refused) as refused:
        ask(visitor=people["lin_id"], kind="missing", text="少了")
    assert refused.value.code == "request_limit"
    assert ask(visitor=people["sister_id"], kind="missing", text="少了")
    _frozen(monkeypatch, clock.now() + timedelta(days=1, minutes=1))
    assert ask(visitor=people["lin_id"], kind="missing", text="少了")


def test_a_phone_that_nobody_knows_can_miss_a_document_and_find_its_request_again(people):
    wish = ask(visitor=people["nobody_mobile"], kind="missing", text="少了參訪證明")
    assert Citizen.objects.get(pk=wish.citizen_id).id_hash is None
    again = Visitor(None, people["nobody_mobile"].mobile_hash, Assurance.MOBILE, wish.citizen_id)
    assert list(own_requests(again)) == [wish]
    assert _last_event().actor_ref == str(wish.citizen_id)


def test_a_person_whom_nobody_knows_is_told_so(people):
    with pytest.raises(Refused) as refused:
        ask(visitor=people["nobody_city"], kind="missing", text="少了")
    assert refused.value.code == "request_nobody"


def test_the_phone_alone_sees_nothing_of_the_person(wish, people):
    assert list(own_requests(people["lin_city"])) == [wish]
    for other in ("lin_mobile", "sister_id", "huang_city", "nobody_city", "nobody_mobile"):
        assert not own_requests(people[other]).exists()
        for act in (request_for, lambda visitor, code: withdraw_request(visitor=visitor, code=code)):
            with pytest.raises(NotFound):
                act(people[other], wish.code)
    wish.refresh_from_db()
    assert wish.state == "open"


@pytest.mark.parametrize("harm", [str.lower, lambda c: c.replace("R1", "R2"), lambda c: f"{c}0", lambda c: f" {c}"])
def test_only_the_whole_code_finds_a_request(wish, people, harm):
    with pytest.raises(NotFound):
        request_for(people["lin_id"], harm(wish.code))


def test_an_answer_stands_once_and_for_good(wish, records, people):
    answered = answer_request(actor=records, code=wish.code, outcome="partly", text=f" {ANSWER} ")
    assert (answered.state, answered.answered_by) == ("partly", "records")
    event = _last_event()
    assert (event.action, event.detail["outcome"]) == ("portal.request.answered", "partly")
    with pytest.raises(Refused, match="已經答覆"):
        answer_request(actor=records, code=wish.code, outcome="refused", text="不同意")
    with pytest.raises(Refused) as refused:
        withdraw_request(visitor=people["lin_id"], code=wish.code)
    assert refused.value.code == "request_ended"
    stored = DataRequest.objects.get(pk=wish.pk)
    assert (stored.state, texts_of(stored).answer) == ("partly", ANSWER)


def test_a_withdrawn_request_takes_no_answer(wish, records, people):
    withdraw_request(visitor=people["lin_id"], code=wish.code)
    assert _last_event().action == "portal.request.withdrawn"
    with pytest.raises(Refused, match="撤回"):
        answer_request(actor=records, code=wish.code, outcome="granted", text=ANSWER)
    stored = DataRequest.objects.get(pk=wish.pk)
    assert (stored.state, stored.answered_by, bytes(stored.answer)) == ("withdrawn", "", b"")


def test_whoever_read_the_request_before_the_other_answered_changes_nothing(wish, records, monkeypatch):
    """Both read it as open; the second writes nothing."""
    stale = DataRequest.objects.select_related("agency").get(pk=wish.pk)
    answer_request(actor=records, code=wish.code, outcome="granted", text=ANSWER)
    monkeypatch.setattr("cms.portal.services.requests.request_for", lambda *args: stale)
    with pytest.raises(Refused):
        answer_request(actor=records, code=wish.code, outcome="refused", text="不")
    assert DataRequest.objects.get(pk=wish.pk).state == "granted"


def test_the_database_holds_a_state_to_its_moment(wish):
    with pytest.raises(IntegrityError), transaction.atomic():
        DataRequest.objects.filter(pk=wish.pk).update(state="granted")


@pytest.mark.parametrize(
    ("outcome", "text", "sentence"),
    [
        ("", ANSWER, "結果"),
        ("open", ANSWER, "結果"),
        ("withdrawn", ANSWER, "結果"),
        ("granted", "  ", "空白"),
        ("granted", "\u200b\x07", "空白"),
        ("granted", "長" * (LONGEST_TEXT + 1), "至多"),
    ],
)
def test_an_answer_needs_an_outcome_and_words(wish, records, outcome: str, text: str, sentence: str):
    with pytest.raises(Refused, match=sentence):
        answer_request(actor=records, code=wish.code, outcome=outcome, text=text)
    assert DataRequest.objects.get(pk=wish.pk).state == "open"


@pytest.mark.parametrize("name", ["clerk.school", "approver.education", "auditor", "archivist", "admin", "bureau"])
def test_nobody_else_reads_or_answers(wish, name: str):
    user = User.objects.get(username=name)
    assert not answers_somewhere(user)
    assert not requests_for(user).exists()
    for act in (
        lambda actor: read_request(actor=actor, code=wish.code),
        lambda actor: answer_request(actor=actor, code=wish.code, outcome="granted", text=ANSWER),
    ):
        events = AuditEvent.objects.count()
        with pytest.raises(NotFound):
            act(actor_for(user, "admin"))
        assert AuditEvent.objects.count() == events
    assert DataRequest.objects.get(pk=wish.pk).state == "open"


def test_a_records_manager_answers_for_the_own_agency_only(wish, people, document_of):
    school = User.objects.create_user("records.school")
    RoleGrant.objects.create(
        user=school, role="records_manager", agency=document_of("diploma").agency, starts_at=clock.now(), reason="測試"
    )
    low = document_of("expired")
    other = ask(visitor=people["wang_id"], kind="correct", number=low.number, text=WORDS)
    assert list(requests_for(school)) == [wish]
    with pytest.raises(NotFound):
        answer_request(actor=actor_for(school, "admin"), code=other.code, outcome="granted", text=ANSWER)
    assert answer_request(actor=actor_for(school, "admin"), code=wish.code, outcome="granted", text=ANSWER)


def test_reading_is_on_record(wish, records):
    read, texts = read_request(actor=records, code=wish.code)
    assert (read, texts.text, texts.answer) == (wish, WORDS, "")
    event = _last_event()
    assert (event.action, event.actor_ref, event.object_ref) == ("portal.request.read", "records", wish.code)


def test_an_answer_is_unread_until_its_citizen_opens_it(wish, records, people):
    assert unread_answers(people["lin_id"]) == 0
    answer_request(actor=records, code=wish.code, outcome="refused", text="依法保存三十年。")
    assert unread_answers(people["lin_id"]) == 1
    assert unread_answers(people["sister_id"]) == 0
    read, texts = read_answer(visitor=people["lin_id"], code=wish.code)
    assert texts.answer == "依法保存三十年。"
    assert unread_answers(people["lin_id"]) == 0
    first = DataRequest.objects.get(pk=wish.pk).read_at
    read_answer(visitor=people["lin_id"], code=wish.code)
    assert DataRequest.objects.get(pk=wish.pk).read_at == first
    assert AuditEvent.objects.filter(action="portal.request.answer_read").count() == 1


def test_without_the_key_an_answer_stays_unread(wish, records, people, settings, tmp_path):
    answer_request(actor=records, code=wish.code, outcome="granted", text=ANSWER)
    kept, settings.MYDOC_KEYS = settings.MYDOC_KEYS, tmp_path / "other"
    with pytest.raises(Unreadable):
        read_answer(visitor=people["lin_id"], code=wish.code)
    settings.MYDOC_KEYS = kept
    assert unread_answers(people["lin_id"]) == 1


def test_one_requests_words_do_not_open_as_anothers(wish, people):
    other = ask(visitor=people["lin_id"], kind="missing", text="少了")
    DataRequest.objects.filter(pk=other.pk).update(text=wish.text)
    with pytest.raises(Unreadable):
        texts_of(DataRequest.objects.get(pk=other.pk))


def test_a_granted_erasure_destroys_nothing(people, document_of, records):
    document = document_of("diploma")
    wish = ask(visitor=people["lin_id"], kind="erase", number=document.number, text="請刪除")
    answer_request(actor=records, code=wish.code, outcome="granted", text="保存至民國145年，期滿由兩人辦理銷毀。")
    assert not hasattr(Document.objects.get(pk=document.pk), "destruction")
    assert get_document_for(people["lin_id"], document.number, purpose="查看", via="portal").pdf


def test_thirty_days_to_the_day(wish, people, records, monkeypatch):
    asked = wish.asked_at.astimezone(clock.TAIPEI)
    user = User.objects.get(username="records")
    last = datetime.combine(wish.due_on, datetime.max.time(), clock.TAIPEI)
    assert (wish.due_on - asked.date()).days == DAYS_TO_ANSWER == 30
    _frozen(monkeypatch, last)
    assert not wish.is_overdue
    assert not find_requests(user, RequestCriteria(state=OVERDUE)).exists()
    _frozen(monkeypatch, last + timedelta(seconds=1))
    assert wish.is_overdue
    assert list(find_requests(user, RequestCriteria(state=OVERDUE))) == [wish]
    answer_request(actor=records, code=wish.code, outcome="granted", text=ANSWER)
    assert not DataRequest.objects.get(pk=wish.pk).is_overdue
    assert not find_requests(user, RequestCriteria(state=OVERDUE)).exists()


def test_open_requests_come_first(people, document_of, records):
    visitor, number = people["lin_id"], document_of("diploma").number
    first, second, third = (ask(visitor=visitor, kind="correct", number=number, text=str(n)) for n in range(3))
    answer_request(actor=records, code=third.code, outcome="granted", text=ANSWER)
    assert list(own_requests(visitor)) == [second, first, third]


def test_filters_of_the_desk(wish, people, document_of):
    user = User.objects.get(username="records")
    other = ask(visitor=people["wang_id"], kind="erase", number=document_of("expired").number, text=WORDS)
    missing = ask(visitor=people["wang_id"], kind="missing", text=WORDS)

    def found(**criteria: str) -> list[DataRequest]:
        return list(find_requests(user, RequestCriteria(**criteria)).order_by("pk"))

    assert found() == [wish, other, missing]
    assert found(kind="erase") == [other]
    assert found(text=wish.code) == found(text=wish.document.number) == found(agency="333303") == [wish]
    assert found(state="open", agency=missing.agency.code) == [missing]
    assert found(text="林昱辰") == found(text="R1") == found(state="granted") == found(agency="x") == []

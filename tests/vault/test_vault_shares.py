"""Shares: who may make one, of what, when it opens, and that a share that opens once opens once."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from custody_world import issue_shared, lin, lin_city, somebody
from django.db import IntegrityError, connection, transaction
from vault_world import acting, issue

from cms.accounts.models import Citizen
from cms.accounts.visitors import Assurance, Visitor
from cms.audit.models import AuditEvent
from cms.core import clock
from cms.core.errors import NotFound, Refused, Unreadable
from cms.vault import access
from cms.vault.access import get_document_for, read_share_terms
from cms.vault.bearers import ShareBearer
from cms.vault.models import AccessRecord, CustodyGrant, Document, ShareLink, ShareOpening, ShareRevocation
from cms.vault.permissions import documents_for, open_shares
from cms.vault.selectors import ShareState, share_by_token, share_state, shares_for
from cms.vault.services.retention import destroy_document
from cms.vault.services.shares import MOST_OPEN, make_share, revoke_share
from cms.vault.services.status import supersede_document, void_document
from cms.vault.share_terms import DAYS, ShareTerms

TERMS = ShareTerms(("public", "comparable"), "示例公司人資", "應徵")


@pytest.fixture
def number(world) -> str:
    return issue_shared()


def share(number: str, visitor: Visitor | None = None, **changes) -> tuple[ShareLink, str]:
    wish = {"terms": TERMS, "days": 7, "once": False} | changes
    return make_share(visitor=visitor or lin(), number=number, **wish)


def look_by(link: ShareLink, number: str):
    return get_document_for(ShareBearer(link.pk), number, purpose="開啟分享", via="share")


def later(monkeypatch, by: timedelta) -> None:
    then = clock.now() + by
    monkeypatch.setattr(clock, "now", lambda: then)


def end(number: str, how: str) -> None:
    if how == "void":
        void_document(
            actor=acting("clerk"), approved_by=acting("approver"), number=number, reason_code="e", reason="誤"
        )
    elif how == "superseded":
        supersede_document(actor=acting("clerk"), number=number, successor_number=issue_shared("new"), reason="更正")
    else:
        destroy_document(
            actor=acting("records_manager"), approved_by=acting("archivist"), number=number, legal_ground="期滿"
        )


# making


def test_a_link_shows_the_document_to_whoever_has_it(number):
    link, token = share(number)
    assert share_by_token(token).pk == link.pk
    assert look_by(link, number).document.number == number
    assert list(documents_for(ShareBearer(link.pk)).values_list("number", flat=True)) == [number]
    grant = link.grant
    assert (grant.kind, grant.citizen, grant.agency, grant.user) == (CustodyGrant.Kind.SHARE, None, None, None)
    assert grant.ends_at - grant.starts_at == timedelta(days=7)


def test_the_city_account_shares_too(number):
    assert share(number, lin_city())[0].by == str(lin().person)


def test_the_token_is_stored_nowhere_and_the_terms_only_encrypted(number):
    link, token = share(number)
    row = ShareLink.objects.get(pk=link.pk)
    kept = [*(str(value) for value in row.__dict__.values()), str(bytes(row.terms))]
    kept += [str(one.__dict__) for one in AuditEvent.objects.all()] + [str(row.grant.__dict__)]
    for secret in (token, TERMS.recipient, TERMS.purpose):
        assert not any(secret in text for text in kept)
    assert read_share_terms(row) == TERMS


def test_making_is_on_the_trail_without_personal_values(number):
    link, _token = share(number, once=True, days=1)
    event = AuditEvent.objects.get(action="vault.share.made")
    assert (event.actor_kind, event.actor_ref, event.object_ref) == ("citizen", str(lin().person), number)
    assert event.detail == {"share": str(link.pk), "fields": ["public", "comparable"], "days": 1, "once": True}


@pytest.mark.parametrize("who", ["stranger", "another_phone", "nobody"])
def test_nobody_shares_a_document_of_somebody_else(number, who):
    visitor = {
        "stranger": Visitor(uuid4(), "", Assurance.CITY),
        "another_phone": Visitor(lin().person, "0" * 64, Assurance.ID),
        "nobody": somebody(),
    }[who]
    with pytest.raises(NotFound) as hidden:
        share(number, visitor)
    with pytest.raises(NotFound) as absent:
        share("TEST115-99999999-9", visitor)
    assert str(hidden.value) == str(absent.value)
    assert not ShareLink.objects.exists()


def test_only_its_holder_shares_not_whoever_else_may_read(number):
    CustodyGrant.objects.filter(document__number=number).update(kind=CustodyGrant.Kind.RECIPIENT)
    assert documents_for(lin()).exists()
    with pytest.raises(Refused) as refused:
        share(number)
    assert refused.value.code == "share_not_in_force"


@pytest.mark.parametrize("how", ["void", "superseded", "destroyed"])
def test_what_is_not_in_force_is_not_shared(world, how):
    number = issue_shared(retain_until=date(2020, 1, 1))
    end(number, how)
    with pytest.raises(Refused) as refused:
        share(number)
    assert refused.value.code == "share_not_in_force"
    assert not ShareLink.objects.exists()


@pytest.mark.parametrize("days", [{"valid_until": date(2020, 1, 1)}, {"valid_from": date(2200, 1, 1)}])
def test_what_is_expired_or_not_valid_yet_is_not_shared(world, days):
    with pytest.raises(Refused, match="不能分享"):
        share(issue_shared(**days))


def test_the_last_day_still_counts(world):
    assert share(issue_shared(valid_until=clock.today(), valid_from=clock.today()))


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"terms": ShareTerms((), "甲", "乙")}, "share_fields"),
        ({"terms": ShareTerms(("hidden",), "甲", "乙")}, "share_field_closed"),
        ({"terms": ShareTerms(("public", "hidden"), "甲", "乙")}, "share_field_closed"),
        ({"terms": ShareTerms(("invented",), "甲", "乙")}, "share_field_closed"),
        ({"terms": ShareTerms(("public",), "", "乙")}, "share_recipient"),
        ({"terms": ShareTerms(("public",), "甲", "")}, "share_purpose"),
        ({"terms": ShareTerms(("public",), "甲" * 61, "乙")}, "share_recipient_long"),
        ({"terms": ShareTerms(("public",), "甲", "乙" * 101)}, "share_purpose_long"),
        ({"terms": ShareTerms(("public",), "甲\u202e乙", "丙")}, "share_recipient_strange"),
        ({"terms": ShareTerms(("public",), "甲", "乙\x00")}, "share_purpose_strange"),
        ({"days": 0}, "share_days"),
        ({"days": 365}, "share_days"),
    ],
)
def test_terms_that_are_not_allowed_are_refused_and_nothing_is_kept(number, changes, code):
    with pytest.raises(Refused) as refused:
        share(number, **changes)
    assert refused.value.code == code
    assert not ShareLink.objects.exists()
    assert not CustodyGrant.objects.filter(kind="share").exists()


@pytest.mark.parametrize("code", ["public", "masked", "comparable"])
def test_every_field_that_is_not_hidden_may_be_shared(number, code):
    assert share(number, terms=ShareTerms((code,), "甲", "乙"))


def test_there_is_an_end_to_open_shares_of_one_document(number):
    links = [share(number)[0] for _ in range(MOST_OPEN)]
    with pytest.raises(Refused) as refused:
        share(number)
    assert (refused.value.code, refused.value.facts) == ("share_many", {"most": MOST_OPEN})
    revoke_share(visitor=lin(), share_id=links[0].pk)
    assert share(number)


# opening


def test_every_opening_is_on_the_holders_list_as_a_share(number):
    link, _token = share(number)
    look_by(link, number)
    look_by(link, number)
    records = AccessRecord.objects.filter(document__number=number, kind="share")
    assert {(one.actor_kind, one.actor_ref, one.via) for one in records} == {("share", str(link.pk), "share")}
    assert records.count() == ShareOpening.objects.filter(share=link).count() == 2
    assert shares_for(lin()).get().times == 2


def test_the_kind_of_a_bearers_look_is_not_the_callers_to_choose(number):
    link, _token = share(number)
    get_document_for(ShareBearer(link.pk), number, purpose="看", via="share", kind="export", break_glass=True)
    assert AccessRecord.objects.get(actor_kind="share").kind == "share"


def test_a_share_opens_no_other_document(number):
    link, _token = share(number)
    with pytest.raises(NotFound):
        look_by(link, issue("other"))
    with pytest.raises(NotFound):
        get_document_for(ShareBearer(uuid4()), number, purpose="看", via="share")
    assert not ShareOpening.objects.exists()


def test_it_opens_until_its_end(number, monkeypatch):
    link, token = share(number, days=1)
    later(monkeypatch, timedelta(hours=23, minutes=59))
    assert look_by(link, number)
    later(monkeypatch, timedelta(minutes=2))
    with pytest.raises(NotFound):
        look_by(link, number)
    assert share_state(share_by_token(token), clock.now()) is ShareState.EXPIRED


def test_a_share_that_opens_once_opens_once(number):
    link, token = share(number, once=True)
    assert look_by(link, number)
    with pytest.raises(NotFound):
        look_by(link, number)
    assert share_state(share_by_token(token), clock.now()) is ShareState.USED
    assert AccessRecord.objects.filter(kind="share").count() == 1


def test_of_two_openings_at_once_one_is_refused_and_leaves_no_trace(number, monkeypatch):
    """Both passed the policy before either wrote: the constraint decides."""
    link, _token = share(number, once=True)
    open_document = access._open

    def overtaken(document: Document):
        monkeypatch.setattr(access, "_open", open_document)
        look_by(link, number)
        return open_document(document)

    monkeypatch.setattr(access, "_open", overtaken)
    with pytest.raises(Refused) as refused:
        look_by(link, number)
    assert refused.value.code == "share_used"
    assert AccessRecord.objects.filter(kind="share").count() == ShareOpening.objects.count() == 1


def test_the_database_lets_a_second_opening_of_such_a_share_through_nowhere(number):
    link, _token = share(number, once=True)
    look_by(link, number)
    other = AccessRecord.objects.create(document=link.grant.document, at=clock.now(), kind="share")
    with pytest.raises(IntegrityError), transaction.atomic():
        ShareOpening.objects.create(share=link, look=other, only=True)


@pytest.mark.parametrize("how", ["void", "superseded", "destroyed"])
def test_what_is_ended_after_sharing_opens_no_more(world, how):
    number = issue_shared(retain_until=date(2020, 1, 1))
    link, token = share(number)
    end(number, how)
    with pytest.raises(NotFound):
        look_by(link, number)
    assert share_state(share_by_token(token), clock.now()) is ShareState.OPEN  # the verdict is the document's


def test_destroying_the_document_takes_the_terms_with_it(world):
    number = issue_shared(retain_until=date(2020, 1, 1))
    _link, token = share(number)
    end(number, "destroyed")
    with pytest.raises(Unreadable) as gone:
        read_share_terms(share_by_token(token))
    assert gone.value.code == "destroyed"


def test_the_terms_of_one_share_do_not_open_as_those_of_another(number):
    first, second = share(number)[0], share(number)[0]
    second.terms = first.terms
    with pytest.raises(Unreadable):
        read_share_terms(second)


# taking back


def test_a_share_that_is_taken_back_opens_no_more(number):
    link, token = share(number)
    revoke_share(visitor=lin(), share_id=link.pk)
    with pytest.raises(NotFound):
        look_by(link, number)
    assert share_state(share_by_token(token), clock.now()) is ShareState.REVOKED
    assert AuditEvent.objects.get(action="vault.share.revoked").detail == {"share": str(link.pk)}
    assert CustodyGrant.objects.get(share=link).ends_at <= clock.now()


def test_taking_back_twice_changes_nothing(number):
    link, _token = share(number)
    revoke_share(visitor=lin(), share_id=link.pk)
    revoke_share(visitor=lin(), share_id=link.pk)
    assert ShareRevocation.objects.count() == AuditEvent.objects.filter(action="vault.share.revoked").count() == 1


def test_nobody_else_takes_it_back_or_sees_it(number):
    link, _token = share(number)
    for stranger in (somebody(), Visitor(uuid4(), "", Assurance.CITY)):
        assert not shares_for(stranger).exists()
        with pytest.raises(NotFound):
            revoke_share(visitor=stranger, share_id=link.pk)
    assert not ShareRevocation.objects.exists()
    assert shares_for(lin()).get().pk == link.pk


def test_a_share_gives_its_maker_nothing_once_custody_ended(number):
    share(number)
    CustodyGrant.objects.filter(document__number=number, kind="holder").update(ends_at=clock.now())
    assert not documents_for(lin()).exists()
    assert not shares_for(lin()).exists()


def test_whoever_holds_no_more_lends_no_more(number):
    link, token = share(number)
    CustodyGrant.objects.filter(document__number=number, kind="holder").update(ends_at=clock.now())
    with pytest.raises(NotFound):
        look_by(link, number)
    assert not open_shares(clock.now()).exists()
    assert share_state(share_by_token(token), clock.now()) is ShareState.EXPIRED


def test_nor_does_the_next_holder_by_a_link_of_the_last_one(number):
    link, _token = share(number)
    now = clock.now()
    CustodyGrant.objects.filter(document__number=number, kind="holder").update(ends_at=now)
    CustodyGrant.objects.create(
        document=link.grant.document, kind="holder", citizen=Citizen.objects.create(), starts_at=now
    )
    with pytest.raises(NotFound):
        look_by(link, number)


# what stays


def test_days_have_the_usual_one_among_them():
    assert DAYS == (1, 7, 30)


@pytest.mark.parametrize("table", ["sharelink", "shareopening", "sharerevocation"])
@pytest.mark.parametrize("act", ["DELETE FROM vault_{}", "UPDATE vault_{} SET id = id"])
def test_the_database_keeps_shares_as_they_are(number, table, act):
    link, _token = share(number)
    look_by(link, number)
    revoke_share(visitor=lin(), share_id=link.pk)
    with (
        pytest.raises(Exception, match="never changed or removed"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(act.format(table))

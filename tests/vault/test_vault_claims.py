"""Claim codes: who hands them out, who claims with them, once, and what a code that does not work tells: nothing."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from custody_world import OTHER_MOBILE, issue_shared, lin, lin_city, somebody
from django.db import connection, transaction
from vault_world import acting, issue

from cms.accounts.identity import mobile_hash
from cms.accounts.models import Citizen
from cms.accounts.visitors import Assurance, Visitor
from cms.audit.models import AuditEvent
from cms.core import clock
from cms.core.errors import NotFound, Refused
from cms.core.ids import group_token
from cms.delivery.services import follow_changes
from cms.vault.access import get_document_for
from cms.vault.claim_codes import CODE_LASTS, new_claim_code, read_claim_code
from cms.vault.models import Change, Claim, ClaimCode, ClaimWithdrawal, CustodyGrant, Document
from cms.vault.permissions import claimable, documents_for
from cms.vault.selectors import newest_claim_code
from cms.vault.services.claims import (
    MISSES_PER_NETWORK,
    TRIES_PER_VISITOR,
    claim_document,
    make_claim_codes,
    withdraw_claim_code,
)
from cms.vault.services.retention import destroy_document
from cms.vault.services.status import supersede_document, void_document

NETWORK = "3221225985/4"


@pytest.fixture
def number(world) -> str:
    issue("lins")  # 林測試 is known
    return issue_shared(agencys=True)


def code_for(number: str, who: str = "clerk") -> str:
    (made,) = make_claim_codes(actor=acting(who), numbers=[number])
    return made.code


def claim(visitor: Visitor, code: str) -> Document:
    return claim_document(visitor=visitor, code=code, network=NETWORK)


def refusal(visitor: Visitor, code: str) -> str:
    with pytest.raises(Refused) as refused:
        claim(visitor, code)
    return refused.value.code


def holders(number: str) -> list[tuple]:
    now = clock.now()
    live = CustodyGrant.objects.filter(document__number=number, kind="holder").exclude(ends_at__lte=now)
    return list(live.values_list("agency__code", "citizen", "mobile_hash"))


# codes as people type them


def test_a_code_is_twelve_characters_and_read_as_people_type_it():
    code = new_claim_code()
    assert len(code) == 12
    assert group_token(code).count("-") == 2
    for typed in (code, code.lower(), group_token(code), f" {group_token(code).replace('-', ' － ')} "):
        assert read_claim_code(typed) == code
    assert read_claim_code("oil1-0000-0000") == "011100000000"


@pytest.mark.parametrize(
    "typed", ["", "7KQF-2M9X-4TR", "7KQF-2M9X-4TRDX", "7KQF-2M9X-4TRU", "領取碼", "\x00" * 12, "7" * 9_999]
)
def test_what_is_no_code_is_none(typed):
    assert read_claim_code(typed) is None


# handing out


@pytest.mark.parametrize("who", ["clerk", "approver"])
def test_clerk_and_approver_make_codes(number, who):
    code = code_for(number, who)
    kept = ClaimCode.objects.get()
    assert (kept.made_by, kept.expires_at - kept.made_at) == (who, CODE_LASTS)
    assert code not in str(kept.__dict__)
    event = AuditEvent.objects.get(action="vault.claim_code.made")
    assert (event.actor_ref, event.object_ref, event.detail) == (who, number, {})


@pytest.mark.parametrize("who", ["seal_holder", "records_manager", "archivist", "auditor"])
def test_others_of_the_agency_do_not(number, who):
    for act in (lambda: code_for(number, who), lambda: withdraw_claim_code(actor=acting(who), number=number)):
        with pytest.raises(Refused, match="需要承辦人、核定人的角色"):
            act()
    assert not ClaimCode.objects.exists()


@pytest.mark.parametrize("who", ["stranger", "admin", "designer"])
def test_for_whom_it_is_hidden_it_is_absent(number, who):
    with pytest.raises(NotFound) as hidden:
        code_for(number, who)
    with pytest.raises(NotFound) as absent:
        code_for("TEST115-99999999-9", who)
    assert str(hidden.value) == str(absent.value)
    assert not ClaimCode.objects.exists()


def test_of_many_documents_all_get_a_code_or_none(number):
    other = issue_shared("other", agencys=True)
    made = make_claim_codes(actor=acting("clerk"), numbers=[other, number])
    assert [one.number for one in made] == sorted([number, other])
    assert len({one.code for one in made}) == 2
    with pytest.raises(NotFound):
        make_claim_codes(actor=acting("clerk"), numbers=[number, issue("hidden", agency="S2")])
    with pytest.raises(Refused, match="已由民眾持有"):
        make_claim_codes(actor=acting("clerk"), numbers=[number, issue("held")])
    assert ClaimCode.objects.count() == 2
    assert not ClaimWithdrawal.objects.exists()


def test_a_new_code_replaces_the_old_one(number):
    old, new = code_for(number), code_for(number)
    assert ClaimWithdrawal.objects.get().code == ClaimCode.objects.order_by("pk").first()
    assert refusal(lin(), old) == "claim_wrong"
    assert claim(lin(), new).number == number


def test_a_code_can_be_taken_back(number):
    code = code_for(number)
    assert withdraw_claim_code(actor=acting("approver"), number=number)
    assert not withdraw_claim_code(actor=acting("approver"), number=number)
    assert refusal(lin(), code) == "claim_wrong"
    assert AuditEvent.objects.filter(action="vault.claim_code.withdrawn").count() == 1


def end(number: str, how: str) -> None:
    if how == "void":
        void_document(
            actor=acting("clerk"), approved_by=acting("approver"), number=number, reason_code="e", reason="誤"
        )
    elif how == "superseded":
        successor = issue_shared("new", agencys=True)
        supersede_document(actor=acting("clerk"), number=number, successor_number=successor, reason="更正")
    else:
        destroy_document(
            actor=acting("records_manager"), approved_by=acting("archivist"), number=number, legal_ground="期滿"
        )


@pytest.mark.parametrize("how", ["void", "superseded", "destroyed"])
def test_what_is_ended_gets_no_code_and_is_not_claimed_with_an_old_one(world, how):
    number = issue_shared(agencys=True, retain_until=date(2020, 1, 1))
    code = code_for(number)
    end(number, how)
    with pytest.raises(Refused, match="作廢、換發、銷毀"):
        code_for(number)
    assert refusal(somebody(), code) == "claim_ended"
    assert not Claim.objects.exists()
    assert holders(number) == [("S1", None, "")]


# claiming


def test_a_person_claims_and_has_it(number):
    assert number not in documents_for(lin()).values_list("number", flat=True)
    assert claim(lin(), group_token(code_for(number)).lower()).number == number
    assert holders(number) == [(None, lin().person, lin().mobile_hash)]
    assert number in documents_for(lin()).values_list("number", flat=True)
    assert get_document_for(lin(), number, purpose="查看", via="portal")
    assert Claim.objects.get().citizen_id == lin().person


def test_by_the_city_account_too(number):
    claim(lin_city(), code_for(number))
    assert holders(number) == [(None, lin().person, "")]
    assert number in documents_for(lin_city()).values_list("number", flat=True)
    assert number not in documents_for(lin()).values_list("number", flat=True)


def test_somebody_of_whom_only_the_mobile_is_known_becomes_known(number):
    assert somebody().alone is None
    claim(somebody(), code_for(number))
    citizen = Citizen.objects.get(id_hash=None)
    assert citizen.mobile_hash == mobile_hash(OTHER_MOBILE)
    assert holders(number) == [(None, citizen.pk, citizen.mobile_hash)]
    assert number in documents_for(somebody()).values_list("number", flat=True)
    claim(somebody(), code_for(issue_shared("second", agencys=True)))
    assert Citizen.objects.filter(id_hash=None).count() == 1


def test_it_leaves_the_agencys_custody_and_not_its_archives(number, world):
    claim(lin(), code_for(number))
    assert not claimable().filter(number=number).exists()
    assert documents_for(world.people.clerk).filter(number=number).exists()
    with pytest.raises(Refused, match="已由民眾持有"):
        code_for(number)


def test_it_is_on_the_trail_and_in_the_feed_which_others_may_ignore(number):
    follow_changes()
    code = code_for(number)
    claim(lin(), code)
    event = AuditEvent.objects.get(action="vault.document.claimed")
    assert (event.actor_kind, event.actor_ref, event.object_ref) == ("citizen", str(lin().person), number)
    assert event.detail == {"claim_code": str(ClaimCode.objects.get().pk)}
    assert code not in str([one.__dict__ for one in AuditEvent.objects.all()])
    assert Change.objects.order_by("-seq").first().kind == "claimed"
    follow_changes()
    assert newest_claim_code(Document.objects.get(number=number)).claim.citizen_id == lin().person


def test_a_code_works_once(number):
    code = code_for(number)
    claim(lin(), code)
    for visitor in (lin(), somebody()):
        assert refusal(visitor, code) == "claim_wrong"
    assert holders(number) == [(None, lin().person, lin().mobile_hash)]


def test_codes_that_do_not_work_are_all_answered_alike(number, monkeypatch):
    used, withdrawn, old = (issue_shared(key, agencys=True) for key in ("used", "withdrawn", "old"))
    codes = [code_for(one) for one in (used, withdrawn, old)]
    claim(lin(), codes[0])
    withdraw_claim_code(actor=acting("clerk"), number=withdrawn)
    said = set()
    then = clock.now() + CODE_LASTS
    monkeypatch.setattr(clock, "now", lambda: then)
    for code in (*codes, new_claim_code(), "7KQF-2M9X", ""):
        with pytest.raises(Refused) as refused:
            claim(somebody(), code)
        said.add((refused.value.code, str(refused.value), str(refused.value.facts)))
    assert len(said) == 1
    assert holders(old) == [("S1", None, "")]


def test_a_code_lasts_to_its_last_moment(number, monkeypatch):
    code = code_for(number)
    then = clock.now() + CODE_LASTS - timedelta(minutes=1)
    monkeypatch.setattr(clock, "now", lambda: then)
    assert claim(lin(), code)


# guessing


def test_after_ten_tries_in_an_hour_even_the_right_code_waits(number, monkeypatch):
    code = code_for(number)
    for _ in range(TRIES_PER_VISITOR):
        assert refusal(lin(), new_claim_code()) == "claim_wrong"
    assert refusal(lin(), code) == "claim_many"
    assert holders(number) == [("S1", None, "")]
    assert claim_document(visitor=somebody(), code=code, network="other")


def test_the_next_hour_begins_anew(number, monkeypatch):
    code = code_for(number)
    for _ in range(TRIES_PER_VISITOR + 1):
        refusal(lin(), new_claim_code())
    then = clock.now() + timedelta(hours=1, seconds=1)
    monkeypatch.setattr(clock, "now", lambda: then)
    assert claim(lin(), code)


def test_who_got_it_right_has_all_tries_again(number):
    for _ in range(TRIES_PER_VISITOR - 1):
        refusal(lin(), new_claim_code())
    claim(lin(), code_for(number))
    assert refusal(lin(), new_claim_code()) == "claim_wrong"


def test_one_network_guesses_with_many_accounts_only_so_often(number):
    code = code_for(number)
    for _ in range(MISSES_PER_NETWORK):
        assert refusal(Visitor(uuid4(), "", Assurance.CITY), new_claim_code()) == "claim_wrong"
    assert refusal(lin(), code) == "claim_many"


def test_a_whole_school_claims_behind_one_address(number):
    numbers = [issue_shared(f"award-{place}", agencys=True) for place in range(MISSES_PER_NETWORK + 1)]
    for made in make_claim_codes(actor=acting("clerk"), numbers=numbers):
        assert claim(somebody(), made.code)


# what stays


@pytest.mark.parametrize("table", ["claimcode", "claimwithdrawal", "claim"])
@pytest.mark.parametrize("act", ["DELETE FROM vault_{}", "UPDATE vault_{} SET id = id"])
def test_the_database_keeps_codes_and_claims_as_they_are(number, table, act):
    code_for(number)
    claim(lin(), code_for(number))
    with (
        pytest.raises(Exception, match="never changed or removed"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(act.format(table))

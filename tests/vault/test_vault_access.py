"""The doors: who gets in, that refused looks like absent, and that every look is on record."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from vault_world import issue

from cms.accounts.models import User
from cms.audit.models import AuditEvent
from cms.core import clock
from cms.core.errors import NotFound, Refused
from cms.vault.access import get_document_for, look_hash, open_for_system, record_compare
from cms.vault.models import AccessRecord, CustodyGrant, Document, PublicFace
from cms.vault.permissions import documents_for

READERS = ["clerk", "approver", "seal_holder", "records_manager", "archivist", "auditor"]
OTHERS = ["designer", "account_manager", "stranger", "admin"]


def look(user, number, **more):
    return get_document_for(user, number, purpose="查核學歷", via="admin", **more)


@pytest.mark.parametrize("who", READERS)
def test_a_role_over_the_agency_opens_and_is_on_record(world, who):
    number = issue()
    user = User.objects.get(username=who)
    assert look(user, number).pdf.startswith(b"%PDF")
    record = AccessRecord.objects.get()
    assert (record.kind, record.actor_ref, record.agency_name) == ("view", who, "示範國中")
    assert (record.purpose, record.via, record.document.number) == ("查核學歷", "admin", number)


@pytest.mark.parametrize("who", OTHERS)
def test_refused_looks_like_absent(world, who):
    number = issue()
    user = User.objects.get(username=who)
    with pytest.raises(NotFound) as refused:
        look(user, number)
    with pytest.raises(NotFound) as absent:
        look(user, "TEST115-99999999-9")
    assert str(refused.value) == str(absent.value)
    assert number not in str(refused.value)
    assert not AccessRecord.objects.exists()
    assert not AuditEvent.objects.filter(action="vault.document.looked").exists()


def test_nobody_signed_in_and_nobody_switched_off_gets_in(world):
    number = issue()
    with pytest.raises(NotFound):
        look(AnonymousUser(), number)
    world.people.clerk.is_active = False
    world.people.clerk.save()
    with pytest.raises(NotFound):
        look(world.people.clerk, number)


def test_breaking_the_glass_is_on_record_as_that(world):
    number = issue()
    look(world.people.admin, number, break_glass=True)
    assert AccessRecord.objects.get().kind == "break_glass"


def test_only_a_superuser_can_break_the_glass(world):
    number = issue()
    with pytest.raises(NotFound):
        look(world.people.stranger, number, break_glass=True)


@pytest.mark.parametrize("purpose", ["", " ", "\u200b\u3164", "查" * 201])
def test_a_look_needs_a_purpose_that_fits(world, purpose):
    number = issue()
    with pytest.raises(Refused, match="目的"):
        get_document_for(world.people.clerk, number, purpose=purpose, via="admin")
    assert not AccessRecord.objects.exists()


def test_the_trail_keeps_a_look_by_its_hash(world):
    look(world.people.clerk, issue())
    event = AuditEvent.objects.get(action="vault.document.looked")
    record = AccessRecord.objects.get()
    assert event.object_ref == str(record.pk)
    assert event.detail == {"sha256": look_hash(record)}
    assert event.purpose == ""


def test_lists_hold_what_one_may_read_and_hide_the_rest(world):
    mine, theirs = issue("one"), issue("two", agency="S2")
    assert [d.number for d in documents_for(world.people.clerk)] == [mine]
    assert [d.number for d in documents_for(world.people.stranger)] == [theirs]
    assert not documents_for(world.people.admin).exists()


def test_custody_opens_a_single_document_while_it_lasts(world):
    number = issue()
    issue("two")
    now = clock.now()
    CustodyGrant.objects.create(
        document=Document.objects.get(number=number),
        kind="recipient",
        user=world.people.stranger,
        starts_at=now,
        ends_at=now + timedelta(days=1),
    )
    assert look(world.people.stranger, number).document.number == number
    assert [d.number for d in documents_for(world.people.stranger)] == [number]
    assert not documents_for(world.people.stranger, at=now + timedelta(days=2)).exists()
    assert not documents_for(world.people.stranger, at=now - timedelta(days=2)).exists()


def test_custody_of_an_agency_is_for_its_people(world):
    number = issue()
    document = Document.objects.get(number=number)
    CustodyGrant.objects.create(document=document, kind="recipient", agency=world.other, starts_at=clock.now())
    assert look(world.people.stranger, number)


def test_a_job_opens_with_a_reason_and_is_on_record(world):
    document = Document.objects.get(number=issue())
    with pytest.raises(Refused):
        open_for_system("index", "")
    open_for_system("index", "重建索引").open(document)
    record = AccessRecord.objects.get()
    assert (record.kind, record.actor_kind, record.actor_ref, record.purpose) == (
        "system",
        "system",
        "index",
        "重建索引",
    )


def test_a_comparison_is_on_record_without_what_was_typed(world):
    issue()
    record_compare(PublicFace.objects.get(), matched=False)
    assert AccessRecord.objects.get().kind == "compare"

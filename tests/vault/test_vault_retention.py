"""Holds and destruction: by whom, when not, and what is left."""

from datetime import date, timedelta

import pytest
from vault_world import MOBILE, NAME, acting, issue

from cms.core import clock
from cms.core.errors import NotFound, Refused, Unreadable
from cms.vault.access import get_document_for
from cms.vault.models import Destruction, Document, DocumentVersion, Hold, PublicFace, WrappedKey
from cms.vault.services.retention import destroy_document, place_hold, release_hold

PAST = date(2026, 1, 1)


@pytest.fixture(autouse=True)
def later(monkeypatch):
    now = clock.now().replace(year=2027)
    monkeypatch.setattr(clock, "now", lambda: now)


def destroy(number, actor="records_manager", approver="archivist"):
    return destroy_document(
        actor=acting(actor), approved_by=acting(approver), number=number, legal_ground="檔案法第12條"
    )


def test_destruction_takes_key_and_values_and_shrinks_the_face(world):
    number = issue(retain_until=PAST)
    other = issue("2", retain_until=PAST)
    fact = destroy(number)
    assert fact.key_gone_on == clock.today() + timedelta(days=30)
    document = Document.objects.get(number=number)
    assert [key.ref for key in WrappedKey.objects.all()] == [Document.objects.get(number=other).pk]
    assert bytes(DocumentVersion.objects.get(document=document).values) == b""
    face = PublicFace.objects.get(document=document)
    assert (face.fields, face.comparables, face.history) == ([], [], [])
    assert (face.issuer_name, face.destroyed_at) == ("示範國中", fact.at)
    with pytest.raises(Unreadable, match="已依規定銷毀"):
        get_document_for(world.people.clerk, number, purpose="查核", via="admin")
    get_document_for(world.people.clerk, other, purpose="查核", via="admin")
    assert NAME not in str(PublicFace.objects.values()) and MOBILE not in str(PublicFace.objects.values())


@pytest.mark.parametrize(
    ("actor", "approver", "error"),
    [
        ("records_manager", "records_manager", Refused),
        ("archivist", "records_manager", Refused),
        ("clerk", "archivist", Refused),
        ("records_manager", "approver", Refused),
        ("admin", "archivist", NotFound),
    ],
)
def test_destruction_needs_a_records_manager_and_an_archivist(world, actor, approver, error):
    number = issue(retain_until=PAST)
    with pytest.raises(error):
        destroy(number, actor, approver)
    assert not Destruction.objects.exists()
    assert WrappedKey.objects.count() == 1


def test_one_person_with_both_roles_is_still_one_person(world):
    world.people.archivist.role_grants.update(user=world.people.records_manager)
    number = issue(retain_until=PAST)
    with pytest.raises(Refused, match="兩個人"):
        destroy(number, "records_manager", "records_manager")


@pytest.mark.parametrize(("retain_until", "sentence"), [(None, "永久保存"), (date(2099, 1, 1), "民國188年1月1日")])
def test_not_before_its_time(world, retain_until, sentence):
    number = issue(retain_until=retain_until)
    with pytest.raises(Refused, match=sentence):
        destroy(number)
    assert WrappedKey.objects.count() == 1


def test_not_under_a_hold_and_every_hold_counts(world):
    number = issue(retain_until=PAST)
    holds = [place_hold(actor=acting("records_manager"), number=number, reason="訴訟中") for _ in range(2)]
    release_hold(actor=acting("archivist"), hold=holds[0], reason="撤回")
    with pytest.raises(Refused, match="暫停銷毀"):
        destroy(number)
    release_hold(actor=acting("archivist"), hold=holds[1], reason="結案")
    destroy(number)


@pytest.mark.parametrize(("who", "error"), [("clerk", Refused), ("stranger", NotFound), ("admin", NotFound)])
def test_holds_are_for_keepers(world, who, error):
    number = issue(retain_until=PAST)
    with pytest.raises(error):
        place_hold(actor=acting(who), number=number, reason="訴訟中")
    assert not Hold.objects.exists()


def test_only_once(world):
    number = issue(retain_until=PAST)
    destroy(number)
    with pytest.raises(Refused):
        destroy(number)

"""Two people for each profile and anchor, frozen when decided, on record; and who may do none of it."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from signing_world import AT, Pki, pem, sealed_with

from cms.audit.models import AuditEvent
from cms.core import clock
from cms.core.errors import NotFound, Refused
from cms.core.papers import Actor
from cms.signing import services
from cms.signing.backends.opening import open_signer
from cms.signing.models import SigningProfile, TrustAnchor
from cms.signing.selectors import anchors_in_force, profile_by_slug, trust_store
from cms.signing.validation import Outcome, judge

FACTS = {"slug": "platform", "name": "平臺封緘", "key_ref": "file:platform", "signer_name": "測試示範市政府"}


@pytest.fixture
def proposed(actors):
    return services.propose_profile(actor=actors["bureau"], **FACTS)


@pytest.fixture
def approved(actors, proposed):
    return services.approve_profile(actor=actors["second"], profile=proposed)


@pytest.fixture
def anchor(actors, pki):
    return services.propose_anchor(
        actor=actors["bureau"], name="測試根", certificate=pem(pki.root.certificate).decode(), is_test=True
    )


def actions() -> list[tuple[str, str]]:
    return list(AuditEvent.objects.order_by("pk").values_list("action", "actor_ref"))


def test_a_profile_counts_after_a_second_designer(actors, proposed):
    with pytest.raises(NotFound, match="核定"):
        profile_by_slug("platform")
    services.approve_profile(actor=actors["second"], profile=proposed)
    assert profile_by_slug("platform").approved_by.username == "second"
    assert actions() == [("signing.profile.proposed", "bureau"), ("signing.profile.approved", "second")]


def test_nobody_approves_their_own_proposal(actors, proposed):
    with pytest.raises(Refused, match="提案人"):
        services.approve_profile(actor=actors["bureau"], profile=proposed)
    with pytest.raises(NotFound):
        profile_by_slug("platform")


@pytest.mark.parametrize("who", ["clerk", "admin"])
def test_who_is_no_designer_does_nothing(actors, proposed, anchor, pki, who):
    root = pem(Pki.new().root.certificate).decode()
    before = actions()
    for act in (
        lambda: services.propose_profile(actor=actors[who], **(FACTS | {"slug": "other"})),
        lambda: services.approve_profile(actor=actors[who], profile=proposed),
        lambda: services.propose_anchor(actor=actors[who], name="測試", certificate=root, is_test=True),
        lambda: services.confirm_anchor(actor=actors[who], anchor=anchor),
        lambda: services.withdraw_anchor(actor=actors[who], anchor=anchor),
    ):
        with pytest.raises(Refused, match="設計者"):
            act()
    assert actions() == before
    assert not SigningProfile.objects.filter(approved_at__isnull=False).exists()
    assert not TrustAnchor.objects.exclude(confirmed_at=None, withdrawn_at=None).exists()


def test_no_process_proposes_anything(people):
    with pytest.raises(Refused):
        services.propose_profile(actor=Actor("system", "worker", "worker"), **FACTS)


@pytest.mark.parametrize(
    "changes",
    [
        {"key_ref": "-----BEGIN PRIVATE KEY-----"},
        {"key_ref": "file:../../etc/passwd"},
        {"key_ref": "file:platform\n"},
        {"algorithm": "sha1_rsa"},
        {"slug": ""},
        {"field_name": "no spaces"},
    ],
)
def test_a_profile_that_makes_no_sense_is_refused_in_words(actors, changes):
    with pytest.raises(Refused, match="："):
        services.propose_profile(actor=actors["bureau"], **(FACTS | changes))
    assert not SigningProfile.objects.exists() and not actions()


def test_a_slug_is_given_once(actors, proposed):
    with pytest.raises(Refused, match="slug"):
        services.propose_profile(actor=actors["second"], **FACTS)


def test_an_approved_profile_is_frozen_whoever_writes(actors, approved):
    approved.key_ref = "file:mine"
    for write in (approved.save, lambda: SigningProfile.objects.update(approved_at=None, approved_by=None)):
        with pytest.raises(DatabaseError, match="frozen"), transaction.atomic():
            write()
    with pytest.raises(Refused, match="已經核定"):
        services.approve_profile(actor=actors["bureau"], profile=approved)
    assert profile_by_slug("platform").key_ref == "file:platform"


def test_the_database_itself_wants_two_people(people, proposed):
    with pytest.raises(DatabaseError), transaction.atomic():
        SigningProfile.objects.update(approved_by=people["bureau"], approved_at=AT)


def test_a_proposed_profile_may_still_be_corrected_in_the_database(proposed):
    proposed.name = "另一個名稱"
    proposed.save()
    assert SigningProfile.objects.get().name == "另一個名稱"


def test_the_slot_of_a_profile_is_where_it_seals(approved):
    slot = approved.slot(AT)
    assert (slot.field, slot.name, slot.claimed_at, slot.certify) == ("Seal", "測試示範市政府", AT, True)


def test_an_anchor_counts_after_a_second_designer_and_from_its_day(actors, anchor, pki):
    assert trust_store().anchors == ()
    with pytest.raises(Refused, match="提案人"):
        services.confirm_anchor(actor=actors["bureau"], anchor=anchor)
    services.confirm_anchor(actor=actors["second"], anchor=anchor)
    assert len(trust_store().anchors) == 1
    assert trust_store(anchor.effective_from - timedelta(seconds=1)).anchors == ()
    with pytest.raises(Refused, match="已經確認"):
        services.confirm_anchor(actor=actors["second"], anchor=anchor)


def test_a_later_anchor_waits_for_its_day(actors, pki):
    later = services.propose_anchor(
        actor=actors["bureau"],
        name="測試根",
        certificate=pem(pki.root.certificate).decode(),
        is_test=True,
        effective_from=clock.now() + timedelta(days=1),
    )
    services.confirm_anchor(actor=actors["second"], anchor=later)
    assert not anchors_in_force().exists()
    assert anchors_in_force(clock.now() + timedelta(days=2)).exists()


def test_a_confirmed_anchor_is_frozen_but_can_be_withdrawn_once(actors, anchor):
    services.confirm_anchor(actor=actors["second"], anchor=anchor)
    for change in ({"certificate": "other"}, {"effective_from": AT}, {"is_test": False}, {"confirmed_at": None}):
        with pytest.raises(DatabaseError), transaction.atomic():
            TrustAnchor.objects.update(**change)
    services.withdraw_anchor(actor=actors["bureau"], anchor=anchor)
    assert not anchors_in_force().exists()
    with pytest.raises(Refused, match="已經撤回"):
        services.withdraw_anchor(actor=actors["bureau"], anchor=anchor)
    with pytest.raises(DatabaseError), transaction.atomic():
        TrustAnchor.objects.update(withdrawn_at=None)
    assert [action for action, _who in actions()] == [
        "signing.anchor.proposed",
        "signing.anchor.confirmed",
        "signing.anchor.withdrawn",
    ]


def test_only_a_root_certificate_becomes_an_anchor(actors, pki):
    platform = pki.issue()
    for certificate, is_test in (
        ("nonsense", True),
        (pem(platform.certificate).decode(), True),
        (pem(pki.authority.certificate).decode(), True),
        (pem(pki.root.certificate, pki.authority.certificate).decode(), True),
        (pem(pki.root.certificate).decode(), False),
    ):
        with pytest.raises(Refused):
            services.propose_anchor(actor=actors["bureau"], name="測試", certificate=certificate, is_test=is_test)
    assert not TrustAnchor.objects.exists()


def test_trust_follows_the_installation_from_end_to_end(home, actors, approved):
    root = (home / "pki" / "anchors" / "test-root.pem").read_text()
    anchor = services.propose_anchor(actor=actors["bureau"], name="測試根", certificate=root, is_test=True)
    pdf = sealed_with(open_signer(approved), claimed_at=clock.now())
    assert judge(pdf, trust=trust_store(), at=clock.now()).outcome is Outcome.FOREIGN
    services.confirm_anchor(actor=actors["second"], anchor=anchor)
    verdict = judge(pdf, trust=trust_store(), at=clock.now())
    assert verdict.outcome is Outcome.INTACT, verdict.reason

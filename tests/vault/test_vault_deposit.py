"""Depositing: what is written, what is refused, and that nothing personal lies in clear."""

import json
from dataclasses import replace
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from vault_world import MOBILE, NAME, NATIONAL_ID, NOBODY, WORKER, acting, issue, paper, reserve

from cms.accounts.identity import keyed
from cms.audit.models import AuditEvent
from cms.core.errors import Refused
from cms.vault.access import get_public_face, open_for_system
from cms.vault.models import Append, Change, CustodyGrant, Document, DocumentVersion, PublicFace, WrappedKey
from cms.vault.opening import packs
from cms.vault.services.deposit import cancel_reservations, deposit_sealed


def _counts():
    return [
        m.objects.count() for m in (Document, DocumentVersion, WrappedKey, PublicFace, CustodyGrant, Change, Append)
    ]


def test_a_deposit_is_six_rows_a_document_and_one_append(world):
    deposits = [paper(reserved) for reserved in reserve(3)]
    seqs = deposit_sealed(actor=WORKER, deposits=deposits)
    assert _counts() == [3, 3, 3, 3, 3, 3, 1]
    assert list(Change.objects.filter(seq__in=seqs).values_list("document__number", flat=True)) == [
        deposit.reserved.number for deposit in deposits
    ]
    assert AuditEvent.objects.filter(action="vault.document.deposited").count() == 3


def test_what_was_deposited_opens_again(world):
    deposit = paper(reserve()[0])
    deposit_sealed(actor=WORKER, deposits=[deposit])
    opened = open_for_system("index", "測試").open(Document.objects.get(number=deposit.reserved.number))
    assert opened.pdf == deposit.sealed.pdf
    assert opened.values == json.loads(deposit.values)


def test_the_face_keeps_comparables_as_keyed_hashes(world, django_assert_num_queries):
    (reserved,) = reserve()
    deposit_sealed(actor=WORKER, deposits=[paper(reserved)])
    with django_assert_num_queries(1):
        face = get_public_face(reserved.token)
    assert face.fields == [{"code": "holder", "label": "姓名", "label_en": "Name", "text": "林○○"}]
    assert face.comparables[0]["hash"] == keyed("compare", str(reserved.document_id), "national_id", NATIONAL_ID)


def test_a_reserved_token_has_no_face(world):
    assert get_public_face(reserve()[0].token) is None


def test_without_a_holder_the_document_stays_with_its_agency(world):
    number = issue(holder=NOBODY)
    grant = CustodyGrant.objects.get(document__number=number)
    assert (grant.citizen, grant.agency, grant.kind) == (None, world.school, "holder")


def test_the_same_person_is_one_citizen(world):
    issue("one")
    issue("two")
    assert CustodyGrant.objects.values("citizen").distinct().count() == 1


@pytest.mark.parametrize("who", ["clerk", "approver", "seal_holder"])
def test_issuers_may_deposit(world, who):
    assert deposit_sealed(actor=acting(who), deposits=[paper(reserve()[0])])


@pytest.mark.parametrize("who", ["stranger", "auditor", "admin"])
def test_others_may_not_deposit(world, who):
    deposit = paper(reserve()[0])
    with pytest.raises(Refused, match="承辦人"):
        deposit_sealed(actor=acting(who), deposits=[deposit])
    assert _counts() == [0] * 7
    assert not packs().ends()


def test_a_cancelled_number_is_refused(world):
    (reserved,) = reserve()
    cancel_reservations(actor=WORKER, document_ids=[reserved.document_id], reason="移出批次")
    with pytest.raises(Refused, match="已取消"):
        deposit_sealed(actor=WORKER, deposits=[paper(reserved)])
    assert _counts() == [0] * 7


@pytest.mark.parametrize("wrong", [{"token": "0" * 20}, {"number": "TEST115-1"}, {"document_id": uuid4()}])
def test_a_deposit_must_be_what_was_reserved(world, wrong):
    (reserved,) = reserve()
    with pytest.raises(Refused, match="不符"):
        deposit_sealed(actor=WORKER, deposits=[paper(replace(reserved, **wrong))])


def test_a_file_that_is_not_what_was_sealed_is_refused(world):
    deposit = paper(reserve()[0])
    with pytest.raises(Refused, match="指紋"):
        deposit_sealed(actor=WORKER, deposits=[replace(deposit, sealed=replace(deposit.sealed, pdf=b"%PDF other"))])
    assert _counts() == [0] * 7


def test_a_second_deposit_leaves_the_first_alone_and_appends_nothing(world):
    deposits = [paper(reserved) for reserved in reserve(2)]
    deposit_sealed(actor=WORKER, deposits=deposits[:1])
    before, ends = _counts(), packs().ends()
    with pytest.raises(IntegrityError), transaction.atomic():
        deposit_sealed(actor=WORKER, deposits=deposits)
    assert (_counts(), packs().ends()) == (before, ends)


def test_an_append_is_settled_only_when_its_transaction_has_ended(world, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        deposit_sealed(actor=WORKER, deposits=[paper(reserve()[0])])
        with packs().alone() as alone:
            assert not alone
    with packs().alone() as alone:
        assert alone


def test_no_personal_value_lies_in_clear(world, settings):
    deposit_sealed(actor=WORKER, deposits=[paper(reserved) for reserved in reserve(5)])
    stored = b"".join(path.read_bytes() for path in settings.MYDOC_HOME.rglob("*") if path.is_file())
    stored += b"".join(bytes(values) for values in DocumentVersion.objects.values_list("values", flat=True))
    stored += str([list(model.objects.values()) for model in (PublicFace, Document, CustodyGrant, AuditEvent)]).encode()
    assert len(stored) > 5000
    for secret in (NAME, NATIONAL_ID, MOBILE):
        assert secret.encode() not in stored


def test_the_number_of_statements_does_not_grow_with_the_documents(world, django_assert_max_num_queries):
    deposits = [paper(reserved) for reserved in reserve(200)]
    with django_assert_max_num_queries(60):
        deposit_sealed(actor=WORKER, deposits=deposits)

"""What was sealed is written down once, with its certificate kept once."""

from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from signing_world import AT, page, slot
from worlds import freeze_type

from cms.accounts.models import Agency
from cms.core.papers import Unsealed
from cms.signing import services
from cms.signing.models import Signature, SignerCertificate
from cms.signing.pades import seal
from cms.vault.models import Document, Reservation


@pytest.fixture
def documents(people) -> list[Document]:
    kept = {"agency": Agency.objects.get(), "doc_type_version": freeze_type("junior-diploma", "畢業證書", "Diploma")}
    return [
        Document.objects.create(reservation=reserve(seq, kept), number=f"T-{seq}", issued_at=AT, **kept)
        for seq in (1, 2)
    ]


def reserve(seq: int, kept: dict) -> Reservation:
    token = f"{seq:020}"
    return Reservation.objects.create(
        document_id=uuid4(), number=f"T-{seq}", token=token, key="k", seq=seq, reserved_at=AT, **kept
    )


@pytest.fixture
def profile(actors):
    facts = {"slug": "platform", "name": "平臺封緘", "key_ref": "file:platform", "signer_name": "測試示範市政府"}
    proposed = services.propose_profile(actor=actors["bureau"], **facts)
    return services.approve_profile(actor=actors["second"], profile=proposed)


def test_a_chunk_is_recorded_with_one_certificate(documents, profile, signers, django_assert_max_num_queries):
    signer = signers["p256"]
    papers = list(seal([Unsealed(1, page()), Unsealed(2, page())], signer, slot()))
    items = [(document.pk, paper) for document, paper in zip(documents, papers, strict=True)]
    with django_assert_max_num_queries(4):  # two statements, and a savepoint around each call
        services.record_seals(items=items, signer=signer, profile=profile, at=AT)
    assert [row.file_sha256 for row in Signature.objects.order_by("pk")] == [paper.sha256 for paper in papers]
    kept = SignerCertificate.objects.get()
    assert bytes(kept.der) == signer.certificate and bytes(kept.chain) == signer.chain[0]
    assert documents[0].signatures.get().profile == profile


def test_the_same_seal_is_not_recorded_twice(documents, profile, signers):
    [paper] = seal([Unsealed(1, page())], signers["p256"], slot())
    record = {"items": [(documents[0].pk, paper)], "signer": signers["p256"], "profile": profile, "at": AT}
    services.record_seals(**record)
    with pytest.raises(IntegrityError), transaction.atomic():
        services.record_seals(**record)
    assert Signature.objects.count() == 1


def test_a_file_sealed_at_another_level_than_its_profile_says_so(documents, signers, profile):
    [sealed] = seal([Unsealed(1, page())], signers["p256"], slot())
    facts = {"signer": signers["p256"], "profile": profile, "at": AT}
    services.record_seals(items=[(documents[0].pk, sealed)], level="B-LTA", **facts)
    services.record_seals(items=[(documents[1].pk, sealed)], **facts)
    assert list(Signature.objects.order_by("pk").values_list("level", flat=True)) == ["B-LTA", "B-B"]

"""One document from a form: judged like a row, approved by another person; a corrected one supersedes the old."""

import pytest
from issuance_sheets import PUPILS

from cms.accounts.selectors import actor_for
from cms.core.errors import Refused
from cms.core.papers import Actor
from cms.issuance.models import Batch
from cms.issuance.services.approvals import approve_batch
from cms.issuance.services.batches import start_sealing
from cms.issuance.services.chunks import work_on_next_chunk
from cms.issuance.services.single import check_single, issue_single
from cms.signing.models import Signature
from cms.vault.models import Document, Supersession
from cms.verification.status import status_of

CODES = (
    "school_code", "certificate_number", "student_number", "holder_name", "holder_name_en", "national_id",
    "birth_date", "department", "graduation_date", "mobile", "email",
)  # fmt: skip
CELLS = dict(zip(CODES, PUPILS[0], strict=True))
WORKER = Actor("system", "worker", "worker")


@pytest.fixture
def make(school, person):
    """Issue a single document to its end."""

    def run(cells: dict, replaces: str = "") -> Document:
        clerk, approver = actor_for(person("clerk.school"), "admin"), actor_for(person("approver.school"), "admin")
        batch = issue_single(actor=clerk, type_slug="junior-diploma", agency=school, cells=cells, replaces=replaces)
        batch = start_sealing(actor=approver, batch=approve_batch(actor=approver, batch=batch))
        work_on_next_chunk(actor=WORKER, batch=batch)
        return batch.rows.get().document

    return run


def test_wrong_fields_are_told_and_nothing_is_stored(school, person):
    wrong = CELLS | {"national_id": "A123456780", "birth_date": ""}
    row = check_single(user=person("clerk.school"), type_slug="junior-diploma", agency=school, cells=wrong)
    assert {error.field for error in row.errors} == {"national_id", "birth_date"}
    with pytest.raises(Refused):
        issue_single(
            actor=actor_for(person("clerk.school"), "admin"), type_slug="junior-diploma", agency=school, cells=wrong
        )
    assert not Batch.objects.exists()


def test_only_a_clerk_of_the_agency(school, person):
    with pytest.raises(Refused):
        check_single(user=person("approver.school"), type_slug="junior-diploma", agency=school, cells=CELLS)


def test_a_single_document_carries_its_time_stamp(make):
    document = make(CELLS)
    assert Signature.objects.get(document=document).level == "B-LTA"
    assert [line["kind"] for line in document.face.history] == ["seal", "timestamp"]


def test_a_corrected_successor_takes_the_place_of_the_old(make, school, person):
    old = make(CELLS)
    corrected = CELLS | {"holder_name": "林昱宸"}
    again = check_single(user=person("clerk.school"), type_slug="junior-diploma", agency=school, cells=corrected)
    assert [error.code for error in again.errors] == ["already_issued"]
    new = make(corrected, replaces=old.number)
    fact = Supersession.objects.get()
    assert (fact.document, fact.successor) == (old, new)
    old.face.refresh_from_db()
    assert status_of(old.face, old.face.issued_on) == "superseded"
    assert status_of(new.face, new.face.issued_on) == "valid"

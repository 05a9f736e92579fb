"""Chunks: sealed, deposited, linked; done again after any failure, and never twice."""

import json

import pytest
from django.db import connection
from issuance_sheets import PUPILS

from cms.audit.models import AuditEvent
from cms.core import clock
from cms.core.errors import Refused
from cms.core.papers import Actor
from cms.issuance.models import Batch, Chunk, Row
from cms.issuance.services.approvals import rows_fingerprint
from cms.issuance.services.chunks import issue_chunk, work_on_next_chunk
from cms.issuance.services.leases import LEASE, claim_chunk, give_back, reap, worker_name
from cms.issuance.services.sealing import resume_batch, seal_to_the_end
from cms.signing.models import Signature
from cms.signing.selectors import trust_store
from cms.signing.validation import judge
from cms.vault.access import get_document_for, get_public_face
from cms.vault.models import Document, PublicFace, Reservation

WORKER = Actor("system", "worker", "worker")


def _seqs(batch: Batch) -> list[int]:
    return list(batch.rows.values_list("seq", flat=True))


def test_a_chunk_becomes_sealed_documents(sealing, person):
    batch = sealing()
    result = work_on_next_chunk(actor=WORKER, batch=batch)
    assert result.issued == (2, 3, 4)
    assert result.refused == ()
    batch.refresh_from_db()
    assert batch.state == Batch.State.DONE
    for row in batch.rows.select_related("document"):
        assert row.state == Row.State.ISSUED
        assert bytes(row.payload) == b""
        assert row.document.number == row.reservation["number"]
    number = batch.rows.get(seq=2).document.number
    opened = get_document_for(person("clerk.school"), number, purpose="測試", via="cli")
    assert opened.values["national_id"] == "A123456789"
    assert judge(opened.pdf, trust=trust_store(), at=clock.now()).outcome == "intact"
    assert Signature.objects.count() == 3


def test_the_public_face_shows_no_hidden_value(sealing):
    batch = sealing()
    work_on_next_chunk(actor=WORKER, batch=batch)
    face = get_public_face(batch.rows.get(seq=2).reservation["token"])
    everything = json.dumps({f.name: str(getattr(face, f.name)) for f in PublicFace._meta.fields}, ensure_ascii=False)
    for hidden in ("林昱辰", "A123456789", "0912345678", "a@example.edu.tw"):
        assert hidden not in everything
    assert face.issuer_name == "示範市立龍門國民中學"
    assert face.history[0]["kind"] == "seal"


def test_issuing_a_chunk_again_changes_nothing(sealing):
    batch = sealing()
    seqs = _seqs(batch)
    issue_chunk(actor=WORKER, batch_id=batch.pk, seqs=seqs)
    before = list(Document.objects.values_list("number", flat=True))
    again = issue_chunk(actor=WORKER, batch_id=batch.pk, seqs=seqs)
    assert again.issued == ()
    assert list(Document.objects.values_list("number", flat=True)) == before


def test_rows_changed_after_approval_are_not_sealed(sealing):
    batch = sealing()
    row = batch.rows.get(seq=2)
    row.reservation = row.reservation | {"number": "DEMO115-99999999-9"}
    row.save()
    with pytest.raises(Refused, match="和核定時不同"):
        issue_chunk(actor=WORKER, batch_id=batch.pk, seqs=_seqs(batch))
    assert not Document.objects.exists()


def test_a_text_too_wide_for_its_box_is_refused_and_its_number_cancelled(sealing, school):
    school.head_name = "王" * 40
    school.save()
    batch = sealing(PUPILS[:2])
    result = work_on_next_chunk(actor=WORKER, batch=batch)
    assert result.issued == ()
    assert [(each.seq, each.code) for each in result.refused] == [(2, "does_not_fit"), (3, "does_not_fit")]
    failed = batch.rows.get(seq=3)
    assert failed.state == Row.State.FAILED
    assert "放不進版面" in failed.trouble
    reservation = Reservation.objects.get(document_id=failed.reservation["document_id"])
    assert reservation.cancellation.reason == "無法排版"
    batch.refresh_from_db()
    assert batch.state == Batch.State.DONE


def test_only_one_of_two_workers_gets_a_chunk(sealing):
    batch = sealing()
    first = claim_chunk("one:1:1", batch)
    assert first is not None
    assert claim_chunk("two:2:2", batch) is None


def test_a_dead_workers_chunk_is_taken_back_at_once_and_a_live_ones_is_not(sealing):
    batch = sealing()
    host = worker_name().split(":")[0]
    claim_chunk(f"{host}:999999999:123", batch)
    assert reap() == 1
    claim_chunk(worker_name(), batch)
    assert reap() == 0
    assert batch.chunks.get().state == Chunk.State.CLAIMED


def test_a_worker_elsewhere_is_left_to_its_lease(sealing, monkeypatch):
    batch = sealing()
    claim_chunk("elsewhere:1:1", batch)
    assert reap() == 0
    later = clock.now() + LEASE * 2
    monkeypatch.setattr(clock, "now", lambda: later)
    assert reap() == 1


def test_three_failures_halt_the_batch_and_resuming_finishes_it(sealing, monkeypatch):
    batch = sealing()
    for _ in range(3):
        Chunk.objects.update(not_before=None)
        give_back(claim_chunk(worker_name(), batch), "簽章服務暫停")
    batch.refresh_from_db()
    assert batch.state == Batch.State.HALTED
    assert batch.chunks.get().trouble == "簽章服務暫停"
    resumed = resume_batch(actor=WORKER, batch=batch, progress=lambda settled, total: None)
    assert resumed.state == Batch.State.DONE
    assert Document.objects.count() == 3


def test_a_finished_batch_resumes_to_itself(sealing):
    batch = seal_to_the_end(actor=WORKER, batch=sealing(), progress=lambda settled, total: None)
    events = AuditEvent.objects.count()
    assert resume_batch(actor=WORKER, batch=batch, progress=lambda settled, total: None).state == Batch.State.DONE
    assert AuditEvent.objects.count() == events


def test_an_unapproved_batch_has_nothing_to_resume(uploaded):
    with pytest.raises(Refused, match="請先核定"):
        resume_batch(actor=WORKER, batch=uploaded(), progress=lambda settled, total: None)


def test_a_document_takes_few_rows(sealing):
    batch = sealing()
    tables = [name for name in connection.introspection.table_names() if name.startswith("vault_")]

    def rows() -> int:
        with connection.cursor() as cursor:
            total = 0
            for table in tables:
                cursor.execute(f'SELECT count(*) FROM "{table}"')
                total += cursor.fetchone()[0]
        return total

    before = rows()
    issue_chunk(actor=WORKER, batch_id=batch.pk, seqs=_seqs(batch))
    assert rows() - before == 6 * 3 + 1  # and one append a chunk


def test_the_fingerprint_of_rows_depends_on_every_part(sealing):
    batch = sealing()
    rows = list(batch.rows.order_by("seq"))
    values = [{"a": "1"}] * 3
    first = rows_fingerprint(batch, rows, values)
    assert rows_fingerprint(batch, rows, [{"a": "2"}, *values[1:]]) != first
    assert rows_fingerprint(batch, rows[::-1], values) != first

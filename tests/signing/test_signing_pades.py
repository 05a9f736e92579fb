"""Sealing: what the seal says, how it fits in the page, and that nothing gets out unchecked."""

import subprocess
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO

import pytest
from pyhanko.pdf_utils.generic import parse_pdf_date
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import MDPPerm
from pyhanko.sign.validation import read_certification_data
from signing_world import AT, page, sealed_with, slot

from cms.core.papers import Unsealed
from cms.signing.containers import open_container
from cms.signing.pades import RESERVE, SealError, check_seal, seal
from cms.signing.proofs import byte_ranges, gap_of
from cms.signing.validation import Outcome, judge


def container_of(pdf: bytes):
    gap = gap_of(pdf, byte_ranges(pdf)[-1])
    return open_container(gap.container(pdf))


@pytest.mark.parametrize("kind", ["p256", "rsa"])
def test_a_sealed_page_is_intact(signers, pki, kind):
    verdict = judge(sealed_with(signers[kind]), trust=pki.trust(), at=AT)
    assert verdict.outcome is Outcome.INTACT, verdict.reason
    assert verdict.signer.algorithm == signers[kind].algorithm
    assert (verdict.field, verdict.claimed_at) == ("Seal", AT)


def test_the_page_stays_and_one_revision_follows(sealed):
    assert sealed.startswith(page())
    assert sealed.count(b"%%EOF") == 2


def test_signed_attributes_are_those_of_baseline_b(sealed):
    assert container_of(sealed).attribute_types == ("content_type", "message_digest", "signing_certificate_v2")


def test_signature_dictionary_says_when_who_why_and_that_nothing_may_change(sealed):
    reader = PdfFileReader(BytesIO(sealed))
    signature = reader.embedded_signatures[0].sig_object
    assert (signature["/Filter"], signature["/SubFilter"]) == ("/Adobe.PPKLite", "/ETSI.CAdES.detached")
    assert (signature["/Name"], signature["/Reason"]) == ("測試示範市政府", "核發證書")
    assert parse_pdf_date(signature["/M"]) == AT
    assert read_certification_data(reader).permission is MDPPerm.NO_CHANGES


def test_chain_is_embedded_without_the_root(signers, pki, sealed):
    container = container_of(sealed)
    assert container.certificate == signers["p256"].certificate
    assert container.others == signers["p256"].chain and len(container.others) == 1


def test_a_page_without_the_field_gets_an_invisible_one(signers, pki):
    pdf = sealed_with(signers["p256"], page(field=""))
    assert judge(pdf, trust=pki.trust(), at=AT).outcome is Outcome.INTACT


def test_many_papers_come_out_in_order_and_lazily(signers):
    asked = []

    def papers():
        for seq in range(3):
            asked.append(seq)
            yield Unsealed(seq, page(), pages=seq + 1)

    stream = seal(papers(), signers["p256"], slot())
    first = next(stream)
    assert asked == [0] and (first.seq, first.pages) == (0, 1)
    assert [(paper.seq, paper.pages) for paper in stream] == [(1, 2), (2, 3)]


class Forger:
    """A signer whose key is not the one in its certificate."""

    def __init__(self, honest, key_holder):
        self.certificate, self.chain, self.algorithm = honest.certificate, honest.chain, honest.algorithm
        self.sign = key_holder.sign


def test_a_key_that_is_not_the_certificates_never_gets_out(signers, pki):
    other = pki.signer(pki.issue())
    with pytest.raises(SealError, match="公開金鑰不符"):
        sealed_with(Forger(signers["p256"], other))


def test_a_raw_signature_that_is_not_one_never_gets_out(signers):
    forger = Forger(signers["p256"], signers["p256"])
    forger.sign = lambda attributes: [b"\x30\x06\x02\x01\x01\x02\x01\x01" for _ in attributes]
    with pytest.raises(SealError, match="公開金鑰不符"):
        sealed_with(forger)


@pytest.mark.parametrize(
    ("pdf", "reason"),
    [(b"", "無法封緘"), (b"%PDF-1.7\nnothing", "無法封緘"), (page()[:200], "無法封緘")],
)
def test_what_is_no_pdf_cannot_be_sealed(signers, pdf, reason):
    with pytest.raises(SealError, match=reason):
        sealed_with(signers["p256"], pdf)


def test_a_sealed_page_cannot_be_sealed_again(signers, sealed):
    with pytest.raises(SealError):
        sealed_with(signers["p256"], sealed, field="Second")


def test_a_reserve_that_is_too_small_is_refused(signers):
    with pytest.raises(SealError):
        sealed_with(signers["p256"], reserve=512)


def test_a_claimed_time_outside_of_the_certificate_is_refused(signers):
    with pytest.raises(SealError, match="有效期間"):
        sealed_with(signers["p256"], claimed_at=datetime(2031, 1, 1, tzinfo=UTC))


def test_a_page_with_a_gap_of_its_own_is_refused(signers):
    paper = replace(Unsealed(7, page()), gap=(10, 20))
    with pytest.raises(SealError, match="第 7 份"):
        next(seal([paper], signers["p256"], slot()))


def test_the_check_reads_the_bytes_and_nothing_else(signers, sealed):
    check_seal(sealed, page(), signers["p256"])
    for position in (30, len(page()) + 5, sealed.index(b"/Contents <") + 40, len(sealed) - 10):
        broken = bytearray(sealed)
        broken[position] ^= 1
        with pytest.raises((ValueError, TypeError, KeyError)):
            check_seal(bytes(broken), page(), signers["p256"])


def test_the_usual_reserve_holds_a_long_chain(signers, sealed):
    assert len(container_of(sealed).der) * 2 < RESERVE / 2


@pytest.mark.real("poppler")
@pytest.mark.parametrize("kind", ["p256", "rsa"])
def test_pdfsig_says_the_whole_document_is_signed(signers, tmp_path, kind):
    file = tmp_path / "sealed.pdf"
    file.write_bytes(sealed_with(signers[kind]))
    run = subprocess.run(["pdfsig", "-nocert", file], capture_output=True, text=True, check=False)
    assert "Total document signed" in run.stdout
    assert "Signature is Valid" in run.stdout
    assert "ETSI.CAdES.detached" in run.stdout

"""Long-term files: ours are intact and prove their time, and whatever else stands behind a seal is seen."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from io import BytesIO

import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import copy_into_new_writer
from pyhanko.sign import signers as pyhanko_signers
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter
from signing_world import (
    AT,
    Pki,
    der,
    evidence_of,
    new_authority,
    page,
    sealed_with,
    stamped_with,
    stamper_of,
)  # fmt: skip

from cms.demo.pki import Issued
from cms.signing.backends.bridge import SignerBridge
from cms.signing.containers import ContainerWriter, open_container
from cms.signing.pades import SealError, augment
from cms.signing.pades.revisions import long_term_revision
from cms.signing.proofs import byte_ranges, gap_of
from cms.signing.trust import Evidence, TrustStore
from cms.signing.validation import Outcome, judge

LATER = AT + timedelta(seconds=1)
NOT_INTACT = {Outcome.CHANGED, Outcome.FOREIGN, Outcome.UNREADABLE}


@dataclass(frozen=True)
class Office:
    """A PKI with a platform that seals and an authority that stamps."""

    pki: Pki
    platform: Issued
    authority: Issued

    @classmethod
    def new(cls, pki: Pki | None = None) -> "Office":
        pki = pki or Pki.new()
        return cls(pki, pki.issue(), new_authority(pki))

    @property
    def evidence(self) -> Evidence:
        return evidence_of(self.pki, self.platform, self.authority)

    @property
    def signer(self):
        return self.pki.signer(self.platform)

    def stamper(self, at: datetime = AT):
        return stamper_of(self.pki, self.authority, at)

    def stamped(self, pdf: bytes | None = None, at: datetime = AT, **changes) -> bytes:
        return stamped_with(self.signer, self.stamper(at), pdf, **changes)

    def augmented(self, pdf: bytes, at: datetime = LATER) -> bytes:
        return augment(pdf, self.evidence, self.stamper(at))

    def long_term(self, pdf: bytes | None = None) -> bytes:
        return self.augmented(self.stamped(pdf))


@pytest.fixture(scope="module")
def office(pki) -> Office:
    return Office.new(pki)


@pytest.fixture(scope="module")
def trust(office) -> TrustStore:
    return office.pki.trust()


@pytest.fixture(scope="module")
def stamped(office) -> bytes:
    return office.stamped()


@pytest.fixture(scope="module")
def long_term(office, stamped) -> bytes:
    return office.augmented(stamped)


def failed(verdict) -> set[str]:
    return {check.code for check in verdict.checks if not check.ok}


def outcome(pdf: bytes, trust: TrustStore, at: datetime = LATER) -> Outcome:
    return judge(pdf, trust=trust, at=at).outcome


def updated(pdf: bytes, change) -> bytes:
    writer = IncrementalPdfFileWriter(BytesIO(pdf))
    change(writer)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def replace_page_content(writer: IncrementalPdfFileWriter) -> None:
    first = writer.root["/Pages"]["/Kids"][0]
    content = generic.StreamObject(stream_data=b"BT /F1 24 Tf 72 700 Td (Diploma of Somebody Else) Tj ET")
    first["/Contents"] = writer.add_object(content)
    writer.update_container(first)


def add_annotation(writer: IncrementalPdfFileWriter) -> None:
    first = writer.root["/Pages"]["/Kids"][0]
    square = {"/Type": "/Annot", "/Subtype": "/Square"}
    note = generic.DictionaryObject({generic.pdf_name(k): generic.pdf_name(v) for k, v in square.items()})
    note["/Rect"] = generic.ArrayObject(generic.NumberObject(one) for one in (70, 690, 400, 730))
    first["/Annots"].append(writer.add_object(note))
    writer.update_container(first["/Annots"])


def stamp_twice(office: Office, revision) -> bytes:
    return revision.filled(office.stamper(LATER)(revision.covered))


def test_a_long_term_file_is_intact_and_proves_its_time(office, trust, long_term, stamped):
    verdict = judge(long_term, trust=trust, at=LATER)
    assert verdict.outcome is Outcome.INTACT, verdict.reason
    assert {"stamp", "archive", "evidence"} <= {check.code for check in verdict.checks}
    assert (verdict.claimed_at, verdict.proven_at) == (AT, AT)
    assert [(one.at, one.whole_file) for one in verdict.stamps] == [(AT, False), (LATER, True)]
    assert all("測試" in one.authority for one in verdict.stamps)
    assert verdict.sha256 == sha256(long_term).hexdigest()
    assert long_term.startswith(stamped) and stamped.startswith(page())


def test_the_time_of_baseline_b_is_only_claimed(office, trust):
    verdict = judge(sealed_with(office.signer), trust=trust, at=LATER)
    assert (verdict.outcome, verdict.claimed_at, verdict.proven_at, verdict.stamps) == (Outcome.INTACT, AT, None, ())


def test_a_baseline_b_seal_can_be_augmented_afterwards(office, trust):
    verdict = judge(office.augmented(sealed_with(office.signer)), trust=trust, at=LATER)
    assert (verdict.outcome, verdict.proven_at) == (Outcome.INTACT, LATER), verdict.reason


def test_it_outlives_the_signer_and_baseline_b_does_not(office):
    short = Office(office.pki, office.pki.issue(not_after=AT + timedelta(days=30)), office.authority)
    after = AT + timedelta(days=60)
    assert outcome(short.long_term(), office.pki.trust(), after) is Outcome.INTACT
    assert outcome(sealed_with(short.signer), office.pki.trust(), after) is Outcome.FOREIGN


def test_it_ends_with_the_last_authority_and_lives_on_when_renewed(office, trust):
    old = Office(office.pki, office.platform, new_authority(office.pki, not_after=AT + timedelta(days=365)))
    pdf, years_later = old.long_term(), AT + timedelta(days=900)
    assert outcome(pdf, trust, AT + timedelta(days=360)) is Outcome.INTACT
    assert outcome(pdf, trust, years_later) in NOT_INTACT
    renewed = office.augmented(pdf, AT + timedelta(days=360))
    verdict = judge(renewed, trust=trust, at=years_later)
    assert (verdict.outcome, verdict.proven_at, len(verdict.stamps)) == (Outcome.INTACT, AT, 3), verdict.reason


def test_nothing_outside_of_the_file_is_needed_but_the_anchor(office, long_term):
    alone = TrustStore((der(office.pki.root),))
    assert outcome(long_term, alone) is Outcome.INTACT
    assert outcome(sealed_with(office.signer), alone) is Outcome.FOREIGN


def test_revocation_counts_from_its_day(office, long_term):
    certificate = office.platform.certificate
    after = AT + timedelta(days=60)
    assert (
        outcome(long_term, office.pki.trust((certificate, AT + timedelta(days=1)), number=2), after) is Outcome.INTACT
    )
    newer = {"issued_at": AT, "number": 2}
    before = office.pki.trust((certificate, AT - timedelta(days=1)), **newer)
    assert outcome(long_term, before, after) is Outcome.FOREIGN
    stamping = office.pki.trust((office.authority.certificate, AT - timedelta(days=1)), **newer)
    assert failed(judge(long_term, trust=stamping, at=after)) >= {"archive"}


@pytest.mark.parametrize("change", [replace_page_content, add_annotation])
def test_an_update_after_the_last_stamp_is_called_changed(trust, long_term, change):
    verdict = judge(updated(long_term, change), trust=trust, at=LATER)
    assert verdict.outcome is Outcome.CHANGED and "coverage" in failed(verdict)


@pytest.mark.parametrize("change", [replace_page_content, add_annotation])
def test_an_update_between_seal_and_stamp_is_called_changed(office, trust, stamped, change):
    revision = long_term_revision(updated(stamped, change), office.evidence)
    verdict = judge(stamp_twice(office, revision), trust=trust, at=LATER)
    assert verdict.outcome is Outcome.CHANGED and "coverage" in failed(verdict)


@pytest.mark.parametrize("change", [replace_page_content, add_annotation])
def test_an_update_between_two_stamps_is_called_changed(office, trust, long_term, change):
    revision = long_term_revision(updated(long_term, change), office.evidence)
    assert outcome(stamp_twice(office, revision), trust) is Outcome.CHANGED


@pytest.mark.parametrize("tail", [b"\n", b"\x00", b"junk", b"% note\n", b"9 0 obj\n<< >>\nendobj\n"])
def test_bytes_after_the_end_or_before_the_stamp_are_never_intact(office, trust, stamped, long_term, tail):
    assert outcome(long_term + tail, trust) in NOT_INTACT
    assert outcome(stamp_twice(office, long_term_revision(stamped + tail, office.evidence)), trust) in NOT_INTACT


def test_a_second_signature_is_called_changed(office, trust, long_term):
    class Stranger(pyhanko_signers.PdfSigner):
        def _enforce_certification_constraints(self, reader):
            """An attacker does not respect the certification."""

    stranger = Pki.new()
    meta = pyhanko_signers.PdfSignatureMetadata(field_name="Other", subfilter=SigSeedSubFilter.PADES)
    tool = Stranger(meta, SignerBridge(stranger.signer(stranger.issue())), new_field_spec=SigFieldSpec("Other"))
    signed = tool.sign_pdf(IncrementalPdfFileWriter(BytesIO(long_term)), bytes_reserved=12288).getvalue()
    for pdf in (signed, stamp_twice(office, long_term_revision(signed, office.evidence))):
        assert outcome(pdf, trust) is Outcome.CHANGED


def test_a_stamp_without_the_evidence_around_it_is_called_changed(trust, stamped):
    verdict = judge(stamped, trust=trust, at=LATER)
    assert (verdict.outcome, failed(verdict)) == (Outcome.CHANGED, {"archive"})


def test_a_file_cut_back_to_an_earlier_revision_is_intact_only_as_that(office, trust, long_term):
    """Taking off a renewal leaves the file that was there before it, which proves what it proved then."""
    renewed = office.augmented(long_term)
    assert renewed.startswith(long_term) and outcome(renewed, trust) is Outcome.INTACT
    for size in range(len(long_term) + 1, len(renewed), 997):
        assert outcome(renewed[:size], trust) in NOT_INTACT


@pytest.mark.parametrize("kept", ["nothing", "certificates", "lists", "no_root", "more"])
def test_other_evidence_is_called_changed(office, trust, stamped, kept):
    whole, foreign = office.evidence, Office.new()
    evidence = {
        "nothing": Evidence((), ()),
        "certificates": replace(whole, crls=()),
        "lists": replace(whole, certificates=()),
        "no_root": replace(whole, certificates=whole.certificates[1:]),
        "more": Evidence((*whole.certificates, der(foreign.platform)), (*whole.crls, *foreign.evidence.crls)),
    }[kept]
    verdict = judge(stamp_twice(office, long_term_revision(stamped, evidence)), trust=trust, at=LATER)
    assert (verdict.outcome, failed(verdict)) == (Outcome.CHANGED, {"evidence"})


def test_evidence_of_another_file_is_called_changed(office, trust, stamped, long_term):
    other = Office.new(office.pki)
    swapped = stamp_twice(office, long_term_revision(stamped, other.evidence))
    assert failed(judge(swapped, trust=trust, at=LATER)) == {"evidence"}

    def swap_in_place(writer):
        writer.root["/DSS"]["/Certs"] = generic.ArrayObject()
        writer.update_container(writer.root["/DSS"])

    assert outcome(updated(long_term, swap_in_place), trust) is Outcome.CHANGED


def with_last_token(pdf: bytes, token: bytes) -> bytes:
    gap = gap_of(pdf, byte_ranges(pdf)[-1])
    digits = token.hex().upper().encode().ljust(gap.end - gap.start - 2, b"0")
    return pdf[: gap.start + 1] + digits + pdf[gap.end - 1 :]


def test_a_stamp_of_another_file_is_called_changed(office, trust, long_term):
    other = office.long_term(page().replace(b"Xiaoming", b"Xiaomiao"))
    token = gap_of(other, byte_ranges(other)[-1]).container(other).rstrip(b"\0")
    verdict = judge(with_last_token(long_term, token), trust=trust, at=LATER)
    assert (verdict.outcome, failed(verdict)) == (Outcome.CHANGED, {"archive"})
    assert verdict.proven_at is None


def resealed(office: Office, pdf: bytes, token: bytes) -> bytes:
    """The sealed file with another token in the seal itself, and honest evidence around it."""
    gap = gap_of(pdf, byte_ranges(pdf)[-1])
    seal = open_container(gap.container(pdf))
    writer = ContainerWriter(seal.certificate, seal.others, seal.algorithm)
    return office.augmented(with_last_token(pdf, writer.container(seal.attributes, seal.signature, token)))


def test_a_seals_stamp_of_another_seal_is_called_changed(office, trust, stamped):
    other = office.stamped(page().replace(b"Xiaoming", b"Xiaomiao"))
    token = open_container(gap_of(other, byte_ranges(other)[-1]).container(other)).token
    verdict = judge(resealed(office, stamped, token), trust=trust, at=LATER)
    assert (verdict.outcome, failed(verdict)) == (Outcome.CHANGED, {"stamp"})


def test_a_seals_stamp_taken_away_is_another_file_that_proves_only_the_later_time(office, trust, stamped):
    """Nobody can undo an unsigned attribute's absence: the seal is right, and only the fingerprint tells the two apart."""
    verdict = judge(resealed(office, stamped, b""), trust=trust, at=LATER)
    assert (verdict.outcome, verdict.proven_at) == (Outcome.INTACT, LATER)


@pytest.mark.parametrize("where", ["stamp", "archive"])
def test_an_authority_that_nobody_trusts_proves_nothing(office, trust, stamped, where):
    evil = Office.new()
    signature = open_container(gap_of(stamped, byte_ranges(stamped)[-1]).container(stamped)).signature
    if where == "stamp":
        pdf = resealed(office, stamped, evil.stamper()(signature))
    else:
        revision = long_term_revision(stamped, office.evidence)
        pdf = revision.filled(evil.stamper(LATER)(revision.covered))
    verdict = judge(pdf, trust=trust, at=LATER)
    assert (verdict.outcome, failed(verdict), verdict.proven_at) == (Outcome.CHANGED, {where}, None)


def test_a_certificate_that_is_not_for_stamping_proves_nothing(office, trust, stamped):
    revision = long_term_revision(stamped, office.evidence)
    pdf = revision.filled(stamper_of(office.pki, office.platform, LATER)(revision.covered))
    assert failed(judge(pdf, trust=trust, at=LATER)) == {"archive"}


def test_a_stamp_after_the_signers_certificate_ended_does_not_help(office, trust):
    """A back-dated seal: claimed within the certificate's time, stamped after it."""
    short = Office(office.pki, office.pki.issue(not_after=AT - timedelta(days=9)), office.authority)
    claimed = AT - timedelta(days=10)
    signer = short.pki.signer(short.platform, claimed)
    stamped = stamped_with(signer, short.stamper(), claimed_at=claimed)
    verdict = judge(short.augmented(stamped), trust=trust, at=LATER)
    assert verdict.outcome is Outcome.FOREIGN and "key_usage" in failed(verdict)
    assert (verdict.claimed_at, verdict.proven_at) == (claimed, AT)


def test_a_time_claimed_after_the_proven_one_is_called_changed(office, trust):
    pdf = office.augmented(office.stamped(claimed_at=AT + timedelta(days=1)))
    verdict = judge(pdf, trust=trust, at=AT + timedelta(days=2))
    assert (verdict.outcome, failed(verdict)) == (Outcome.CHANGED, {"claimed_time"})


def test_stamps_out_of_order_or_from_the_future_prove_nothing(office, trust):
    backwards = office.augmented(office.stamped(), AT - timedelta(days=1))
    assert failed(judge(backwards, trust=trust, at=LATER)) >= {"stamp"}
    assert failed(judge(office.long_term(), trust=trust, at=AT - timedelta(days=1))) >= {"archive"}


def test_one_bit_anywhere_is_seen(trust, long_term):
    gap = gap_of(long_term, byte_ranges(long_term)[-1])
    good = judge(long_term, trust=trust, at=LATER)
    for position in {*range(0, len(long_term), len(long_term) // 110), gap.start, gap.end - 1, len(long_term) - 1}:
        broken = bytearray(long_term)
        broken[position] ^= 1
        verdict = judge(bytes(broken), trust=trust, at=LATER)
        # CMS leaves a few bytes of a token unsigned (a list of algorithms, a version); none of them says anything.
        if verdict.outcome is Outcome.INTACT:
            assert gap.start < position < gap.end and verdict.stamps == good.stamps, position


def test_spelling_and_padding_of_the_stamp_are_seen(trust, long_term):
    gap = gap_of(long_term, byte_ranges(long_term)[-1])
    lower = long_term[: gap.start] + long_term[gap.start : gap.end].lower() + long_term[gap.end :]
    hidden = long_term[: gap.end - 11] + b"48454C4C4F" + long_term[gap.end - 1 :]
    for pdf in (lower, hidden):
        assert len(pdf) == len(long_term) and outcome(pdf, trust) is Outcome.CHANGED


def test_only_what_ends_in_a_seal_can_be_augmented(office, stamped):
    for pdf in (page(), b"", b"%PDF-1.7\n", stamped + b"\n", updated(stamped, add_annotation)):
        with pytest.raises(SealError):
            office.augmented(pdf)


def test_a_wrong_answer_of_the_authority_never_gets_out(office, stamped):
    stamper = office.stamper()
    for wrong in (
        lambda data: stamper(data + b" "),
        lambda data: b"",
        lambda data: b"\x30\x00",
        Office.new().stamper(),
    ):
        with pytest.raises(SealError):
            augment(stamped, office.evidence, wrong)
    for wrong in (lambda data: stamper(data + b" "), lambda data: b"\x30\x00"):
        with pytest.raises(SealError):
            stamped_with(office.signer, wrong)


@pytest.mark.parametrize("streams", [True, False])
def test_the_revision_has_cross_references_of_the_files_own_kind(office, trust, streams):
    writer, out = copy_into_new_writer(PdfFileReader(BytesIO(page())), {"stream_xrefs": streams}), BytesIO()
    writer.write(out)
    pdf = office.augmented(office.long_term(out.getvalue()))
    assert outcome(pdf, trust) is Outcome.INTACT
    assert (pdf.count(b"/Type /XRef"), pdf.count(b"\ntrailer")) == ((4, 0) if streams else (0, 4))


def test_the_signers_time_of_long_ago_needs_no_clock(office, trust, long_term):
    assert outcome(long_term, trust, datetime(2029, 6, 1, tzinfo=UTC)) is Outcome.INTACT

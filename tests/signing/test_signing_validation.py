"""Judging: our own files are intact, and every way to touch one is seen; nothing a file holds makes judging raise."""

import zlib
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from io import BytesIO

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers as pyhanko_signers
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter
from signing_world import AT, Pki, der, page, sealed_with

from cms.demo.pki import issue
from cms.signing.backends.bridge import SignerBridge
from cms.signing.containers import open_container
from cms.signing.proofs import byte_ranges, gap_of
from cms.signing.trust import TrustStore
from cms.signing.validation import Expectation, Outcome, judge

NOT_INTACT = {Outcome.CHANGED, Outcome.FOREIGN, Outcome.UNREADABLE}


@pytest.fixture(scope="session")
def trust(pki) -> TrustStore:
    return pki.trust()


@pytest.fixture(scope="session")
def gap(sealed):
    return gap_of(sealed, byte_ranges(sealed)[-1])


def failed(verdict) -> set[str]:
    return {check.code for check in verdict.checks if not check.ok}


def updated(pdf: bytes, change) -> bytes:
    """The file with one more incremental revision; change gets the writer."""
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


def test_our_own_file_is_intact_and_every_check_says_so_in_words(sealed, trust, signers):
    verdict = judge(sealed, trust=trust, at=AT)
    assert verdict.outcome is Outcome.INTACT
    assert all(check.ok and check.sentence.endswith("。") for check in verdict.checks) and len(verdict.checks) >= 12
    assert verdict.sha256 == sha256(sealed).hexdigest() and verdict.reason == ""
    assert verdict.signer.sha256 == sha256(signers["p256"].certificate).hexdigest()
    assert "測試" in verdict.signer.subject and "測試" in verdict.signer.issuer


def test_an_unsigned_page_is_foreign(trust):
    verdict = judge(page(), trust=trust, at=AT)
    assert (verdict.outcome, failed(verdict)) == (Outcome.FOREIGN, {"signed"})


@pytest.mark.parametrize(
    "pdf", [b"", b"hello", b"PK\x03\x04" + bytes(100), b"%PDF-1.7\n", b"%PDF-1.7\n" + b"\xff" * 5000]
)
def test_what_is_no_pdf_is_unreadable(trust, pdf):
    verdict = judge(pdf, trust=trust, at=AT)
    assert verdict.outcome is Outcome.UNREADABLE and verdict.reason


def test_one_bit_anywhere_is_seen(sealed, trust, gap):
    everywhere = range(0, len(sealed), len(sealed) // 120)
    within = range(gap.start, gap.start + 3600, 40)  # the container itself, and the start of its padding
    for position in {*everywhere, *within, gap.start, gap.end - 1, len(sealed) - 1}:
        for bit in (1, 0x20):
            broken = bytearray(sealed)
            broken[position] ^= bit
            verdict = judge(bytes(broken), trust=trust, at=AT)
            assert verdict.outcome in NOT_INTACT, f"bit {bit} of byte {position}"
            assert verdict.reason


def test_a_changed_letter_on_the_page_is_called_changed(sealed, trust):
    verdict = judge(sealed.replace(b"Lin Xiaoming", b"Lin Xiaomiao"), trust=trust, at=AT)
    assert (verdict.outcome, failed(verdict)) == (Outcome.CHANGED, {"digest"})
    assert verdict.reason == "檔案內容與簽章當時不同。"


def test_a_truncated_file_is_never_intact(sealed, trust):
    for size in [*range(0, len(sealed), len(sealed) // 40), len(sealed) - 1]:
        assert judge(sealed[:size], trust=trust, at=AT).outcome in NOT_INTACT, size


@pytest.mark.parametrize("tail", [b"\n", b" ", b"\x00", b"junk", b"1 0 obj\n<< >>\nendobj\n"])
def test_bytes_after_the_end_are_called_changed(sealed, trust, tail):
    verdict = judge(sealed + tail, trust=trust, at=AT)
    assert verdict.outcome is Outcome.CHANGED and "coverage" in failed(verdict)


def test_a_second_end_marker_is_never_intact(sealed, trust):
    assert judge(sealed + b"%%EOF\n", trust=trust, at=AT).outcome in NOT_INTACT


def test_bytes_before_the_start_are_never_intact(sealed, trust):
    assert judge(b"\n" + sealed, trust=trust, at=AT).outcome in NOT_INTACT


def test_page_content_replaced_by_a_later_revision_is_called_changed(sealed, trust):
    verdict = judge(updated(sealed, replace_page_content), trust=trust, at=AT)
    assert verdict.outcome is Outcome.CHANGED and "coverage" in failed(verdict)


def test_a_signature_cut_from_the_form_by_a_later_revision_is_never_intact(sealed, trust):
    def forget_the_form(writer):
        del writer.root["/AcroForm"]
        writer.update_root()

    assert judge(updated(sealed, forget_the_form), trust=trust, at=AT).outcome is Outcome.FOREIGN


def test_a_second_field_that_shows_the_same_signature_is_called_changed(sealed, trust):
    def show_twice(writer):
        fields = writer.root["/AcroForm"]["/Fields"]
        copy = generic.DictionaryObject(dict(fields[0].get_object()))
        copy["/T"] = generic.pdf_string("Twin")
        fields.append(writer.add_object(copy))
        writer.update_container(fields)

    verdict = judge(updated(sealed, show_twice), trust=trust, at=AT)
    assert verdict.outcome is Outcome.CHANGED and "one_signature" in failed(verdict)


def test_a_strangers_signature_on_top_is_called_changed(sealed, trust):
    class Stranger(pyhanko_signers.PdfSigner):
        def _enforce_certification_constraints(self, reader):
            """An attacker does not respect the certification."""

    stranger = Pki.new()
    meta = pyhanko_signers.PdfSignatureMetadata(field_name="Other", subfilter=SigSeedSubFilter.PADES)
    tool = Stranger(meta, SignerBridge(stranger.signer(stranger.issue())), new_field_spec=SigFieldSpec("Other"))
    out = tool.sign_pdf(IncrementalPdfFileWriter(BytesIO(sealed)), bytes_reserved=12288)
    verdict = judge(out.getvalue(), trust=trust, at=AT)
    assert verdict.outcome is Outcome.CHANGED and "one_signature" in failed(verdict)


def test_data_in_the_padding_is_called_changed(sealed, trust, gap):
    hidden = sealed[: gap.end - 21] + b"48454C4C4F0000000000" + sealed[gap.end - 1 :]
    assert len(hidden) == len(sealed)
    verdict = judge(hidden, trust=trust, at=AT)
    assert (verdict.outcome, failed(verdict)) == (Outcome.CHANGED, {"form"})


def test_another_spelling_of_the_same_hexadecimal_digits_is_called_changed(sealed, trust, gap):
    respelled = sealed[: gap.start] + sealed[gap.start : gap.end].lower() + sealed[gap.end :]
    assert respelled != sealed
    verdict = judge(respelled, trust=trust, at=AT)
    assert (verdict.outcome, failed(verdict)) == (Outcome.CHANGED, {"contents"})


@pytest.mark.parametrize(
    "numbers",
    ["0 1 2 3", "0 0 0 0", "1 {h} {s} {t}", "0 {h} {s} 0", "0 {h} {h} {t}", "0 {s} {h} {t}", "0 {h} {s} 9999",
     "0 {h1} {s} {t}", "0 {h} {s1} {t1}", "0 -1 {s} {t}", "0 {h} {s}", "0 {h} {s} 1 1", "null", "0 {h}.5 {s} 9"],
)  # fmt: skip
def test_a_tampered_byte_range_is_never_intact(sealed, trust, gap, numbers):
    head, second, tail = gap.start, gap.end, len(sealed) - gap.end
    text = numbers.format(h=head, s=second, t=tail, h1=head - 1, s1=second + 1, t1=tail - 1).encode()
    start = sealed.index(b"[", sealed.rindex(b"/ByteRange")) + 1
    room = sealed.index(b"]", start) - start
    assert len(text) <= room
    verdict = judge(sealed[:start] + text.ljust(room) + sealed[start + room :], trust=trust, at=AT)
    assert verdict.outcome in NOT_INTACT


def test_a_container_of_another_file_is_called_changed(signers, sealed, trust, gap):
    other = sealed_with(signers["p256"], page().replace(b"Xiaoming", b"Xiaomiao"))
    assert gap_of(other, byte_ranges(other)[-1]) == gap
    mixed = sealed[: gap.start] + other[gap.start : gap.end] + sealed[gap.end :]
    verdict = judge(mixed, trust=trust, at=AT)
    assert (verdict.outcome, failed(verdict)) == (Outcome.CHANGED, {"digest"})


def test_a_seal_that_allows_changes_is_not_ours(signers, trust):
    verdict = judge(sealed_with(signers["p256"], certify=False), trust=trust, at=AT)
    assert (verdict.outcome, failed(verdict)) == (Outcome.CHANGED, {"certification"})


def test_a_signing_time_attribute_is_not_ours(signers, trust):
    meta = pyhanko_signers.PdfSignatureMetadata(field_name="Seal", certify=True, md_algorithm="sha256")
    out = pyhanko_signers.PdfSigner(meta, SignerBridge(signers["p256"])).sign_pdf(
        IncrementalPdfFileWriter(BytesIO(page())), bytes_reserved=12288
    )
    verdict = judge(out.getvalue(), trust=trust, at=datetime.now(UTC))
    assert verdict.outcome is Outcome.CHANGED and {"certification", "form"} <= failed(verdict)


def test_a_look_alike_authority_of_the_same_name_is_foreign(trust):
    double = Pki.new()
    verdict = judge(sealed_with(double.signer(double.issue())), trust=trust, at=AT)
    assert (verdict.outcome, failed(verdict)) == (Outcome.FOREIGN, {"chain"})


def test_a_look_alike_root_beside_the_real_one_changes_nothing(sealed, pki, trust):
    double = Pki.new()
    both = TrustStore((der(double.root), der(pki.root)), trust.crls)
    assert judge(sealed, trust=both, at=AT).outcome is Outcome.INTACT


def test_a_self_signed_certificate_of_the_same_name_is_foreign(trust):
    alone = issue("測試平臺", ec.generate_private_key(ec.SECP256R1()), issuer=None, usages=["digital_signature"])
    pki = Pki(alone, alone)
    verdict = judge(sealed_with(pki.signer(alone)), trust=trust, at=AT)
    assert verdict.outcome is Outcome.FOREIGN and "chain" in failed(verdict)


def test_an_end_entity_cannot_issue(pki, trust):
    middle = pki.issue()
    below = issue("測試下層", ec.generate_private_key(ec.SECP256R1()), issuer=middle, usages=["digital_signature"])
    verdict = judge(sealed_with(Pki(pki.root, middle).signer(below)), trust=trust, at=AT)
    assert verdict.outcome is Outcome.FOREIGN and "chain" in failed(verdict)


def test_a_certificate_outside_of_its_time_is_foreign(sealed, trust):
    for at in (datetime(2031, 1, 1, tzinfo=UTC), datetime(2023, 1, 1, tzinfo=UTC)):
        verdict = judge(sealed, trust=trust, at=at)
        assert verdict.outcome is Outcome.FOREIGN and {"chain", "key_usage"} <= failed(verdict)


def test_a_revoked_signer_is_foreign_from_that_day_on(sealed, pki, signers):
    certificate = x509.load_der_x509_certificate(signers["p256"].certificate)
    since = AT - timedelta(days=1)
    trust = pki.trust((certificate, since))
    verdict = judge(sealed, trust=trust, at=AT)
    assert (verdict.outcome, failed(verdict)) == (Outcome.FOREIGN, {"revocation"})
    assert "廢止" in verdict.reason
    assert judge(sealed, trust=pki.trust((certificate, AT + timedelta(days=1))), at=AT).outcome is Outcome.INTACT


def test_the_newest_revocation_list_decides(sealed, pki, signers):
    certificate = x509.load_der_x509_certificate(signers["p256"].certificate)
    older = pki.trust((certificate, AT - timedelta(days=9)), issued_at=AT - timedelta(days=8)).crls
    newer = pki.trust(issued_at=AT - timedelta(days=2), number=2).crls
    assert judge(sealed, trust=TrustStore((der(pki.root),), older + newer), at=AT).outcome is Outcome.INTACT
    assert judge(sealed, trust=TrustStore((der(pki.root),), older), at=AT).outcome is Outcome.FOREIGN


def test_a_list_that_is_out_of_date_or_by_a_look_alike_counts_as_none(sealed, pki):
    stale = pki.trust(next_update=AT - timedelta(days=1))
    forged = TrustStore((der(pki.root),), Pki.new().trust().crls)
    for trust in (stale, forged, TrustStore((der(pki.root),))):
        verdict = judge(sealed, trust=trust, at=AT)
        assert (verdict.outcome, failed(verdict)) == (Outcome.FOREIGN, {"revocation"})
    lenient = TrustStore((der(pki.root),), (), require_revocation=False)
    assert judge(sealed, trust=lenient, at=AT).outcome is Outcome.INTACT


def test_nobody_is_trusted_where_there_is_no_anchor(sealed):
    assert judge(sealed, trust=TrustStore(()), at=AT).outcome is Outcome.FOREIGN


def test_a_claimed_time_in_the_future_is_called_changed(signers, trust):
    verdict = judge(sealed_with(signers["p256"], claimed_at=AT + timedelta(days=30)), trust=trust, at=AT)
    assert (verdict.outcome, failed(verdict)) == (Outcome.CHANGED, {"claimed_time"})


def test_what_the_register_expects_is_compared(sealed, trust, signers):
    right = Expectation(sha256(sealed).hexdigest(), sha256(signers["p256"].certificate).hexdigest(), "Seal")
    assert judge(sealed, trust=trust, at=AT, expect=right).outcome is Outcome.INTACT
    for wrong, outcome, code in (
        (Expectation(sha256="0" * 64), Outcome.CHANGED, "expected_file"),
        (Expectation(signer_sha256="0" * 64), Outcome.FOREIGN, "expected_signer"),
        (Expectation(field="Other"), Outcome.CHANGED, "expected_field"),
    ):
        verdict = judge(sealed, trust=trust, at=AT, expect=wrong)
        assert (verdict.outcome, failed(verdict)) == (outcome, {code})


def test_certificates_smuggled_into_the_container_are_seen(signers, pki, trust):
    honest = pki.signer(pki.issue())
    honest.chain = (*honest.chain, der(pki.issue()))
    verdict = judge(sealed_with(honest), trust=trust, at=AT)
    assert (verdict.outcome, failed(verdict)) == (Outcome.CHANGED, {"carried"})


def test_a_file_of_ours_too_damaged_to_read_is_called_changed(sealed, trust):
    for damaged in (b"%PDF-1.7\n" + sealed, sealed[:40] + b"edited" + sealed[40:], sealed[:-20]):
        verdict = judge(damaged, trust=trust, at=AT)
        assert verdict.outcome is Outcome.CHANGED and "readable" in failed(verdict)
        assert verdict.signer and verdict.sha256 == sha256(damaged).hexdigest()


def test_a_strangers_file_too_damaged_to_read_is_unreadable(trust):
    double = Pki.new()
    damaged = sealed_with(double.signer(double.issue()))[:-20]
    assert judge(damaged, trust=trust, at=AT).outcome is Outcome.UNREADABLE


def bomb(megabytes: int) -> bytes:
    """A PDF whose cross-reference stream inflates to so many megabytes."""
    packer = zlib.compressobj(9)
    data = b"".join(packer.compress(bytes(1 << 20)) for _ in range(megabytes)) + packer.flush()
    head = b"%PDF-1.7\n"
    entry = b"<< /Type /XRef /Size 9 /W [1 4 1] /Root 1 0 R /Filter /FlateDecode /Length %d >>" % len(data)
    return (
        head
        + b"2 0 obj\n"
        + entry
        + b"\nstream\n"
        + data
        + b"\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % len(head)
    )


def test_a_bomb_is_unreadable_and_does_not_go_off(trust):
    assert judge(bomb(300), trust=trust, at=AT).outcome is Outcome.UNREADABLE


def test_deep_nesting_and_loops_are_unreadable_or_foreign(trust):
    deep = page().replace(b"/Type /Catalog", b"/Type /Catalog /Deep " + b"[" * 50_000 + b"]" * 50_000)
    loop = page().replace(b"startxref\n", b"/Prev 9\nstartxref\n")
    for pdf in (deep, loop, page().replace(b"/Fields [6 0 R]", b"/Fields 1 0 R")):
        assert judge(pdf, trust=trust, at=AT).outcome in {Outcome.UNREADABLE, Outcome.FOREIGN}


def test_no_container_makes_judging_raise(sealed, trust, gap):
    whole = gap.container(sealed)
    size = len(open_container(whole).der)
    for content in (b"", b"\x30\x80", b"\x30\x84\xff\xff\xff\xff", b"\x02\x01\x01", bytes(64), whole[: size // 2]):
        digits = content.hex().upper().encode().ljust(gap.end - gap.start - 2, b"0")
        pdf = sealed[: gap.start + 1] + digits + sealed[gap.end - 1 :]
        assert judge(pdf, trust=trust, at=AT).outcome in NOT_INTACT

"""A file of 2026, kept here as it was: every later version of ours, and of the libraries below, must call it intact."""

from datetime import timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from signing_world import AT

from cms.signing.trust import TrustStore
from cms.signing.validation import Outcome, judge

FOLDER = Path(__file__).with_name("archive")


def test_a_file_of_2026_is_intact_with_nothing_but_its_root():
    root = x509.load_pem_x509_certificate((FOLDER / "test-root.pem").read_bytes()).public_bytes(Encoding.DER)
    pdf = (FOLDER / "long-term-2026.pdf").read_bytes()
    verdict = judge(pdf, trust=TrustStore((root,)), at=AT + timedelta(days=900))
    assert verdict.outcome is Outcome.INTACT, verdict.reason
    assert (verdict.proven_at, len(verdict.stamps)) == (AT, 3)

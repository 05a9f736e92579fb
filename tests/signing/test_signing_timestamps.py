"""The local time-stamping authority: its tokens hold, here and for OpenSSL, and nothing else passes."""

import subprocess
from datetime import timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID
from signing_world import Pki, key_pem, pem

from cms.core import clock
from cms.core.errors import Refused
from cms.demo.pki import make_test_pki
from cms.signing.timestamps import check_stamp, stamp, stamped_at
from cms.signing.trust import TrustStore

DATA = b'{"seq":128}'


def trust_of(home) -> TrustStore:
    root = x509.load_pem_x509_certificate((home / "pki" / "anchors" / "test-root.pem").read_bytes())
    lists = tuple(path.read_bytes() for path in (home / "pki").glob("*.crl"))
    return TrustStore((root.public_bytes(Encoding.DER),), lists)


def test_a_token_holds_for_its_data_only(home):
    token, trust = stamp(DATA), trust_of(home)
    assert check_stamp(DATA, token, trust)
    assert not check_stamp(DATA + b" ", token, trust)
    assert abs(stamped_at(token) - clock.now()) < timedelta(minutes=1)


def test_two_tokens_over_the_same_data_differ(home):
    assert stamp(DATA) != stamp(DATA)


def test_garbage_and_changed_tokens_do_not_hold(home):
    token, trust = stamp(DATA), trust_of(home)
    for bad in (b"", b"\x30\x00", b"garbage", token[:-1], token[: len(token) // 2]):
        assert not check_stamp(DATA, bad, trust)
    for position in range(0, len(token), 7):
        broken = bytearray(token)
        broken[position] ^= 4
        # CMS leaves a few bytes unsigned (the list of digest algorithms, a version); none of them says anything.
        if check_stamp(DATA, bytes(broken), trust):
            assert stamped_at(bytes(broken)) == stamped_at(token), position


def test_a_token_of_another_installations_authority_does_not_hold(home, tmp_path, settings):
    token = stamp(DATA)
    make_test_pki(tmp_path / "other", tmp_path / "other-keys")
    assert not check_stamp(DATA, token, trust_of(tmp_path / "other"))
    assert not check_stamp(DATA, token, TrustStore(()))


def install(settings, pki: Pki, **options) -> TrustStore:
    """Let this installation stamp with a certificate of one's own making."""
    issued = pki.issue(**options)
    (settings.MYDOC_KEYS / "signing" / "tsa.key.pem").write_bytes(key_pem(issued.key))
    (settings.MYDOC_HOME / "pki" / "tsa.pem").write_bytes(pem(issued.certificate, pki.authority.certificate))
    return pki.trust()


def test_only_a_certificate_for_time_stamping_counts(home, settings, pki):
    good = install(settings, pki, purposes=[ExtendedKeyUsageOID.TIME_STAMPING])
    assert check_stamp(DATA, stamp(DATA), good)
    for purposes in (
        [],
        [ExtendedKeyUsageOID.TIME_STAMPING, ExtendedKeyUsageOID.CODE_SIGNING],
        [ExtendedKeyUsageOID.CODE_SIGNING],
    ):
        trust = install(settings, pki, purposes=purposes)
        assert not check_stamp(DATA, stamp(DATA), trust)


def test_a_token_from_the_future_does_not_hold(home, monkeypatch):
    real = clock.now()
    monkeypatch.setattr(clock, "now", lambda: real + timedelta(days=1))
    token = stamp(DATA)
    monkeypatch.setattr(clock, "now", lambda: real)
    assert not check_stamp(DATA, token, trust_of(home))


def test_a_revoked_authority_does_not_count(home, settings, pki):
    trust = install(settings, pki, purposes=[ExtendedKeyUsageOID.TIME_STAMPING])
    token = stamp(DATA)
    revoked = x509.load_pem_x509_certificates((settings.MYDOC_HOME / "pki" / "tsa.pem").read_bytes())[0]
    assert check_stamp(DATA, token, trust)
    assert not check_stamp(DATA, token, pki.trust((revoked, clock.now() - timedelta(days=1))))


def test_the_default_is_the_trust_of_the_database(home, db):
    assert not check_stamp(DATA, stamp(DATA))


def test_no_key_no_stamp(settings, tmp_path):
    settings.MYDOC_HOME, settings.MYDOC_KEYS = tmp_path / "nothing", tmp_path / "nothing"
    with pytest.raises(Refused, match="tsa"):
        stamp(DATA)


@pytest.mark.real("openssl")
def test_openssl_agrees(home, tmp_path):
    (tmp_path / "data").write_bytes(DATA)
    (tmp_path / "token").write_bytes(stamp(DATA))
    anchor = home / "pki" / "anchors" / "test-root.pem"
    run = subprocess.run(
        ["openssl", "ts", "-verify", "-data", "data", "-token_in", "-in", "token", "-CAfile", anchor],
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert run.returncode == 0 and "Verification: OK" in run.stdout

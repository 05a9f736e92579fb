"""Software keys: loaded once, and refused when key, certificate and purpose do not belong together."""

from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from signing_world import AT, der, key_pem, pem

from cms.core.errors import Refused
from cms.signing.backends.opening import open_signer
from cms.signing.backends.software import SoftwareSigner
from cms.signing.containers import ECDSA, RSA
from cms.signing.models import SigningProfile
from cms.signing.proofs import check_raw_signature


@pytest.mark.parametrize(("kind", "algorithm"), [("p256", ECDSA), ("rsa", RSA)])
def test_raw_signatures_come_in_order_and_fit_the_certificate(signers, kind, algorithm):
    signer = signers[kind]
    assert signer.algorithm == algorithm
    texts = [b"one", b"two", b"three"]
    for text, signature in zip(texts, signer.sign(texts), strict=True):
        check_raw_signature(signer.certificate, algorithm, text, signature)


def test_the_root_is_left_out_of_the_chain(signers, pki):
    assert signers["p256"].chain == (der(pki.authority),)


def test_a_key_of_another_certificate_is_refused(pki):
    one, other = pki.issue(), pki.issue()
    with pytest.raises(Refused, match="不是一對"):
        SoftwareSigner(key_pem(other.key), pem(one.certificate), at=AT)


@pytest.mark.parametrize("at", [datetime(2023, 12, 31, tzinfo=UTC), datetime(2030, 1, 2, tzinfo=UTC)])
def test_a_certificate_outside_of_its_time_is_refused(pki, at):
    with pytest.raises(Refused, match="有效期間"):
        pki.signer(pki.issue(), at=at)


@pytest.mark.parametrize(
    "usages",
    [
        ("key_encipherment", "data_encipherment"),
        ("digital_signature", "key_encipherment"),
        ("content_commitment",),
        ("digital_signature", "key_cert_sign"),
    ],
)
def test_a_certificate_for_another_purpose_is_refused(pki, usages):
    with pytest.raises(Refused, match="簽章"):
        pki.signer(pki.issue(usages=usages))


def test_a_card_with_digital_signature_only_is_accepted(pki):
    assert pki.signer(pki.issue(usages=("digital_signature",)))
    assert pki.signer(pki.issue(usages=("digital_signature", "content_commitment")))


def test_an_authoritys_certificate_is_refused(pki):
    with pytest.raises(Refused):
        SoftwareSigner(key_pem(pki.authority.key), pem(pki.authority.certificate), at=AT)


def test_short_and_strange_keys_are_refused(pki):
    short = pki.issue(rsa.generate_private_key(65537, 1024))
    with pytest.raises(Refused, match="2048"):
        pki.signer(short)
    with pytest.raises(Refused, match="種類"):
        SoftwareSigner(key_pem(ed25519.Ed25519PrivateKey.generate()), pem(short.certificate), at=AT)


def test_a_curve_that_no_check_accepts_never_gets_sealed(pki):
    with pytest.raises(Refused, match="曲線"):
        pki.signer(pki.issue(ec.generate_private_key(ec.SECP256K1())))


@pytest.mark.parametrize("content", [b"", b"-----BEGIN PRIVATE KEY-----\nnonsense\n-----END PRIVATE KEY-----\n"])
def test_files_that_cannot_be_read_are_refused_in_words(pki, tmp_path, content):
    good = pem(pki.issue().certificate)
    with pytest.raises(Refused, match="讀不懂"):
        SoftwareSigner(content, good, at=AT)
    with pytest.raises(Refused, match="找不到.*absent"):
        SoftwareSigner.from_files(tmp_path / "absent.pem", tmp_path / "absent.pem", at=AT)


def profile(**changes) -> SigningProfile:
    return SigningProfile(**({"slug": "p", "key_ref": "file:platform", "approved_at": AT} | changes))


def test_the_demo_platform_key_opens(home):
    assert open_signer(profile()).algorithm == ECDSA


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"approved_at": None}, "尚未核定"),
        ({"key_ref": "file:nobody"}, "找不到"),
        ({"key_ref": "pkcs11:token"}, "不支援"),
        ({"algorithm": RSA}, "另提一個"),
        ({"key_ref": "file:authority"}, "金鑰用途|憑證機構"),
    ],
)
def test_what_cannot_seal_does_not_open(home, changes, words):
    with pytest.raises(Refused, match=words):
        open_signer(profile(**changes))

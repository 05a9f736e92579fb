"""The test PKI: complete, private, unmistakably for tests, and untouched by a second run."""

from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from cms.demo.pki import make_test_pki, name_of


@pytest.fixture
def folders(tmp_path) -> tuple[Path, Path]:
    make_test_pki(tmp_path / "home", tmp_path / "keys")
    return tmp_path / "home" / "pki", tmp_path / "keys" / "signing"


def certificates(pki: Path) -> dict[str, x509.Certificate]:
    files = {
        "root": "anchors/test-root.pem",
        "authority": "authority.pem",
        "platform": "platform.pem",
        "tsa": "tsa.pem",
    }
    return {name: x509.load_pem_x509_certificates((pki / file).read_bytes())[0] for name, file in files.items()}


def test_every_certificate_follows_from_the_anchor(folders):
    found = certificates(folders[0])
    found["root"].verify_directly_issued_by(found["root"])
    found["authority"].verify_directly_issued_by(found["root"])
    found["platform"].verify_directly_issued_by(found["authority"])
    found["tsa"].verify_directly_issued_by(found["authority"])


def test_names_say_that_this_is_a_test(folders):
    for certificate in certificates(folders[0]).values():
        for name in (certificate.subject, certificate.issuer):
            for oid in (NameOID.ORGANIZATION_NAME, NameOID.COMMON_NAME):
                assert "測試" in name.get_attributes_for_oid(oid)[0].value
    with pytest.raises(ValueError, match="測試"):
        name_of("Government Root Certification Authority")


def test_platform_seals_and_the_tsa_only_stamps(folders):
    found = certificates(folders[0])
    assert isinstance(found["platform"].public_key().curve, ec.SECP256R1)
    usage = found["platform"].extensions.get_extension_for_class(x509.KeyUsage).value
    assert usage.digital_signature and not usage.key_encipherment and not usage.key_cert_sign
    purpose = found["tsa"].extensions.get_extension_for_class(x509.ExtendedKeyUsage)
    assert purpose.critical and list(purpose.value) == [ExtendedKeyUsageOID.TIME_STAMPING]


def test_serials_have_128_bits_and_differ(folders):
    serials = {certificate.serial_number for certificate in certificates(folders[0]).values()}
    assert len(serials) == 4 and all(serial.bit_length() == 128 for serial in serials)


def test_revocation_lists_are_signed_by_their_authorities(folders):
    found = certificates(folders[0])
    for name in ("root", "authority"):
        crl = x509.load_der_x509_crl((folders[0] / f"{name}.crl").read_bytes())
        assert crl.is_signature_valid(found[name].public_key()) and len(crl) == 0


def test_keys_are_readable_by_their_owner_only_and_the_roots_is_gone(folders):
    keys = {path.name: path.stat().st_mode & 0o777 for path in folders[1].iterdir()}
    assert keys == {"authority.key.pem": 0o600, "platform.key.pem": 0o600, "tsa.key.pem": 0o600}


def test_second_run_changes_nothing(tmp_path, folders):
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    make_test_pki(tmp_path / "home", tmp_path / "keys")
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


def test_an_interrupted_first_run_is_made_good(tmp_path, folders):
    (folders[0] / "anchors" / "test-root.pem").unlink()
    make_test_pki(tmp_path / "home", tmp_path / "keys")
    test_every_certificate_follows_from_the_anchor(folders)

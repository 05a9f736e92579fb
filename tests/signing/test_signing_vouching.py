"""The public line about a seal: names in the authority's own order, and the key's kind."""

from datetime import UTC, datetime
from pathlib import Path

from cms.demo.pki import make_test_pki
from cms.signing.backends.software import SoftwareSigner
from cms.signing.vouching import vouching_of

AT = datetime(2026, 11, 24, tzinfo=UTC)


def test_the_line_of_the_test_platform(tmp_path: Path):
    make_test_pki(tmp_path / "home", tmp_path / "keys")
    signer = SoftwareSigner.from_files(
        tmp_path / "keys/signing/platform.key.pem", tmp_path / "home/pki/platform.pem", at=AT
    )
    line = vouching_of(signer, "測試文件保管箱平臺", AT)
    assert (line.at, line.kind, line.signer) == (AT, "seal", "測試文件保管箱平臺")
    assert line.subject.startswith("C=TW, O=測試")
    assert "測試" in line.issuer
    assert line.algorithm == "ECDSA P-256, SHA-256"
    assert int(line.serial, 16) > 2**64

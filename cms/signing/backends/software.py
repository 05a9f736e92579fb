"""A key in a file: for demo and tests, and refused by the system check in production."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key

from cms.core.errors import Refused
from cms.signing.containers import CURVES, ECDSA, RSA
from cms.signing.trust import may_seal


class SoftwareSigner:
    """Loads the key once and refuses one that its certificate does not speak for; implements Signer."""

    def __init__(self, key_pem: bytes, certificates_pem: bytes, *, at: datetime) -> None:
        """key_pem: PKCS #8 without password; certificates_pem: the signer's first, then its CAs, a root is left out.

        Raises Refused if the files cannot be read, the key is not the certificate's, the certificate is not valid at
        that time, or its key usage is not for signing.
        """
        try:
            self._key = load_pem_private_key(key_pem, password=None)
            own, *others = x509.load_pem_x509_certificates(certificates_pem)
        except (ValueError, TypeError, UnsupportedAlgorithm) as error:
            raise Refused("簽章金鑰或憑證檔讀不懂：需要未加密的 PEM 私鑰與 PEM 憑證，請重新放置這兩個檔案。") from error
        if _public(self._key) != _public_of(own):
            raise Refused("簽章金鑰與憑證不是一對：請把與憑證同時產生的金鑰放回。")
        may_seal(own, at)
        self.certificate = own.public_bytes(Encoding.DER)
        self.chain = tuple(one.public_bytes(Encoding.DER) for one in others if one.subject != one.issuer)
        self.algorithm = RSA if isinstance(self._key, rsa.RSAPrivateKey) else ECDSA

    @classmethod
    def from_files(cls, key: Path, certificates: Path, *, at: datetime) -> SoftwareSigner:
        """As __init__, from two files; raises Refused if one is missing."""
        try:
            return cls(key.read_bytes(), certificates.read_bytes(), at=at)
        except OSError as error:
            raise Refused(f"找不到簽章金鑰或憑證檔（{Path(error.filename or '').name}）：請先放置後再封緘。") from error

    def sign(self, attributes: Sequence[bytes]) -> Sequence[bytes]:
        """Raw signatures over each DER SignedAttributes, in order."""
        if isinstance(self._key, rsa.RSAPrivateKey):
            return [self._key.sign(one, padding.PKCS1v15(), SHA256()) for one in attributes]
        return [self._key.sign(one, ec.ECDSA(SHA256())) for one in attributes]


def _public(key: object) -> bytes:
    if isinstance(key, rsa.RSAPrivateKey) and key.key_size < 2048:
        raise Refused(f"簽章金鑰只有 {key.key_size} 位元：RSA 至少要 2048 位元。")
    if not isinstance(key, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey):
        raise Refused("簽章金鑰的種類不支援：請用 RSA 或橢圓曲線金鑰。")
    if isinstance(key, ec.EllipticCurvePrivateKey) and key.curve.name not in CURVES:
        raise Refused(f"簽章金鑰的曲線 {key.curve.name} 不支援：請用 P-256 或 P-384。")
    return key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def _public_of(certificate: x509.Certificate) -> bytes:
    return certificate.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)

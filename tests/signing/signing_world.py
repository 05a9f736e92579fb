"""A PKI in memory and pages to seal; all keys and signatures are real."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID

from cms.core.papers import SealSlot, Unsealed
from cms.demo.pki import Issued, issue, revocation_list
from cms.signing.backends.software import SoftwareSigner
from cms.signing.containers import STAMPED_RESERVE
from cms.signing.pades import RESERVE, seal
from cms.signing.timestamps import issue_token
from cms.signing.trust import Evidence, TrustStore

AT = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
CA_USAGES = ["key_cert_sign", "crl_sign"]


def der(issued: Issued) -> bytes:
    return issued.certificate.public_bytes(Encoding.DER)


def pem(*certificates: x509.Certificate) -> bytes:
    return b"".join(one.public_bytes(Encoding.PEM) for one in certificates)


def key_pem(key) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


@dataclass(frozen=True)
class Pki:
    """A root, one organisation CA below it, and whatever a test lets it issue."""

    root: Issued
    authority: Issued

    @classmethod
    def new(cls) -> "Pki":
        root = issue("測試根", ec.generate_private_key(ec.SECP384R1()), issuer=None, usages=CA_USAGES, ca_depth=1)
        key = ec.generate_private_key(ec.SECP384R1())
        return cls(root, issue("測試組織", key, issuer=root, usages=CA_USAGES, ca_depth=0))

    def issue(self, key=None, usages=("digital_signature",), **options) -> Issued:
        key = key or ec.generate_private_key(ec.SECP256R1())
        return issue("測試平臺", key, issuer=self.authority, usages=usages, **options)

    def signer(self, issued: Issued, at: datetime = AT) -> SoftwareSigner:
        chain = pem(issued.certificate, self.authority.certificate, self.root.certificate)
        return SoftwareSigner(key_pem(issued.key), chain, at=at)

    def trust(self, *revoked, **options) -> TrustStore:
        lists = [revocation_list(self.authority, revoked, **options), revocation_list(self.root)]
        return TrustStore((der(self.root),), tuple(one.public_bytes(Encoding.DER) for one in lists))


def page(field: str = "Seal") -> bytes:
    """A one-page PDF 1.7 with a line of text and, if it is named, an empty invisible signature field."""
    text = b"BT /F1 24 Tf 72 700 Td (Diploma of Lin Xiaoming) Tj ET"
    form = b"/AcroForm << /Fields [6 0 R] >>" if field else b""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R " + form + b" >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >>"
        + (b" /Annots [6 0 R]" if field else b"")
        + b" >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(text), text),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    if field:
        widget = b"<< /Type /Annot /Subtype /Widget /FT /Sig /T (%s) /F 132 /P 3 0 R /Rect [0 0 0 0] >>"
        objects.append(widget % field.encode())
    out, offsets = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"), []
    for number, content in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    xref = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, xref)
    return bytes(out)


def slot(**changes) -> SealSlot:
    facts = {"field": "Seal", "reserve": RESERVE, "claimed_at": AT, "name": "測試示範市政府", "reason": "核發證書"}
    return SealSlot(**(facts | changes))


def sealed_with(signer, pdf: bytes | None = None, **changes) -> bytes:
    [sealed] = seal([Unsealed(1, page() if pdf is None else pdf)], signer, slot(**changes))
    return sealed.pdf


def stamper_of(pki: Pki, issued: Issued, at: datetime = AT) -> Callable[[bytes], bytes]:
    """A time-stamping authority that says it is this time."""
    signer = pki.signer(issued, at)
    return lambda data: issue_token(sha256(data).digest(), signer, at)


def new_authority(pki: Pki, **options) -> Issued:
    return pki.issue(purposes=[ExtendedKeyUsageOID.TIME_STAMPING], **options)


def evidence_of(pki: Pki, *issued: Issued, **options) -> Evidence:
    """The chains of these certificates, and the newest lists of both authorities."""
    certificates = [der(one) for one in (pki.root, pki.authority, *issued)]
    return Evidence(tuple(certificates), pki.trust(**options).crls)


def stamped_with(signer, stamper, pdf: bytes | None = None, **changes) -> bytes:
    """A page whose seal carries a time-stamp, and nothing behind it yet."""
    paper = Unsealed(1, page() if pdf is None else pdf)
    [sealed] = seal([paper], signer, slot(reserve=STAMPED_RESERVE, **changes), stamper)
    return sealed.pdf

"""Files against the register, with real seals of the test PKI."""

from io import BytesIO

import pytest
from verification_faces import make_face
from weasyprint import HTML

from cms.accounts.models import User
from cms.core import clock
from cms.core.hashing import sha256_hex
from cms.core.papers import SealSlot, Unsealed
from cms.demo.pki import make_test_pki
from cms.signing.backends.software import SoftwareSigner
from cms.signing.models import SignerCertificate, TrustAnchor
from cms.signing.pades import RESERVE, seal
from cms.vault.models import DocumentVersion, PublicFace
from cms.verification.services import verify_file


@pytest.fixture(scope="module")
def installation(tmp_path_factory):
    """Folders with a test PKI, and a page sealed by its platform key."""
    home, keys = tmp_path_factory.mktemp("home"), tmp_path_factory.mktemp("keys")
    make_test_pki(home, keys)
    now = clock.now()
    signer = SoftwareSigner.from_files(keys / "signing" / "platform.key.pem", home / "pki" / "platform.pem", at=now)
    page = BytesIO()
    HTML(string="<title>Diploma</title><p>Diploma").write_pdf(page)
    slot = SealSlot("Seal", RESERVE, now, "測試示範市政府", "核發證書")
    [sealed] = seal([Unsealed(1, page.getvalue())], signer, slot)
    return home, page.getvalue(), sealed


@pytest.fixture
def home(installation, settings, db):
    """An installation that trusts the test root and knows its platform's certificate."""
    settings.MYDOC_HOME = installation[0]
    people = [User.objects.create_user(name) for name in ("one", "two")]
    now = clock.now()
    TrustAnchor.objects.create(
        name="測試根",
        certificate=(installation[0] / "pki" / "anchors" / "test-root.pem").read_text(),
        sha256="0" * 64,
        is_test=True,
        effective_from=now,
        proposed_by=people[0],
        confirmed_by=people[1],
        confirmed_at=now,
    )
    SignerCertificate.objects.create(sha256=installation[2].signer_sha256, der=b"")
    return installation[0]


@pytest.fixture
def sealed(installation) -> bytes:
    return installation[2].pdf


def _register(pdf: bytes, **face) -> PublicFace:
    made = make_face(**face)
    DocumentVersion.objects.create(
        document=made.document,
        pack="",
        offset=0,
        length=0,
        sha256=sha256_hex(pdf),
        size=len(pdf),
        values=b"",
        layout_sha256="",
        created_at=clock.now(),
    )
    return made


def _told(pdf: bytes) -> tuple[str, str, str, str]:
    result = verify_file(pdf)
    return result.bottom_line, result.status, result.reason, result.number


def test_our_file_is_valid_with_every_check(home, sealed):
    face = _register(sealed)
    assert _told(sealed) == ("valid", "valid", "", face.number)
    assert all(check.ok for check in verify_file(sealed).checks)


def test_a_void_document_is_invalid_though_its_file_is_intact(home, sealed):
    face = _register(sealed, voided_at=clock.now())
    assert _told(sealed) == ("invalid", "void", "void", face.number)


def test_a_changed_copy_is_invalid(home, sealed):
    _register(sealed)
    at = sealed.index(b"/MediaBox")
    altered = sealed[:at] + sealed[at:].replace(b"595", b"596", 1)
    for changed in (altered, sealed + b"\n% a remark"):
        assert changed != sealed
        assert _told(changed) == ("invalid", "", "changed", "")


def test_a_file_that_was_sealed_but_never_registered_is_invalid(home, sealed):
    assert _told(sealed) == ("invalid", "", "not_registered", "")


def test_a_file_of_somebody_else_is_unknown(home, installation):
    assert _told(installation[1]) == ("unknown", "", "foreign", "")


def test_a_seal_that_nobody_vouches_for_is_not_taken_for_valid(home, sealed):
    TrustAnchor.objects.update(withdrawn_at=clock.now())
    face = _register(sealed)
    assert _told(sealed) == ("unknown", "valid", "signature", face.number)


@pytest.mark.parametrize("cut", [0, 4, 100, -1, -200])
def test_a_torn_file_is_an_answer(home, sealed, cut):
    _register(sealed)
    assert verify_file(sealed[:cut]).bottom_line != "valid"

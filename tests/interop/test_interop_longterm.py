"""A diploma sealed for decades, judged by tools that are not ours: PDF/A-3a, PDF/UA-1, PAdES-BASELINE-LTA, strictly."""

from dataclasses import dataclass
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from pdfcheck import PdfCheck
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from cms.core import clock
from cms.core.papers import SealSlot, Sheet, Unsealed
from cms.demo.pki import make_test_pki
from cms.doctypes.builtin import builtin_definition
from cms.doctypes.validation import read_row
from cms.signing.backends.software import SoftwareSigner
from cms.signing.containers import STAMPED_RESERVE
from cms.signing.evidence import gather
from cms.signing.pades import augment, seal
from cms.signing.timestamps import stamp
from cms.signing.trust import TrustStore
from cms.signing.validation import Outcome, judge
from cms.templates_designer.builtin import builtin_art, builtin_layout
from cms.templates_designer.rendering.reference import ReferenceRenderer
from cms.templates_designer.schema import freeze
from cms.templates_designer.variables import AgencyFacts, Issue, texts_for, twin_for

pytestmark = pytest.mark.real("java")

TOKEN = "7KQF2M9X4TRDHW3PV8NC"
ISSUE = Issue("MD115-00000128-4", TOKEN, f"https://verify.mydoc.example/v/{TOKEN}", "48210937", date(2026, 6, 12))
AGENCY = AgencyFacts("333303", "示範市立青田國民中學", "", "校長", "趙冠宏")


@pytest.fixture(scope="module")
def slot() -> SealSlot:
    return SealSlot("Seal", STAMPED_RESERVE, clock.now(), "測試平臺", "測試")


@pytest.fixture(scope="module")
def diploma(slot) -> Unsealed:
    definition, layout = builtin_definition("junior-diploma"), freeze(builtin_layout("junior-diploma"), builtin_art())
    values = read_row(definition, {field.code: field.sample for field in definition.fields}).values
    texts = texts_for(definition, values, AGENCY, ISSUE)
    sheet = Sheet(1, texts, ISSUE.verify_url, twin_for(definition, values, AGENCY, ISSUE, layout))
    [page] = ReferenceRenderer().compile(layout, set("".join(texts.values())), slot).render([sheet])
    return page


@dataclass(frozen=True)
class House:
    """An installation of its own: its root as a file and as trust, and its platform's signer."""

    root: Path
    trust: TrustStore
    signer: SoftwareSigner


@pytest.fixture
def house(settings, tmp_path) -> House:
    home, keys = tmp_path / "home", tmp_path / "keys"
    settings.MYDOC_HOME, settings.MYDOC_KEYS = home, keys
    make_test_pki(home, keys)
    root = home / "pki" / "anchors" / "test-root.pem"
    anchor = x509.load_pem_x509_certificate(root.read_bytes()).public_bytes(Encoding.DER)
    lists = tuple(path.read_bytes() for path in sorted((home / "pki").glob("*.crl")))
    key, chain = keys / "signing" / "platform.key.pem", home / "pki" / "platform.pem"
    return House(root, TrustStore((anchor,), lists), SoftwareSigner.from_files(key, chain, at=clock.now()))


def answers(root: Path, tmp_path: Path, *pdfs: bytes) -> list[list[dict]]:
    """What each file is told: strictly, with the test root and nothing else from outside of the file."""
    with PdfCheck("both", "--flavour", "3a,ua1", "--trust", str(root)) as check:
        told = []
        for number, pdf in enumerate(pdfs):
            path = tmp_path / f"{number}.pdf"
            path.write_bytes(pdf)
            told.append(check(path))
    return told


def test_a_diploma_for_decades_is_archive_accessible_and_baseline_lta(diploma, slot, house, tmp_path):
    evidence = gather(house.signer, house.trust)
    [sealed] = seal([diploma], house.signer, slot, stamp)
    once = augment(sealed.pdf, evidence, stamp)
    renewed = augment(once, evidence, stamp)
    [plain] = seal([diploma], house.signer, slot)
    afterwards = augment(plain.pdf, evidence, stamp)
    for pdf in (once, renewed, afterwards):
        assert judge(pdf, trust=house.trust, at=clock.now()).outcome is Outcome.INTACT
    for told, stamps in zip(answers(house.root, tmp_path, once, renewed, afterwards), (2, 3, 1), strict=True):
        assert [answer for answer in told if not answer["ok"]] == []
        dss = told[-1]
        [signature] = dss["signatures"]
        assert (signature["level"], signature["indication"]) == ("PAdES-BASELINE-LTA", "TOTAL_PASSED")
        assert [one["indication"] for one in dss["timestamps"]] == ["PASSED"] * stamps


def test_a_page_changed_after_that_is_refused_by_us_even_where_others_pass(diploma, slot, house, tmp_path):
    [sealed] = seal([diploma], house.signer, slot, stamp)
    writer = IncrementalPdfFileWriter(BytesIO(augment(sealed.pdf, gather(house.signer, house.trust), stamp)))
    first = writer.root["/Pages"]["/Kids"][0]
    first["/Contents"] = writer.add_object(generic.StreamObject(stream_data=b"0 0 100 100 re f"))
    writer.update_container(first)
    changed = BytesIO()
    writer.write(changed)
    assert judge(changed.getvalue(), trust=house.trust, at=clock.now()).outcome is Outcome.CHANGED
    [told] = answers(house.root, tmp_path, changed.getvalue())
    assert not told[-1]["ok"]

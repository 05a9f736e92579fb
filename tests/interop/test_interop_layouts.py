"""What we render and seal, judged by tools that are not ours: PDF/A-3a, PDF/UA-1, PAdES-BASELINE-B."""

from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from pdfcheck import PdfCheck

from cms.core import clock
from cms.core.papers import SealSlot, Sheet, Unsealed
from cms.demo.pki import make_test_pki
from cms.doctypes.builtin import builtin_definition, builtin_slugs
from cms.doctypes.validation import read_row
from cms.signing.backends.software import SoftwareSigner
from cms.signing.pades import RESERVE, seal
from cms.templates_designer.builtin import builtin_art, builtin_layout
from cms.templates_designer.rendering.reference import ReferenceRenderer
from cms.templates_designer.schema import freeze
from cms.templates_designer.variables import AgencyFacts, Issue, texts_for, twin_for

pytestmark = pytest.mark.real("java")

SLUGS = builtin_slugs()
NAMES = ("林昱辰", "𡘙堃", "葛\U000e0100城", "Voyʉ e Yakumangana ne Paayai", "「王」（小）明", "阿卜杜拉·穆罕默德" * 5)
AGENCY = AgencyFacts("333303", "示範市立青田國民中學", "", "校長", "趙冠宏")
TAIPEI = timezone(timedelta(hours=8))


def sheets(slug: str, layout) -> list[Sheet]:
    """The type's sample row under every name, and once with the longest samples."""
    definition = builtin_definition(slug)
    issue = Issue(
        "MD115-00000128-4",
        "7KQF2M9X4TRDHW3PV8NC",
        "https://verify.mydoc.example/v/7KQF2M9X4TRDHW3PV8NC",
        "48210937",
        date(2026, 6, 12),
    )
    sample = read_row(definition, {field.code: field.sample for field in definition.fields}).values
    longest = read_row(
        definition, {field.code: field.longest_sample or field.sample for field in definition.fields}
    ).values
    rows = [{**sample, "holder_name": name} for name in NAMES] + [longest]
    return [
        Sheet(
            seq,
            texts_for(definition, values, AGENCY, issue),
            issue.verify_url,
            twin_for(definition, values, AGENCY, issue, layout),
        )
        for seq, values in enumerate(rows, 1)
    ]


@pytest.fixture(scope="module")
def slot() -> SealSlot:
    return SealSlot("Seal", RESERVE, datetime(2026, 11, 24, 14, 0, tzinfo=TAIPEI), "測試平臺", "測試")


@pytest.fixture(scope="module")
def unsealed(slot) -> list[Unsealed]:
    pages = []
    for slug in SLUGS:
        layout = freeze(builtin_layout(slug), builtin_art())
        wanted = sheets(slug, layout)
        characters = set("".join("".join(sheet.texts.values()) for sheet in wanted))
        pages += ReferenceRenderer().compile(layout, characters, slot).render(wanted)
    assert [type(page) for page in pages] == [Unsealed] * (len(NAMES) + 1) * len(SLUGS), pages
    return pages


def write(folder: Path, pdfs: list[bytes]) -> list[Path]:
    paths = [folder / f"{number:02}.pdf" for number in range(len(pdfs))]
    for path, pdf in zip(paths, pdfs, strict=True):
        path.write_bytes(pdf)
    return paths


def complaints(check: PdfCheck, paths: list[Path]) -> list[dict]:
    return [answer for path in paths for answer in check(path) if not answer["ok"]]


def test_rendered_pages_are_archive_and_accessible(unsealed, tmp_path):
    with PdfCheck("verapdf", "--flavour", "3a,ua1") as check:
        assert complaints(check, write(tmp_path, [page.pdf for page in unsealed])) == []


def test_sealed_pages_stay_so_and_their_seal_is_baseline_b(unsealed, slot, tmp_path):
    home, keys = tmp_path / "home", tmp_path / "keys"
    make_test_pki(home, keys)
    signer = SoftwareSigner.from_files(
        keys / "signing" / "platform.key.pem", home / "pki" / "platform.pem", at=clock.now()
    )
    sealed = [paper.pdf for paper in seal(unsealed, signer, slot)]
    anchors = [option for path in sorted((home / "pki" / "anchors").glob("*.pem")) for option in ("--trust", str(path))]
    with PdfCheck("both", "--flavour", "3a,ua1", "--revocation-optional", *anchors) as check:
        assert complaints(check, write(tmp_path, sealed)) == []


def test_the_judge_is_awake(unsealed, tmp_path):
    """Asked for a standard that the page does not claim, it refuses; else the tests above would prove nothing."""
    with PdfCheck("verapdf", "--flavour", "3a,ua2") as check:
        answers = check(write(tmp_path, [unsealed[0].pdf])[0])
    assert [answer["ok"] for answer in answers] == [True, False]

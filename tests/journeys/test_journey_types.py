"""The other types on real input: diplomas with courses, awards that nobody owns yet, visits held by mobile number."""

import csv
import json
from dataclasses import dataclass
from pathlib import Path

import pytest


@dataclass(frozen=True)
class Case:
    """A real file, how much of it, who issues it, and what its documents are known by."""

    slug: str
    file: str
    rows: int
    agency: str
    people: str
    owned: int

    @property
    def rights(self) -> tuple[str, ...]:
        return ("--agency", self.agency, "--as", f"clerk.{self.people}")

    @property
    def sealing(self) -> tuple[str, ...]:
        return (*self.rights, "--seal", "--approved-by", f"approver.{self.people}")


SENIOR = Case("senior-diploma", "diplomas-city-senior-1700.csv", 60, "379130000E", "education", 60)
AWARD = Case("award", "awards-40.xlsx", 40, "379730000A", "it", 0)
VISIT = Case("visit", "visit-expo-2000.csv", 60, "379150000T", "tourism", 60)
CASES = (SENIOR, AWARD, VISIT)


def _file(case: Case, data: Path, to: Path) -> Path:
    """The file itself, or its first rows under the same name."""
    source = data / case.file
    if source.suffix != ".csv":
        return source
    kept = to / case.file
    kept.write_bytes(b"\n".join(source.read_bytes().split(b"\n")[: case.rows + 1]) + b"\n")
    return kept


@pytest.fixture(scope="module")
def issued(demo_installation, data, tmp_path_factory):
    """All three files issued and exported on one installation; the folders, by type, are named after the batches."""
    folder = tmp_path_factory.mktemp("types")
    installation = demo_installation.copy(folder)
    exported = {}
    for case in CASES:
        answer = installation.json("issue_batch", case.slug, _file(case, data, folder), *case.sealing)
        counts = (answer["rows"], answer["good"], answer["errors"], answer["issued"], answer["failed"])
        assert counts == (case.rows, case.rows, [], case.rows, 0)
        exported[case.slug] = folder / answer["batch"]
        whose = ("--as", f"clerk.{case.people}", "--purpose", "交付")
        installation.run("export_batch", answer["batch"], "--to", exported[case.slug], *whose)
    return installation, exported


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.slug)
def test_every_exported_document_is_valid(issued, case):
    installation, exported = issued
    files = sorted(exported[case.slug].glob("*.pdf"))
    assert len(files) == case.rows
    verdicts = [json.loads(line) for line in installation.run("verify_pdf", *files, "--json").stdout.splitlines()]
    assert {verdict["bottom_line"] for verdict in verdicts} == {"valid"}
    with (exported[case.slug] / "manifest.csv").open(encoding="utf-8-sig", newline="") as manifest:
        assert {line["status"] for line in csv.DictReader(manifest)} == {"valid"}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.slug)
def test_documents_belong_to_whom_the_file_names(issued, case):
    """A diploma goes to an id, a visit to a mobile number; an award stays with its agency until it is claimed."""
    installation, exported = issued
    documents = f"vault.Document.objects.filter(batch={exported[case.slug].name!r})"
    assert installation.query(f"{documents}.count()") == case.rows
    assert installation.query(f"{documents}.filter(custody__citizen__isnull=False).distinct().count()") == case.owned


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.slug)
def test_the_same_file_again_has_no_good_row(issued, data, tmp_path, case):
    installation, _ = issued
    again = installation.json("issue_batch", case.slug, _file(case, data, tmp_path), *case.rights)
    assert (again["good"], len(again["errors"])) == (0, case.rows)
    assert all("已經核發過" in each["message"] for each in again["errors"])


def test_the_city_is_whole_afterwards(issued):
    installation, _ = issued
    installation.run("check_vault")
    installation.run("verify_audit_chain")


def test_the_public_sees_what_was_decided(issued):
    """docs/decisions/0006: what the paper is worth, and nobody's name."""
    installation, _ = issued
    codes = "[each['code'] for each in face.{}]"
    faces = f"[[face.mark, {codes.format('fields')}, {codes.format('comparables')}] for face in vault.PublicFace.objects.all()]"
    seen = {(mark, *shown, "|", *compared) for mark, shown, compared in installation.query(faces)}
    assert ("獎", "competition", "rank", "|", "holder_name", "work", "award_date") in seen
    assert ("訪", "|", "holder_name", "venue", "visit_date") in seen
    assert ("畢", "course", "graduation_date", "|", "holder_name", "national_id", "birth_date") in seen
    assert not [face for face in seen if any(code.startswith("holder") for code in face[: face.index("|")])]

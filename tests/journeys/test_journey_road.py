"""The main job on real input: from the command line to exported documents that the command itself calls valid."""

import csv
import json
from pathlib import Path

import pytest
from installations import first_rows

SEAL_SCHOOL = ("--agency", "333303", "--as", "clerk.school", "--seal", "--approved-by", "approver.school")
SEAL_CITY = ("--agency", "379130000E", "--as", "clerk.education", "--seal", "--approved-by", "approver.education")
SEAL_SOCIAL = ("--agency", "379140000I", "--as", "clerk.social", "--seal", "--approved-by", "approver.social")


def _private_values(path: Path, encoding: str) -> set[bytes]:
    with path.open(encoding=encoding, newline="") as file:
        return {row[name].encode() for row in csv.DictReader(file) for name in ("身分證字號", "手機") if row[name]}


def _assert_nothing_in_clear(home: Path, values: set[bytes]) -> None:
    for path in home.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            found = [value for value in values if value in content]
            assert not found, f"{len(found)} private values stand in clear in {path.name}"


def test_the_demo_may_be_run_again(installation):
    before = installation.query("vault.Document.objects.count()")
    summary = installation.json("demo")
    assert installation.query("vault.Document.objects.count()") == before == 25
    assert {line["status"] for line in summary["documents"]} >= {"有效", "已作廢", "已過期", "尚未生效"}
    assert set(summary["accounts"]) >= {"admin", "bureau", "clerk.school", "approver.education", "auditor"}


def test_the_school_file_dry_and_only_good(installation, data: Path, tmp_path: Path):
    file = data / "diplomas-one-school.xlsx"
    stored = installation.query("[vault.Append.objects.count(), issuance.Batch.objects.count()]")
    dry = installation.json("issue_batch", "junior-diploma", file, "--agency", "333303", "--as", "clerk.school")
    assert (dry["batch"], dry["rows"], dry["good"], dry["issued"]) == (None, 300, 297, 0)
    assert sorted((each["row"], each["column"]) for each in dry["errors"]) == [
        (80, "身分證字號"),
        (153, "證書字號"),
        (188, "出生日期"),
    ]
    refused = installation.run("issue_batch", "junior-diploma", file, *SEAL_SCHOOL, "--json", status=1)
    assert "--only-good" in refused.stderr
    assert len(json.loads(refused.stdout)["errors"]) == 3
    assert installation.query("[vault.Append.objects.count(), issuance.Batch.objects.count()]") == stored

    issued = installation.json("issue_batch", "junior-diploma", file, *SEAL_SCHOOL, "--only-good")
    assert (issued["good"], issued["issued"], issued["failed"]) == (297, 297, 0)
    out = tmp_path / "out"
    installation.run("export_batch", issued["batch"], "--to", out, "--as", "clerk.school", "--purpose", "交付學校")
    files = sorted(out.glob("*.pdf"))
    assert len(files) == 297
    verdicts = [json.loads(line) for line in installation.run("verify_pdf", *files[:20], "--json").stdout.splitlines()]
    assert {verdict["bottom_line"] for verdict in verdicts} == {"valid"}
    manifest = list(csv.DictReader((out / "manifest.csv").open(encoding="utf-8-sig")))
    assert len(manifest) == 297
    assert {line["status"] for line in manifest} == {"valid"}
    again = installation.json("issue_batch", "junior-diploma", file, "--agency", "333303", "--as", "clerk.school")
    assert again["good"] == 0
    assert sum("已經核發過" in each["message"] for each in again["errors"]) == 297
    installation.run("check_vault")
    installation.run("verify_audit_chain")


def test_every_hostile_cell_gets_its_verdict_from_the_command(installation, data: Path):
    expected = json.loads((data / "hostile-24.expected.json").read_text())
    command = (
        "issue_batch",
        "junior-diploma",
        data / "hostile-24.csv",
        "--agency",
        "379130000E",
        "--as",
        "clerk.education",
    )
    told = {(each["row"], each["column"]) for each in installation.json(*command)["errors"]}
    assert told == {(each["row"], each["column"]) for each in expected if each["verdict"] == "refuse"}


def test_the_city_file_of_many_schools(installation, data: Path, tmp_path: Path):
    file = first_rows(data / "diplomas-city-junior-3300.csv", 200, tmp_path / "city.csv")
    issued = installation.json("issue_batch", "junior-diploma", file, *SEAL_CITY)
    assert (issued["rows"], issued["good"], issued["errors"], issued["issued"]) == (200, 200, [], 200)
    _assert_nothing_in_clear(installation.home, _private_values(file, "utf-8-sig"))
    assert installation.query("vault.Document.objects.values('agency').distinct().count()") > 40


def test_the_big5_file_with_validity(installation, data: Path):
    file = data / "low-income-big5.csv"
    dry = installation.run("issue_batch", "low-income", file, "--agency", "379140000I", "--as", "clerk.social")
    assert "CP950" in dry.stdout
    issued = installation.json("issue_batch", "low-income", file, *SEAL_SOCIAL)
    assert issued["issued"] == 200
    _assert_nothing_in_clear(installation.home, _private_values(file, "cp950"))
    assert installation.query("str(vault.PublicFace.objects.latest('number').valid_until)") == "2024-12-31"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--as", "clerk.school", "--approved-by", "clerk.school"), "clerk.school"),
        (("--as", "clerk.social", "--approved-by", "approver.social"), "承辦人"),
        (("--as", "nobody", "--approved-by", "approver.school"), "沒有帳號"),
        (("--as", "clerk.school", "--approved-by", "approver.social"), "核定人"),
    ],
)
def test_people_without_the_right_are_refused_and_nothing_is_stored(
    installation, data: Path, tmp_path: Path, arguments, words
):
    file = first_rows(Path("cms/demo/data/junior-diploma.csv"), 1, tmp_path / "one.csv")
    file.write_bytes(file.read_bytes().replace(b"115900", b"115800"))
    stored = installation.query(
        "[vault.Append.objects.count(), issuance.Batch.objects.count(), vault.Reservation.objects.count()]"
    )
    command = ("issue_batch", "junior-diploma", file, "--agency", "333303", "--seal", *arguments)
    refused = installation.run(*command, status=1)
    assert words in refused.stderr
    counts = "[vault.Append.objects.count(), issuance.Batch.objects.count(), vault.Reservation.objects.count()]"
    assert installation.query(counts) == stored


def test_bad_usage_is_exit_two(installation):
    assert "--agency" in installation.run("issue_batch", "junior-diploma", "x.csv", status=2).stderr
    assert installation.run("issue_batch", "junior-diploma", "x.csv", "--nonsense", status=2).stdout == ""

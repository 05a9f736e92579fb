"""Fifty documents as issued by the command line, judged by veraPDF and EU DSS."""

from pathlib import Path

import pytest
from pdfcheck import PdfCheck

pytestmark = pytest.mark.real("java")

SEAL = ("--agency", "379130000E", "--as", "clerk.education", "--seal", "--approved-by", "approver.education")


def test_fifty_issued_documents_pass_both_judges(installation, data: Path, tmp_path: Path):
    lines = (data / "diplomas-city-junior-3300.csv").read_bytes().split(b"\n")
    (tmp_path / "city.csv").write_bytes(b"\n".join(lines[:51]) + b"\n")
    issued = installation.json("issue_batch", "junior-diploma", tmp_path / "city.csv", *SEAL)
    assert issued["issued"] == 50
    out = tmp_path / "out"
    installation.run(
        "export_batch", issued["batch"], "--to", out, "--as", "clerk.education", "--purpose", "驗證檔案格式"
    )
    anchors = (installation.home / "pki" / "anchors").glob("*.pem")
    trust = [option for path in sorted(anchors) for option in ("--trust", str(path))]
    with PdfCheck("both", "--flavour", "3a,ua1", "--revocation-optional", *trust) as check:
        answers = [answer for path in sorted(out.glob("*.pdf")) for answer in check(path)]
    assert len(answers) == 150
    assert [answer for answer in answers if not answer["ok"]] == []

"""Documents as they leave the installation, of every type that the demo issues, before judges that are not ours."""

from pathlib import Path

import pytest
from pdfcheck import PdfCheck

pytestmark = pytest.mark.real("java")
FILES = {"junior-diploma.csv": 8, "senior-diploma.csv": 6, "award.csv": 3, "visit.csv": 4, "low-income.csv": 4}


def test_exported_documents_are_archive_accessible_and_sealed(installation, tmp_path: Path):
    batches = dict(installation.query("list(map(list, issuance.Batch.objects.values_list('file_name', 'code')))"))
    assert set(batches) == set(FILES)
    who = dict(installation.query("list(map(list, issuance.Batch.objects.values_list('code', 'uploaded_by')))"))
    for file, count in FILES.items():
        code, out = batches[file], tmp_path / file
        installation.run("export_batch", code, "--to", out, "--as", who[code], "--purpose", "互通測試")
        assert len(list(out.glob("*.pdf"))) == count
    anchors = (installation.home / "pki" / "anchors").glob("*.pem")
    trust = [option for path in sorted(anchors) for option in ("--trust", str(path))]
    with PdfCheck("both", "--flavour", "3a,ua1", "--revocation-optional", *trust) as check:
        answers = [answer for path in sorted(tmp_path.rglob("*.pdf")) for answer in check(path)]
    assert [answer for answer in answers if not answer["ok"]] == []
    assert len(answers) == 3 * sum(FILES.values())

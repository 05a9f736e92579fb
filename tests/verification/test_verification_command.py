"""verify_pdf: one line a file, and an exit status that a script can use."""

import json

import pytest
from django.core.management import CommandError, call_command

from cms.verification.management.commands import verify_pdf
from cms.verification.verdict import BottomLine, VerificationResult


@pytest.fixture
def papers(tmp_path, monkeypatch):
    """Three files and what is told of them."""
    told = {
        b"good": VerificationResult(BottomLine.VALID, "valid", "", (), "TEST115-00000001-0"),
        b"void": VerificationResult(BottomLine.INVALID, "void", "void", (), "TEST115-00000002-0"),
    }
    monkeypatch.setattr(verify_pdf, "verify_file", told.__getitem__)
    for name in told:
        (tmp_path / f"{name.decode()}.pdf").write_bytes(name)
    return tmp_path


def test_all_valid_ends_quietly(papers, capsys):
    call_command("verify_pdf", str(papers / "good.pdf"), "--json")
    assert json.loads(capsys.readouterr().out) == {
        "file": str(papers / "good.pdf"),
        "bottom_line": "valid",
        "status": "valid",
        "reason": "",
        "checks": [],
        "number": "TEST115-00000001-0",
    }


def test_one_that_is_not_valid_ends_with_1_after_all_lines(papers, capsys):
    with pytest.raises(SystemExit) as ended:
        call_command("verify_pdf", str(papers / "void.pdf"), str(papers / "good.pdf"), "--json")
    assert ended.value.code == 1
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["bottom_line"] for line in lines] == ["invalid", "valid"]


def test_in_words_the_reason_is_a_sentence(papers, capsys):
    with pytest.raises(SystemExit):
        call_command("verify_pdf", str(papers / "void.pdf"))
    assert "不可採用。文件的狀態是「已作廢」。" in capsys.readouterr().out


def test_a_file_that_is_not_there_is_named(papers):
    with pytest.raises(CommandError, match="missing.pdf"):
        call_command("verify_pdf", str(papers / "missing.pdf"))


@pytest.mark.parametrize("content", [b"", b"not a PDF", b"%PDF-1.7\n%%EOF"])
def test_anything_gets_an_answer(tmp_path, db, capsys, content):
    path = tmp_path / "any.pdf"
    path.write_bytes(content)
    with pytest.raises(SystemExit):
        call_command("verify_pdf", str(path), "--json")
    answer = json.loads(capsys.readouterr().out)
    assert (answer["bottom_line"], answer["reason"]) == ("unknown", "unreadable")
    assert all(check["sentence"] for check in answer["checks"])

"""Says of each file whether it may be relied on now."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from cms.verification.services import verify_file
from cms.verification.verdict import BottomLine, VerificationResult

_WORDS = {BottomLine.VALID: "有效", BottomLine.UNKNOWN: "無法確認", BottomLine.INVALID: "不可採用"}


class Command(BaseCommand):
    """verify_pdf FILE… [--json]: exit status 0 if every file is valid, 1 if one is not, 2 for bad usage."""

    help = "查驗 PDF 檔：指紋、簽章、登記的狀態。全部有效時結束碼為 0，否則為 1。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument("--json", action="store_true", help="每個檔案一行 JSON")

    def handle(self, *, files: list[Path], **options: Any) -> None:
        all_valid = True
        for path in files:
            result = verify_file(_bytes_of(path))
            all_valid = all_valid and result.bottom_line is BottomLine.VALID
            self.stdout.write(_as_json(path, result) if options["json"] else _as_words(path, result))
        if not all_valid:
            sys.exit(1)


def _bytes_of(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise CommandError(f"無法讀取檔案「{path}」：{error.strerror}。請確認路徑與權限。", returncode=2) from error


def _as_json(path: Path, result: VerificationResult) -> str:
    return json.dumps({"file": str(path)} | result.to_json(), ensure_ascii=False)


def _as_words(path: Path, result: VerificationResult) -> str:
    lines = [f"{path}：{_WORDS[result.bottom_line]}。{result.sentence}"]
    if result.number:
        lines.append(f"  文件編號 {result.number}")
    lines.extend(f"  {'✓' if check.ok else '✗'} {check.sentence}" for check in result.checks)
    return "\n".join(lines)

"""check_vault: does every document still open, and does everything agree."""

import json
from argparse import ArgumentParser
from dataclasses import asdict

from django.core.management.base import BaseCommand

from cms.vault.services.checking import VaultReport, check_vault


class Command(BaseCommand):
    """Prints what was found; exit status 1 with every problem named."""

    help = "檢查保管庫：每份文件都能開啟且與指紋相符，金鑰、公開資訊、編號與封包彼此一致。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """--json for one object, --sample for a quick look."""
        parser.add_argument("--json", action="store_true", help="只輸出一個 JSON 物件")
        parser.add_argument("--sample", type=int, metavar="N", help="只隨機開啟 N 個版本")

    def handle(self, *args: object, **options: object) -> None:
        """Check, print, and leave with 1 if anything is wrong."""
        report = check_vault(sample=options["sample"])
        if options["json"]:
            self.stdout.write(json.dumps({"ok": report.ok} | asdict(report), ensure_ascii=False))
        else:
            self._print(report)
        if not report.ok:
            raise SystemExit(1)

    def _print(self, report: VaultReport) -> None:
        self.stdout.write(
            f"文件 {report.documents} 份，版本 {report.versions} 個：開啟並核對 {report.opened} 個，"
            f"已依規定銷毀 {report.destroyed} 份。"
        )
        self.stdout.write(f"未核發的編號：已取消 {report.cancelled} 個，批次進行中 {report.open} 個。")
        if report.tail:
            self.stdout.write(f"封包尾端有 {report.tail} 個未完成寫入的位元組，下次啟動時會清除。")
        for problem in report.problems:
            self.stdout.write(f"問題：{problem.sentence}")
        self.stdout.write("保管庫完好。" if report.ok else f"共 {len(report.problems)} 個問題。")

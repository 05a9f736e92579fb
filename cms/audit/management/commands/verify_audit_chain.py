"""Is the audit trail still as it was recorded? Exit status 1 if not."""

import json
from dataclasses import asdict

from django.core.management.base import BaseCommand, CommandError

from cms.audit.selectors import ChainReport, verify_chain


class Command(BaseCommand):
    help = "檢查稽核鏈：每個事件、每一節與外部鏈頭是否都和記錄當時一樣。"

    def add_arguments(self, parser):
        parser.add_argument("--json", action="store_true", help="在標準輸出印一個 JSON 物件")

    def handle(self, *args, **options):
        report = verify_chain()
        if options["json"]:
            self.stdout.write(json.dumps(asdict(report), ensure_ascii=False))
        else:
            self.stdout.write(in_words(report))
        if not report.ok:
            raise CommandError("稽核鏈不完整。", returncode=1)


def in_words(report: ChainReport) -> str:
    """The report for people: the problems, then the counts."""
    verdict = "稽核鏈完整。" if report.ok else f"發現 {len(report.problems)} 個問題。"
    counts = (
        f"事件 {report.events} 筆，已入鏈 {report.linked} 筆，待入鏈 {report.unlinked} 筆，外部鏈頭 {report.heads} 行。"
    )
    return "\n".join([*(problem.sentence for problem in report.problems), verdict + counts])

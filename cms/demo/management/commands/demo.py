"""demo: fill an empty installation with the invented city, its accounts, types, layouts and first documents."""

import json
from argparse import ArgumentParser

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from cms.core.errors import MyDocError
from cms.demo.accounts import demo_password
from cms.demo.world import build_world, first_documents, new_claim_code, world_summary
from cms.vault.services.appends import recover_packs


class Command(BaseCommand):
    help = "備妥示範環境：資料庫、測試憑證、機關、帳號、證件種類、版面和第一批文件。可重複執行。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="在標準輸出印一個 JSON 物件")

    def handle(self, **options: object) -> None:
        if not settings.MYDOC_DEMO:
            raise CommandError("這是正式環境，不能放示範帳號。請改用示範設定。", returncode=1)
        self.stderr.write("資料庫…")
        call_command("migrate", verbosity=0)
        try:
            self.stderr.write("測試憑證、機關、帳號、證件種類、版面…")
            build_world()
            self.stderr.write("第一批文件…")
            recover_packs()
            first_documents()
        except MyDocError as refusal:
            raise CommandError(str(refusal), returncode=1) from refusal
        summary = world_summary() | {"claim_code": new_claim_code()}
        if options["json"]:
            self.stdout.write(json.dumps(summary, ensure_ascii=False))
            return
        self.stdout.write(f"密碼（所有示範帳號相同）：{demo_password()}")
        for name, role in summary["accounts"].items():
            self.stdout.write(f"  {name:20} {role}")
        self.stdout.write("民眾（手機、身分證字號後 4 碼）：0978220482、8151；簡訊驗證碼在 /demo/messages/")
        if summary["claim_code"]:
            self.stdout.write(f"獎狀領取碼（登入後到 /my/claim/ 輸入）：{summary['claim_code']}")
        for line in summary["documents"]:
            self.stdout.write(f"查驗：{line['url']}  {line['type']}（{line['status']}）")

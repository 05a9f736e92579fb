"""export_batch BATCH: write a batch's documents and manifest.csv into a folder, with the purpose on record."""

import json
from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from cms.accounts.models import User
from cms.accounts.selectors import actor_for
from cms.audit.services import link_events, publish_head
from cms.core.errors import MyDocError, Refused
from cms.issuance.selectors import batch_for
from cms.issuance.services.export import export_batch
from cms.signing.timestamps import stamp


class Command(BaseCommand):
    help = "匯出批次的文件：export_batch BATCH --to DIR --as USER --purpose TEXT"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("batch")
        parser.add_argument("--to", type=Path, required=True, help="目的資料夾")
        parser.add_argument("--as", dest="user", required=True, help="帳號")
        parser.add_argument("--purpose", required=True, help="目的，記入查閱紀錄")
        parser.add_argument("--json", action="store_true")

    def handle(self, **options: object) -> None:
        try:
            user = User.objects.filter(username=options["user"], is_active=True).first()
            if user is None:
                raise Refused(f"沒有帳號「{options['user']}」，或已停用。請核對帳號。")
            actor = actor_for(user, "cli", options["purpose"])
            count = export_batch(actor=actor, user=user, batch=batch_for(user, options["batch"]), to=options["to"])
        except MyDocError as refusal:
            raise CommandError(str(refusal), returncode=1) from refusal
        link_events()
        publish_head(stamp=stamp)
        if options["json"]:
            self.stdout.write(json.dumps({"batch": options["batch"], "documents": count}))
        else:
            self.stdout.write(f"已匯出 {count} 份到 {options['to']}")

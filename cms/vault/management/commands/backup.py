"""backup: bytes and database to one folder, keys to another."""

from argparse import ArgumentParser
from datetime import timedelta
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from cms.core import clock
from cms.core.dates import roc_long
from cms.core.errors import Refused
from cms.vault.services.backups import back_up
from cms.vault.services.retention import KEY_BACKUP_DAYS


class Command(BaseCommand):
    """Writes both halves of a backup and says by when the keys' half must be gone."""

    help = "備份：資料（封包與資料庫）與金鑰分別寫到兩個資料夾，缺一即無法開啟。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Two folders that are not there yet, or empty."""
        parser.add_argument("--to", type=Path, required=True, metavar="DIR", help="資料的資料夾")
        parser.add_argument("--keys-to", type=Path, required=True, metavar="DIR", help="金鑰的資料夾，請另存他處")

    def handle(self, *args: object, **options: object) -> None:
        """Back up, or say why not."""
        try:
            back_up(to=options["to"], keys_to=options["keys_to"])
        except Refused as error:
            raise CommandError(str(error)) from error
        gone = clock.today() + timedelta(days=KEY_BACKUP_DAYS)
        self.stdout.write(f"備份完成。金鑰備份請與資料分開存放，並於{roc_long(gone)}以前銷毀。")

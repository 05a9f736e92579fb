"""restore: put both halves of a backup together in an empty installation."""

from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from cms.core.errors import Refused
from cms.vault.services.backups import restore


class Command(BaseCommand):
    """Fills an empty installation; anything that is there already is left alone."""

    help = "還原：把資料備份與金鑰備份放回一套空的系統。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The two folders that backup wrote."""
        parser.add_argument("--from", type=Path, required=True, dest="source", metavar="DIR", help="資料的資料夾")
        parser.add_argument("--keys-from", type=Path, required=True, metavar="DIR", help="金鑰的資料夾")

    def handle(self, *args: object, **options: object) -> None:
        """Restore, or say why not."""
        try:
            restore(source=options["source"], keys_source=options["keys_from"])
        except Refused as error:
            raise CommandError(str(error)) from error
        self.stdout.write("還原完成。請執行 check_vault 與 verify_audit_chain 確認。")

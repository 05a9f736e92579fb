"""Renew the rows that follow from role grants, as grants begin and end by date alone; for a timer."""

from django.core.management.base import BaseCommand

from cms.accounts.services import refresh_derived_rights


class Command(BaseCommand):
    help = "依角色授予的起迄時間，更新由它們推得的權限。"

    def handle(self, *args, **options):
        self.stdout.write(f"已更新 {refresh_derived_rights()} 人的權限。")

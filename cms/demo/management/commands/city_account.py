"""city_account: the demo's city account (OpenID provider), served on loopback until it is stopped."""

import os
import sys
from argparse import ArgumentParser

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError


class Command(BaseCommand):
    help = "啟動示範城市帳號：在本機另開一個 OpenID 提供者，可選擇虛構的人登入。按 Ctrl+C 停止。"
    requires_system_checks = ()  # this process becomes another site

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=8001, help="本機的埠號，預設 8001")

    def handle(self, **options: object) -> None:
        """Becomes the server, so that a signal to this process reaches it."""
        if not settings.MYDOC_DEMO:
            raise CommandError("這是正式環境，不能啟動示範城市帳號。請改用示範設定。", returncode=1)
        port = str(options["port"])
        environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "cms.demo.city_account.settings",
            "MYDOC_CITY_ACCOUNT_DEMO": "1",
            "MYDOC_CITY_ACCOUNT_PORT": port,
            "MYDOC_HOME": str(settings.MYDOC_HOME),
            "MYDOC_KEYS": str(settings.MYDOC_KEYS),
            "MYDOC_VERIFY_URL": settings.MYDOC_VERIFY_URL,
        }
        server = [sys.executable, "-m", "gunicorn", "cms.demo.city_account.wsgi", "--chdir", str(settings.PROJECT)]
        listening = ["--bind", f"127.0.0.1:{port}", "--threads", "4", "--log-level", "warning"]
        os.execve(sys.executable, [*server, *listening], environment)  # noqa: S606 (our own arguments)

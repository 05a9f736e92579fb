"""work: check uploaded files, seal approved batches chunk by chunk, link audit events, publish the audit head; stops cleanly on SIGTERM."""

import logging
import signal
import threading
import time
from argparse import ArgumentParser

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import close_old_connections

from cms.accounts.services import refresh_derived_rights
from cms.audit.services import link_events, publish_head
from cms.core.papers import Actor
from cms.delivery.services import follow_changes, send_due
from cms.issuance.services.chunks import work_on_next_chunk
from cms.issuance.services.leases import reap
from cms.issuance.services.retention import forget_old_files
from cms.issuance.services.uploads import check_next_upload
from cms.signing.timestamps import stamp
from cms.vault.services.appends import recover_packs

logger = logging.getLogger(__name__)

POLL_SECONDS = 0.5
DUTIES = (  # seconds between two runs
    (0.5, follow_changes),
    (1, send_due),
    (2, link_events),
    (5, reap),
    (600, lambda: publish_head(stamp=stamp)),
    (60, refresh_derived_rights),
    (3600, forget_old_files),
    (86_400, lambda: call_command("clearsessions")),
)


class Command(BaseCommand):
    help = "工作程序：用印已核定的批次、串接稽核紀錄。以 Ctrl+C 或 SIGTERM 停止。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--until-idle", action="store_true", help="沒有可做的區段、也沒有要寄的通知時就結束")

    def handle(self, **options: object) -> None:
        stopping = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stopping.set())
        recover_packs()
        actor = Actor("system", "worker", "worker")
        next_run = dict.fromkeys(range(len(DUTIES)), 0.0)
        while not stopping.is_set():
            close_old_connections()
            self._do_duties(next_run)
            checked = check_next_upload()
            if work_on_next_chunk(actor=actor) is None and not checked:
                if options["until_idle"] and not follow_changes() + send_due():
                    break
                stopping.wait(POLL_SECONDS)
        link_events()
        publish_head(stamp=stamp)

    def _do_duties(self, next_run: dict[int, float]) -> None:
        now = time.monotonic()
        for index, (seconds, duty) in enumerate(DUTIES):
            if now >= next_run[index]:
                duty()
                next_run[index] = now + seconds

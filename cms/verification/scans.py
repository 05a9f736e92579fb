"""Counting public scans without slowing them: kept in the process, written by a timer at most once a second."""

from __future__ import annotations

import logging
from collections import Counter
from datetime import date
from threading import Lock, Timer

from django import db
from django.conf import settings
from django.db import transaction
from django.db.models import F

from cms.core import clock

from .models import ScanCount
from .status import Status

_log = logging.getLogger(__name__)
_waiting: Counter[tuple[date, Status]] = Counter()
_lock = Lock()
_timers: list[Timer] = []


def count_scan(status: Status) -> None:
    """Counts one shown verdict; a process that dies loses at most what the last second added."""
    with _lock:
        _waiting[(clock.today(), status)] += 1
        seconds = getattr(settings, "MYDOC_SCAN_FLUSH_SECONDS", 1.0)  # 0: written only when asked
        if seconds and not _timers:
            timer = Timer(seconds, _flush_aside)
            timer.daemon = True
            _timers.append(timer)
            timer.start()


def write_scans() -> None:
    """Adds what is waiting to the table; when the database cannot be written it goes on waiting."""
    with _lock:
        counted = dict(_waiting)
        _waiting.clear()
    try:
        with transaction.atomic():
            for (day, status), count in counted.items():
                row, _ = ScanCount.objects.get_or_create(day=day, status=status)
                ScanCount.objects.filter(pk=row.pk).update(count=F("count") + count)
    except db.Error:
        _log.warning("scan counts could not be written; kept for the next time", exc_info=True)
        with _lock:
            _waiting.update(counted)


def _flush_aside() -> None:
    """Runs in the timer's thread, whose connection is its own and must be closed."""
    with _lock:
        _timers.clear()
    try:
        write_scans()
    finally:
        db.connection.close()

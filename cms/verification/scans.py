"""Counting public scans without slowing them: kept in the process, written by a timer at most once a second."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime
from threading import Lock, Timer
from typing import Any
from uuid import UUID

from django import db
from django.conf import settings
from django.db import connection, transaction
from django.db.models import Model

from cms.core import clock

from .models import DocumentScan, ScanCount
from .status import Status

# Counted by day beside the statuses: the answers to a network that asked for too many codes without a record.
TOO_MANY = "too_many"

# How many (document, minute, status) go on waiting while the database cannot be written. Beyond that the oldest are
# left out of the holders' lists, never out of the counts by day.
_MOST_WAITING = 10_000
_UPSERT = (
    "INSERT INTO {table} ({columns}) VALUES ({places}) "
    "ON CONFLICT ({keys}) DO UPDATE SET {count} = {table}.{count} + excluded.{count}"
)

_log = logging.getLogger(__name__)
_days: Counter[tuple[date, str]] = Counter()
_documents: Counter[tuple[UUID, datetime, str]] = Counter()
_lock = Lock()
_timers: list[Timer] = []


def count_scan(told: Status | str, document_id: UUID | None = None) -> None:
    """Counts one shown verdict, on the holder's list too if a document was found.

    A process that dies loses at most what the last second added.
    """
    now = clock.now()
    with _lock:
        _days[(now.date(), told)] += 1
        if document_id:
            _documents[(document_id, now.replace(second=0, microsecond=0), told)] += 1
        seconds = getattr(settings, "MYDOC_SCAN_FLUSH_SECONDS", 1.0)  # 0: written only when asked
        if seconds and not _timers:
            timer = Timer(seconds, _flush_aside)
            timer.daemon = True
            _timers.append(timer)
            timer.start()


def write_scans() -> None:
    """Adds what is waiting to the tables; when the database cannot be written it goes on waiting."""
    with _lock:
        days, documents = dict(_days), dict(_documents)
        _days.clear()
        _documents.clear()
    try:
        with transaction.atomic():
            _add(ScanCount, ("day", "status"), days)
            _add(DocumentScan, ("document", "minute", "status"), documents)
    except db.Error:
        _log.warning("scan counts could not be written; kept for the next time", exc_info=True)
        with _lock:
            _days.update(days)
            _documents.update(documents)
            _forget_what_is_too_much()


def _add(model: type[Model], names: tuple[str, ...], counted: Mapping[tuple[Any, ...], int]) -> None:
    """Adds to the rows with these keys, which other processes may be writing at the same moment."""
    if not counted:
        return
    fields = [model._meta.get_field(name) for name in (*names, "count")]
    quoted = [connection.ops.quote_name(field.column) for field in fields]
    statement = _UPSERT.format(
        table=connection.ops.quote_name(model._meta.db_table),
        columns=", ".join(quoted),
        places=", ".join(["%s"] * len(fields)),
        keys=", ".join(quoted[:-1]),
        count=quoted[-1],
    )
    # In one order, so that two processes do not wait for each other.
    rows = [(*key, count) for key, count in sorted(counted.items())]
    with connection.cursor() as cursor:
        cursor.executemany(
            statement,
            [
                [field.get_db_prep_save(value, connection) for field, value in zip(fields, row, strict=True)]
                for row in rows
            ],
        )


def _forget_what_is_too_much() -> None:
    """Keeps the newest of what waits for the holders' lists."""
    too_many = len(_documents) - _MOST_WAITING
    if too_many > 0:
        for key in sorted(_documents, key=lambda key: key[1])[:too_many]:
            del _documents[key]
        _log.warning("the %d oldest scans that waited will be on no holder's list", too_many)


def _flush_aside() -> None:
    """Runs in the timer's thread, whose connection is its own and must be closed."""
    with _lock:
        _timers.clear()
    try:
        write_scans()
    finally:
        db.connection.close()

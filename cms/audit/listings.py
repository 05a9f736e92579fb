"""A list as a file for a spreadsheet program, with the reason for it and the file's fingerprint in the trail."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from cms.audit.events import Event
from cms.audit.services import record_events
from cms.core.errors import Refused
from cms.core.hashing import sha256_hex
from cms.core.papers import Actor
from cms.core.tables import Format, table_file

MOST_ROWS = 100_000


@dataclass(frozen=True, slots=True)
class Listing:
    """What one kind of list holds: the event that its export is, its columns, and a row in words."""

    action: str
    of: str
    header: Sequence[str]
    line: Callable[[Any], Sequence[str]]

    def export(self, rows: QuerySet[Any], *, actor: Actor, told: Mapping[str, str], format_: Format) -> bytes:
        """These rows as CSV or XLSX; to be called inside the service's transaction, after it has asked the right.

        Raises Refused without a purpose, or for more than MOST_ROWS rows.
        """
        if not actor.purpose.strip():
            raise Refused("匯出清單要註明理由，現在是空白；請寫下理由後再試。")
        count = rows.count()
        if count > MOST_ROWS:
            raise Refused(f"符合的有 {count:,} 筆，一次最多匯出 {MOST_ROWS:,} 筆；請縮小範圍後再試。")
        file = table_file(format_, self.header, map(self.line, rows.iterator(chunk_size=1000)))
        detail = {"rows": count, "format": format_, "criteria": told, "sha256": sha256_hex(file)}
        record_events(actor=actor, events=[Event(self.action, "listing", self.of, detail)])
        return file

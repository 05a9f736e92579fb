"""A batch's documents as files, each look on record."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from cms.accounts.models import User
from cms.audit.events import Event
from cms.audit.services import record_events
from cms.core import clock
from cms.core.cells import neutral
from cms.core.errors import Refused
from cms.core.masking import mask_name
from cms.core.papers import Actor
from cms.doctypes.selectors import definition_of
from cms.issuance.models import Batch
from cms.vault.access import OpenDocument, get_document_for
from cms.verification.status import status_of

MANIFEST = ("number", "holder", "sha256", "status")


def export_batch(*, actor: Actor, user: User, batch: Batch, to: Path) -> int:
    """Write <number>.pdf for every issued document of the batch, and manifest.csv; returns how many.

    A file is complete or absent, and running it again writes the same files. Raises Refused without a purpose, and
    NotFound for a document that this person may not see.
    """
    if not actor.purpose.strip():
        raise Refused("匯出要說明目的（--purpose）。目的會記在查閱紀錄裡，持有人看得到。")
    to.mkdir(parents=True, exist_ok=True)
    definition = definition_of(batch.doc_type_version)
    name_field = definition.with_role("holder_name")
    lines = []
    numbers = batch.rows.filter(document__isnull=False).order_by("seq").values_list("document__number", flat=True)
    for number in numbers:
        opened = get_document_for(user, number, purpose=actor.purpose, via=actor.via, kind="export")
        _write(to / f"{number}.pdf", opened.pdf)
        lines.append(_line(opened, name_field.code if name_field else ""))
    _write(to / "manifest.csv", _manifest(lines))
    detail = {"documents": len(lines)}
    record_events(actor=actor, events=[Event("batch_exported", "batch", batch.code, detail)])
    return len(lines)


def _line(opened: OpenDocument, name_code: str) -> tuple[str, ...]:
    holder = mask_name(opened.values.get(name_code, ""), "recognise")
    status = status_of(opened.document.face, clock.today())
    return (opened.document.number, neutral(holder), opened.version.sha256, status.value)


def _manifest(lines: list[tuple[str, ...]]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(MANIFEST)
    writer.writerows(lines)
    return b"\xef\xbb\xbf" + out.getvalue().encode()  # with BOM: Excel then reads it as UTF-8


def _write(path: Path, content: bytes) -> None:
    partial = path.with_name(path.name + ".partial")
    partial.write_bytes(content)
    partial.replace(path)

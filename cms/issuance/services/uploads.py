"""A file from a screen: refused at once if it cannot be read, asked about if it can be read in two ways, else checked by a worker."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import timedelta

from django.db import transaction
from django.db.models import Q

from cms.accounts.models import Agency, Role, User
from cms.accounts.selectors import user_of
from cms.core import clock
from cms.core.errors import MyDocError, Refused
from cms.core.papers import Actor
from cms.doctypes.columns import match_columns, suggest_columns
from cms.doctypes.definition import TypeDefinition
from cms.doctypes.selectors import current_version, definition_of
from cms.issuance.models import Batch
from cms.issuance.parsing import AskSheet
from cms.issuance.permissions import require_role
from cms.vault.services.private import BlobRef, read_private

from .batches import fill_batch, open_batch
from .check import cells_of, mapping_of, read_sheet, refuse_structure, remember_mapping
from .judging import Judge

logger = logging.getLogger(__name__)
LEASE = timedelta(seconds=60)
PROGRESS_EVERY = 1000


def receive_upload(*, actor: Actor, type_slug: str, agency: Agency, data: bytes, name: str) -> Batch:
    """Keep a file that can be read: state UPLOADED, or ASKING with a question about its sheet or columns.

    Raises Refused, Unreadable or NotFound, and then nothing is stored.
    """
    require_role(user_of(actor), Role.CLERK, agency)
    version = current_version(type_slug)
    question = _question(definition_of(version), data, name, "", mapping_of(agency, type_slug))
    with transaction.atomic():
        batch = open_batch(actor=actor, version=version, agency=agency, name=name, data=data)
        _ask(batch, question)
    return batch


def answer_question(*, actor: Actor, batch: Batch, sheet: str = "", mapping: Mapping[str, str] | None = None) -> Batch:
    """Go on with the sheet that was chosen, or the columns that were confirmed (field code by the file's column name).

    Confirmed columns are remembered for the agency. Raises Refused; the batch then keeps its question.
    """
    require_role(user_of(actor), Role.CLERK, batch.agency)
    with transaction.atomic():
        batch = (
            Batch.objects.select_for_update(of=("self",)).select_related("agency", "doc_type_version").get(pk=batch.pk)
        )
        if batch.state != Batch.State.ASKING:
            raise Refused(f"批次「{batch.code}」沒有待確認的事。請重新整理後再看一次。")
        slug = batch.doc_type_version.slug
        remember_mapping(batch.agency, slug, mapping or {})
        batch.sheet = sheet or batch.sheet
        known = mapping_of(batch.agency, slug)
        _ask(
            batch,
            _question(definition_of(batch.doc_type_version), _file_of(batch), batch.file_name, batch.sheet, known),
        )
    return batch


def check_next_upload() -> bool:
    """Judge one uploaded file that no other worker holds; False when there is none. What cannot go on says why."""
    now = clock.now()
    free = Q(lease_until__isnull=True) | Q(lease_until__lt=now)
    batch = Batch.objects.filter(free, state=Batch.State.UPLOADED).order_by("uploaded_at").first()
    if batch is None:
        return False
    if not Batch.objects.filter(free, pk=batch.pk, state=Batch.State.UPLOADED).update(lease_until=now + LEASE):
        return True
    try:
        _check(Batch.objects.select_related("agency", "doc_type_version").get(pk=batch.pk))
    except MyDocError as refusal:
        logger.warning("upload %s: %s", batch.code, refusal)
        Batch.objects.filter(pk=batch.pk).update(state=Batch.State.WITHDRAWN, trouble=str(refusal)[:300])
    return True


def same_file(batch: Batch) -> list[Batch]:
    """Earlier batches of the agency from the very same file, newest first."""
    same = Batch.objects.filter(agency=batch.agency, file_sha256=batch.file_sha256, single=False)
    return list(same.exclude(pk=batch.pk).exclude(state=Batch.State.WITHDRAWN).order_by("-uploaded_at"))


def _question(definition: TypeDefinition, data: bytes, name: str, sheet: str, mapping: Mapping[str, str]) -> dict:
    """What somebody must say before the file can be judged, or nothing; raises Refused and Unreadable."""
    try:
        table = read_sheet(definition, data, name, sheet, mapping)
    except AskSheet as asked:
        return {"kind": "sheet", "sheets": [each.name for each in asked.sheets]}
    match = match_columns(definition, table.columns, mapping)
    suggested = suggest_columns(definition, table.columns, mapping) if match.missing else {}
    missing = [field for field in definition.fields if field.column in match.missing]
    if missing and all(field.code in suggested for field in missing):
        return {
            "kind": "columns",
            "columns": [
                {"field": field.code, "column": field.column, "header": table.columns[suggested[field.code]]}
                for field in missing
            ],
            "found": list(table.columns),
        }
    refuse_structure(name, definition, table, match)
    return {}


def _ask(batch: Batch, question: dict) -> None:
    batch.question = question
    batch.state = Batch.State.ASKING if question else Batch.State.UPLOADED
    batch.save()


def _check(batch: Batch) -> None:
    definition = definition_of(batch.doc_type_version)
    mapping = mapping_of(batch.agency, batch.doc_type_version.slug)
    table = read_sheet(definition, _file_of(batch), batch.file_name, batch.sheet, mapping)
    match = match_columns(definition, table.columns, mapping)
    uploader = User.objects.get(username=batch.uploaded_by)
    judge = Judge(user=uploader, agency=batch.agency, version=batch.doc_type_version)
    alone = []
    for count, (seq, texts) in enumerate(table.rows, start=1):
        alone.append(judge.in_file(seq, cells_of(match, texts)))
        if count % PROGRESS_EVERY == 0:
            progress = {"checked_rows": count, "total_rows": len(table.rows), "lease_until": clock.now() + LEASE}
            Batch.objects.filter(pk=batch.pk).update(**progress)
    rows = judge.together(alone)
    with transaction.atomic():
        held = Batch.objects.select_for_update().get(pk=batch.pk)
        if held.state == Batch.State.UPLOADED:  # not withdrawn, and not checked by another worker meanwhile
            actor = Actor("system", "check", "worker", on_behalf_of=batch.uploaded_by)
            fill_batch(actor=actor, batch=held, rows=tuple(rows), assumed=table.assumed.sentence)


def _file_of(batch: Batch) -> bytes:
    return read_private(scope_ref=batch.ref, ref=BlobRef(**batch.file_blob))

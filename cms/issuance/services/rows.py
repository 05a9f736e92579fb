"""Rows at rest and in the clerk's hands: stored encrypted, mended cell by cell, judged again at once."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict

from django.db import transaction
from django.db.models import Min

from cms.accounts.models import Role, User
from cms.accounts.selectors import user_of
from cms.audit.events import Event
from cms.audit.services import record_events
from cms.core import clock
from cms.core.errors import NotFound, Refused
from cms.core.hashing import canonical_json
from cms.core.papers import Actor
from cms.core.slices import in_slices
from cms.issuance.models import Batch, Row
from cms.issuance.permissions import require_role
from cms.vault.selectors import live_unique_keys
from cms.vault.services.private import BatchCipher, batch_cipher

from .approvals import void_approval
from .judging import CheckedRow, Judge

WRITE_ROWS = 500
MENDABLE = (Batch.State.CHECKED, Batch.State.APPROVED)


def store_rows(batch: Batch, rows: Iterable[CheckedRow]) -> None:
    """Write the checked rows of a batch, encrypted under its key."""
    cipher = batch_cipher(batch.ref)
    for some in in_slices(rows, WRITE_ROWS):
        Row.objects.bulk_create([_filled(Row(batch=batch, seq=row.seq), row, cipher) for row in some])


def read_payload(cipher: BatchCipher, row: Row) -> dict:
    """{"cells", "values", "errors"} of one row, decrypted."""
    return json.loads(cipher.decrypt(bytes(row.payload), f"row:{row.seq}"))


@transaction.atomic
def edit_cell(*, actor: Actor, batch: Batch, seq: int, field_code: str, text: str) -> Row:
    """Change one cell as typed and judge its row, and rows that shared its unique values, again.

    An approval does not survive it: its numbers are cancelled and the batch waits for a new one. Raises Refused (role,
    or a batch that is sealed or being sealed) and NotFound (no such row or field).
    """
    user = user_of(actor)
    batch = Batch.objects.select_for_update(of=("self",)).select_related("agency", "doc_type_version").get(pk=batch.pk)
    require_role(user, Role.CLERK, batch.agency)
    if batch.state not in MENDABLE:
        raise Refused(
            f"批次「{batch.code}」目前是「{batch.get_state_display()}」，不能再修改。要更正請改用換發或作廢。"
        )
    row = batch.rows.filter(seq=seq).first()
    judge = Judge(user=user, agency=batch.agency, version=batch.doc_type_version)
    if row is None or field_code not in {field.code for field in judge.definition.fields}:
        raise NotFound(f"批次「{batch.code}」沒有這一格。請重新整理後再試。")
    if batch.state == Batch.State.APPROVED:
        void_approval(actor=actor, batch=batch)
        row.refresh_from_db()
    cipher = batch_cipher(batch.ref)
    cells = read_payload(cipher, row)["cells"] | {field_code: text}
    old_key = row.unique_key
    row.edited_at, row.edited_by = clock.now(), user.get_username()
    checked = judge.alone(seq, cells, row.replaces)
    row.unique_key = checked.unique_key
    row.save(update_fields=["unique_key"])
    _judge_again(judge, batch, cipher, [row], {seq: checked})
    neighbours = batch.rows.filter(unique_key__in={old_key, checked.unique_key} - {""}).exclude(pk=row.pk)
    _judge_again(judge, batch, cipher, neighbours, {})
    detail = {"row": seq, "field": field_code, "good": row.state == Row.State.GOOD}
    record_events(actor=actor, events=[Event("row_edited", "batch", batch.code, detail)])
    return row


def _judge_again(
    judge: Judge, batch: Batch, cipher: BatchCipher, rows: Iterable[Row], known: Mapping[int, CheckedRow]
) -> None:
    """Judge these stored rows beside their neighbours as they stand now, and write what came of it."""
    for row in rows:
        checked = known.get(row.seq) or judge.alone(row.seq, read_payload(cipher, row)["cells"], row.replaces)
        first, live = row.seq, ""
        if checked.unique_key:
            same = batch.rows.filter(unique_key=checked.unique_key).aggregate(first=Min("seq"))["first"]
            first = min(row.seq, same or row.seq)
            live = live_unique_keys([checked.unique_key]).get(checked.unique_key, "")
        _filled(row, judge.glyphs(judge.beside(checked, first, live)), cipher).save()


def _filled(row: Row, checked: CheckedRow, cipher: BatchCipher) -> Row:
    """The stored form of a checked row: everything personal inside the payload."""
    payload = {
        "cells": dict(checked.cells),
        "values": dict(checked.values),
        "errors": [asdict(error) for error in checked.errors],
    }
    row.state = Row.State.BAD if checked.errors else Row.State.GOOD
    row.agency = checked.agency
    row.unique_key = checked.unique_key
    row.replaces = checked.replaces
    row.problems = [{"code": error.code, "field": error.field} for error in checked.errors]
    row.payload = cipher.encrypt(canonical_json(payload), f"row:{checked.seq}")
    return row


def clerk_of(batch: Batch) -> User:
    """The account that uploaded the batch, whose right decides which agencies its rows may name."""
    return User.objects.get(username=batch.uploaded_by)

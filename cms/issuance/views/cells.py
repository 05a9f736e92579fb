"""Cells mended in the page: one or several of a row, as a plain form or from the page's script."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_POST

from cms.accounts.selectors import actor_for
from cms.core.errors import NotFound
from cms.doctypes.definition import TypeDefinition
from cms.issuance.models import Batch
from cms.issuance.selectors import RowView, batch_for, row_view
from cms.issuance.services.rows import edit_cell

from .answers import in_words, wants_json
from .batches import about, number_in
from .grid import line_of

BESIDE = 50


@require_POST
@in_words
def mend(request: HttpRequest, code: str) -> HttpResponse:
    """Write what was typed into one row and say at once what came of it."""
    batch = batch_for(request.user, code)
    seq = number_in(request.POST.get("seq"))
    was_approved = batch.state == Batch.State.APPROVED
    changes = _changes(request.POST, row_view(request.user, batch, seq))
    for field, text in changes.items():
        edit_cell(actor=actor_for(request.user, "admin"), batch=batch, seq=seq, field_code=field, text=text)
    batch = batch_for(request.user, code)
    if was_approved and changes:
        messages.warning(request, f"批次「{code}」在核定後修改過，核定已經失效，保留的編號都已取消。請重新核定。")
    if wants_json(request):
        return _parts(request, batch, row_view(request.user, batch, seq), changes)
    if changes and not was_approved:
        messages.success(request, _spoken(row_view(request.user, batch, seq)))
    place = "" if was_approved else f"#r{seq}"  # a warning stands at the top of the page
    query = request.POST.get("back", "")
    return redirect(f"{reverse('issuance_batch', kwargs={'code': code})}?{query}{place}")


def _changes(posted: QueryDict, row: RowView) -> Mapping[str, str]:
    """What differs from the row as it stands; a repair is the suggestion that stood beside the cell."""
    repaired = posted.get("repair", "")
    if repaired:
        return {error.field: error.suggestion for error in row.errors if error.field == repaired and error.suggestion}
    typed = {
        name.removeprefix("cell-"): text.replace("\r\n", "\n")
        for name, text in posted.items()
        if name.startswith("cell-")
    }
    return {field: text for field, text in typed.items() if row.cells.get(field, "") != text}


def _spoken(row: RowView) -> str:
    """What is said about a row after it was written."""
    if not row.errors:
        return f"第 {row.seq} 列已經沒有要修正的地方。"
    rest = "；".join(f"{error.column}：{error.message}" for error in row.errors)
    return f"第 {row.seq} 列還要修正。{rest}"


def _parts(request: HttpRequest, batch: Batch, row: RowView, changes: Mapping[str, str]) -> JsonResponse:
    """The pieces of the page that have changed, by their id."""
    context = about(request, batch)
    definition: TypeDefinition = context["definition"]
    shown = set(request.POST.get("columns", "").split(","))
    columns = [field for field in definition.fields if field.code in shown]
    touched = {*changes, request.POST.get("touched", "")}
    mend = context["can"].mend
    lines = [line_of(definition, columns, row, mend=mend, touched=touched)]
    lines += [line_of(definition, columns, each, mend=mend) for each in _beside(request, batch)]
    page = {"span": len(columns) + 2, "back": request.POST.get("back", "")}
    parts = {
        f"r{line.row.seq}": render_to_string("issuance/batches/_row.html", context | page | {"line": line}, request)
        for line in lines
    }
    for part in ("head", "bar"):
        parts[f"desk-{part}"] = render_to_string(f"issuance/batches/_{part}.html", context, request)
    return JsonResponse({"parts": parts, "said": _spoken(row), "state": batch.state})


def _beside(request: HttpRequest, batch: Batch) -> Iterable[RowView]:
    """The other rows on the page that this one may have set free: those that stood there as duplicates."""
    seqs = {number_in(text) for text in request.POST.get("beside", "").split(",")} - {0}
    for seq in sorted(seqs)[:BESIDE]:
        try:
            yield row_view(request.user, batch, seq)
        except NotFound:
            continue

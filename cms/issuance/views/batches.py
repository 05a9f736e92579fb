"""Batches: the list, a new one from a file, and the one page that shows how far a batch has come."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cms.accounts.selectors import actor_for
from cms.core.errors import Refused
from cms.doctypes.definition import TypeDefinition
from cms.doctypes.selectors import current_version, definition_of
from cms.issuance import desk
from cms.issuance.forms import UploadForm, WithdrawForm
from cms.issuance.models import Batch, Chunk, Row
from cms.issuance.selectors import PAGE_ROWS, batch_for, others_present, row_counts, rows_of
from cms.issuance.services.presence import be_present, look_at_approval
from cms.issuance.services.uploads import answer_question, receive_upload, same_file

from .answers import crumbs, in_words
from .grid import line_of, telling_columns

LISTED = 25
FAILED_LISTED = 200
STEPS = ("選種類", "上傳", "檢查", "核定", "用印")
STEP_OF = {
    Batch.State.ASKING: 2,
    Batch.State.UPLOADED: 3,
    Batch.State.CHECKED: 3,
    Batch.State.APPROVED: 5,
    Batch.State.SEALING: 5,
    Batch.State.HALTED: 5,
}
HEADINGS = {
    Batch.State.ASKING: "請確認一件事",
    Batch.State.UPLOADED: "檢查中",
    Batch.State.CHECKED: "檢查結果",
    Batch.State.APPROVED: "已核定，等候用印",
    Batch.State.SEALING: "用印中",
    Batch.State.HALTED: "用印停下了",
    Batch.State.DONE: "完成",
    Batch.State.WITHDRAWN: "已撤回",
}


@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """The batches of one's own agencies, newest first."""
    state, slug = request.GET.get("state", ""), request.GET.get("type", "")
    batches = desk.listed_batches(request.user, state=state, slug=slug)
    context = {
        "page": Paginator(batches, LISTED).get_page(request.GET.get("page")),
        "states": Batch.State.choices,
        "types": desk.types_in_list(request.user),
        "state": state,
        "type": slug,
        "may_begin": desk.clerks_agencies(request.user).exists(),
        "breadcrumbs_items": crumbs(),
    }
    return render(request, "issuance/batches/list.html", context)


@require_GET
def choose_type(request: HttpRequest) -> HttpResponse:
    """What to issue: the type used last stands first."""
    context = {
        "types": desk.offered_types(request.user),
        "breadcrumbs_items": crumbs(("新增批次", "")),
        "step": step_line(1),
    }
    return render(request, "issuance/batches/types.html", context)


@require_http_methods(["GET", "POST"])
@in_words
def upload(request: HttpRequest, slug: str) -> HttpResponse:
    """Take a file for this type; what cannot be read is said beside the field, and nothing is stored."""
    version = current_version(slug)
    agencies = desk.clerks_agencies(request.user)
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = UploadForm(*sent, agencies=agencies)
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            batch = receive_upload(
                actor=actor_for(request.user, "admin"),
                type_slug=slug,
                agency=form.cleaned_data["agency"],
                data=file.read(),
                name=file.name,
            )
        except Refused as refusal:
            form.add_error("file", str(refusal))
        else:
            return redirect("issuance_batch", code=batch.code)
    context = {
        "form": form,
        "definition": definition_of(version),
        "version": version,
        "instead": request.GET.get("instead", ""),
        "most_rows": settings.MYDOC_UPLOAD_MAX_ROWS,
        "breadcrumbs_items": crumbs(("新增批次", reverse("issuance_new_batch")), (definition_of(version).name, "")),
        "step": step_line(2),
    }
    return render(request, "issuance/batches/upload.html", context)


@require_GET
@never_cache
@in_words
def show(request: HttpRequest, code: str) -> HttpResponse:
    """One batch, whatever its state."""
    batch = batch_for(request.user, code)
    be_present(user=request.user, batch=batch)
    context = about(request, batch) | {
        "same": same_file(batch) if batch.state in desk.OPEN and not batch.single else [],
        "withdraw_form": WithdrawForm(),
        "others": others_present(batch, request.user),
        "progress": desk.progress(batch),
    }
    if batch.state in {Batch.State.CHECKED, Batch.State.APPROVED}:
        context |= _rows(request, batch, context) | _approval(request, batch, context)
    if batch.state == Batch.State.HALTED:
        context["stuck"] = batch.chunks.filter(state=Chunk.State.STUCK)
    if batch.state in {Batch.State.SEALING, Batch.State.HALTED, Batch.State.DONE}:
        rows = batch.rows.select_related("document").order_by("seq")
        context["failed_rows"] = rows.filter(state=Row.State.FAILED)[:FAILED_LISTED]
        issued = Paginator(rows.filter(state=Row.State.ISSUED), PAGE_ROWS)
        context["issued_page"] = issued.get_page(request.GET.get("page"))
    return render(request, "issuance/batches/batch.html", context)


@require_GET
@never_cache
@in_words
def status(request: HttpRequest, code: str) -> JsonResponse:
    """How far it is, and who else looks: what the page asks for every two seconds."""
    batch = batch_for(request.user, code)
    be_present(user=request.user, batch=batch)
    others = others_present(batch, request.user)
    return JsonResponse(
        desk.progress(batch)
        | {
            "state": batch.state,
            "label": batch.get_state_display(),
            "others": render_to_string("issuance/batches/_others.html", {"others": others}).strip(),
        }
    )


@require_POST
@in_words
def answer(request: HttpRequest, code: str) -> HttpResponse:
    """Take the sheet that was chosen, or the columns that were confirmed."""
    batch = batch_for(request.user, code)
    mapping = {
        header: request.POST[f"field-{place}"]
        for place, header in enumerate(request.POST.getlist("header"))
        if request.POST.get(f"field-{place}")
    }
    actor = actor_for(request.user, "admin")
    answer_question(actor=actor, batch=batch, sheet=request.POST.get("sheet", ""), mapping=mapping)
    return redirect("issuance_batch", code=code)


def about(request: HttpRequest, batch: Batch) -> dict[str, Any]:
    """What every part of a batch's page needs."""
    definition = definition_of(batch.doc_type_version)
    counts = row_counts(batch)
    can = desk.abilities(request.user, batch)
    return {
        "batch": batch,
        "definition": definition,
        "heading": HEADINGS[batch.state],
        "can": can,
        "all_rows": sum(counts.values()),
        "good": counts.get(Row.State.GOOD, 0),
        "bad": counts.get(Row.State.BAD, 0),
        "issued": counts.get(Row.State.ISSUED, 0),
        "failed": counts.get(Row.State.FAILED, 0),
        "causes": desk.cause_lines(batch) if counts.get(Row.State.BAD) else [],
        "breadcrumbs_items": crumbs((definition.name, _list_of(definition)), (f"批次 {batch.code}", "")),
        "step": step_line(4 if can.approve else STEP_OF.get(batch.state, 0)),
    }


def step_line(number: int) -> str:
    """第 3 步，共 5 步　檢查; empty once there is no step to take."""
    return f"第 {number} 步，共 {len(STEPS)} 步　{STEPS[number - 1]}" if number else ""


def number_in(text: str | None) -> int:
    """A number from an address or form, or 0."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else 0


def _list_of(definition: TypeDefinition) -> str:
    return f"{reverse('issuance_batches')}?type={definition.slug}"


def _rows(request: HttpRequest, batch: Batch, context: dict[str, Any]) -> dict[str, Any]:
    """One page of rows; those with errors, if there are any and nobody asked for all."""
    only_errors = request.GET.get("rows") != "all" and context["bad"] > 0
    page = rows_of(request.user, batch, only_errors=only_errors, page=number_in(request.GET.get("page")) or 1)
    definition = context["definition"]
    columns = telling_columns(definition, page.rows)
    whole = number_in(request.GET.get("edit"))
    mend = context["can"].mend
    return {
        "only_errors": only_errors,
        "rows_page": page,
        "columns": columns,
        "lines": [line_of(definition, columns, row, mend=mend, whole=row.seq == whole) for row in page.rows],
        "span": len(columns) + 2,
        "preview": desk.neighbours(batch, number_in(request.GET.get("preview"))),
    }


def _approval(request: HttpRequest, batch: Batch, context: dict[str, Any]) -> dict[str, Any]:
    """What somebody who approves or seals is shown of the whole batch; clerks see the rows instead."""
    can = context["can"]
    if not (can.approve or batch.state == Batch.State.APPROVED):
        return {}
    definition = context["definition"]
    summary = look_at_approval(user=request.user, batch=batch)
    columns = telling_columns(definition, ())
    return {
        "summary": summary,
        "sample_columns": columns,
        "samples": [line_of(definition, columns, row, mend=False) for row in summary.samples],
        "edited": [line_of(definition, columns, row, mend=False) for row in summary.edited_since],
    }

"""One document at a time: a form made from the type's fields."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from cms.accounts.selectors import actor_for
from cms.core.errors import Refused
from cms.doctypes.selectors import current_version, definition_of
from cms.issuance import desk
from cms.issuance.forms import RowForm
from cms.issuance.services.single import check_single, issue_single

from .answers import crumbs, in_words


@require_http_methods(["GET", "POST"])
@in_words
def single(request: HttpRequest, slug: str) -> HttpResponse:
    """Fill in, be told what is wrong beside each field, or have a batch of one row that waits for approval."""
    definition = definition_of(current_version(slug))
    sent = (request.POST,) if request.method == "POST" else ()
    form = RowForm(*sent, definition=definition, agencies=desk.clerks_agencies(request.user))
    if form.is_valid():
        place = {"type_slug": slug, "agency": form.cleaned_data["agency"], "cells": form.cells()}
        try:
            form.tell(check_single(user=request.user, **place).errors)
            if form.is_valid():
                batch = issue_single(actor=actor_for(request.user, "admin"), **place)
                messages.success(request, f"已送出，批次編號「{batch.code}」。等核定人核定後用印。")
                return redirect("issuance_batch", code=batch.code)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    context = {
        "form": form,
        "definition": definition,
        "breadcrumbs_items": crumbs(("新增批次", reverse("issuance_new_batch")), (f"單筆核發{definition.name}", "")),
    }
    return render(request, "issuance/batches/single.html", context)

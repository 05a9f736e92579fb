"""What people decide about a batch, each with one press: approve, seal, withdraw, try again, follow up the failed rows."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from cms.accounts.reauthentication import freshly_authenticated
from cms.accounts.selectors import actor_for
from cms.issuance.forms import WithdrawForm
from cms.issuance.selectors import batch_for
from cms.issuance.services.approvals import approve_batch
from cms.issuance.services.batches import follow_up_batch, start_sealing, withdraw_batch
from cms.issuance.services.sealing import retry_stuck

from .answers import in_words

# After a renewed sign-in one comes back to the batch's page, where the button is pressed again.
fresh = freshly_authenticated(back="issuance_batch")


@require_POST
@fresh
@in_words
def approve(request: HttpRequest, code: str) -> HttpResponse:
    """Approve every good row; with `only_good` the wrong ones stay behind."""
    batch = batch_for(request.user, code)
    actor = actor_for(request.user, "admin")
    batch = approve_batch(actor=actor, batch=batch, only_good=request.POST.get("only_good") == "1")
    messages.success(request, f"已核定批次「{batch.code}」，共 {batch.approval['count']:,} 列。接著由用印人用印。")
    return redirect("issuance_batch", code=code)


@require_POST
@fresh
@in_words
def seal(request: HttpRequest, code: str) -> HttpResponse:
    """Hand an approved batch to the workers."""
    batch = batch_for(request.user, code)
    start_sealing(actor=actor_for(request.user, "admin"), batch=batch)
    return redirect("issuance_batch", code=code)


@require_POST
@fresh
@in_words
def withdraw(request: HttpRequest, code: str) -> HttpResponse:
    """Take a batch back before it is sealed."""
    batch = batch_for(request.user, code)
    form = WithdrawForm(request.POST)
    if form.is_valid():
        withdraw_batch(actor=actor_for(request.user, "admin"), batch=batch, reason=form.cleaned_data["reason"])
        messages.success(request, f"已撤回批次「{batch.code}」。保留的編號都已取消。")
    else:
        messages.error(request, "；".join(form.errors["reason"]))
    return redirect("issuance_batch", code=code)


@require_POST
@in_words
def retry(request: HttpRequest, code: str) -> HttpResponse:
    """Give a halted batch back to the workers."""
    batch = batch_for(request.user, code)
    retry_stuck(actor=actor_for(request.user, "admin"), batch=batch)
    messages.success(request, f"批次「{batch.code}」已交回用印，會接著還沒完成的列繼續。")
    return redirect("issuance_batch", code=code)


@require_POST
@in_words
def follow_up(request: HttpRequest, code: str) -> HttpResponse:
    """The failed rows as a batch of their own."""
    batch = batch_for(request.user, code)
    follower = follow_up_batch(actor=actor_for(request.user, "admin"), batch=batch)
    messages.success(request, f"批次「{code}」留下的列已另立為批次「{follower.code}」。請修正後再送核定。")
    return redirect("issuance_batch", code=follower.code)

"""The designer's screens for profiles and anchors: proposing through the form, deciding on a page with one button."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.forms import BaseModelForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods
from wagtail.snippets.views.snippets import CreateView

from cms.accounts.selectors import actor_for
from cms.core.errors import Refused
from cms.core.papers import Actor

from .models import SigningProfile, TrustAnchor
from .permissions import may_design
from .services import approve_profile, confirm_anchor, propose_anchor, propose_profile, withdraw_anchor


class ProposeView(CreateView):
    """Saves through a service, and shows the service's refusal beside the form."""

    def form_valid(self, form: BaseModelForm) -> HttpResponse:
        try:
            return super().form_valid(form)
        except Refused as error:
            form.add_error(None, str(error))
            self.produced_error_message = self.get_error_message()
            return self.form_invalid(form)


class ProposeProfileView(ProposeView):
    def save_instance(self) -> SigningProfile:
        return propose_profile(actor=actor_for(self.request.user, "admin"), **self.form.cleaned_data)


class ProposeAnchorView(ProposeView):
    def save_instance(self) -> TrustAnchor:
        return propose_anchor(actor=actor_for(self.request.user, "admin"), **self.form.cleaned_data)


@require_http_methods(["GET", "POST"])
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask, then approve a profile."""
    profile = get_object_or_404(SigningProfile, pk=pk)
    return _decide(request, profile, "核定", lambda actor: approve_profile(actor=actor, profile=profile))


@require_http_methods(["GET", "POST"])
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask, then confirm an anchor."""
    anchor = get_object_or_404(TrustAnchor, pk=pk)
    return _decide(request, anchor, "確認", lambda actor: confirm_anchor(actor=actor, anchor=anchor))


@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask, then withdraw an anchor."""
    anchor = get_object_or_404(TrustAnchor, pk=pk)
    return _decide(request, anchor, "撤回", lambda actor: withdraw_anchor(actor=actor, anchor=anchor))


def _decide(request: HttpRequest, row: Model, verb: str, decide: Callable[[Actor], object]) -> HttpResponse:
    """One page with what is to be decided and one button; the service has the last word."""
    if not may_design(request.user):
        raise PermissionDenied
    back = reverse(row.snippet_viewset.get_url_name("list"))
    if request.method == "GET":
        facts = [(field.verbose_name, getattr(row, field.name)) for field in row._meta.fields if field.editable]
        context = {"row": row, "verb": verb, "facts": facts, "back": back, "kind": row._meta.verbose_name}
        return render(request, "signing/decide.html", context)
    try:
        decide(actor_for(request.user, "admin"))
    except Refused as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"已{verb}{row._meta.verbose_name}「{row}」。")
    return redirect(back)

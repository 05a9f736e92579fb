"""The way in: password, one-time code, enrolment on the first day, and confirming it again before a grave act."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate
from django.contrib.auth.views import PasswordResetConfirmView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse, reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods
from django_otp import login as note_device
from django_otp.models import Device
from django_otp.plugins.otp_static.models import StaticDevice
from wagtail.admin.views.account import LoginView

from cms.accounts import second_factor, sessions
from cms.accounts.forms import CodeForm, ConfirmForm, FirstCodeForm, NewPasswordForm, SignInForm
from cms.accounts.models import User
from cms.accounts.reauthentication import freshly_authenticated
from cms.accounts.services.second_factors import (
    begin_enrolment,
    check_code,
    complete_enrolment,
    renew_recovery_codes,
)
from cms.accounts.services.sign_ins import note_sign_in
from cms.core.errors import Refused


@method_decorator([never_cache, sensitive_post_parameters("password")], name="dispatch")
class SignInView(LoginView):
    """User name and password; where a code is asked, the gate asks for it next."""

    def form_valid(self, form: SignInForm) -> HttpResponse:
        response = super().form_valid(form)
        if not settings.MYDOC_SECOND_FACTOR:
            note_sign_in(user=self.request.user, second_factor="")
        return response

    def get_context_data(self, **kwargs: object) -> dict:
        return super().get_context_data(**kwargs) | {"asks_code": settings.MYDOC_SECOND_FACTOR}


@method_decorator([never_cache, sensitive_post_parameters()], name="dispatch")
class SetPasswordView(PasswordResetConfirmView):
    """Where a one-time link leads: choose a password, then sign in with it."""

    form_class = NewPasswordForm
    template_name = "accounts/set_password.html"
    success_url = reverse_lazy("wagtailadmin_login")

    def form_valid(self, form: NewPasswordForm) -> HttpResponse:
        response = super().form_valid(form)
        messages.success(self.request, "密碼已設定。請用新密碼登入。")
        return response


@never_cache
@require_http_methods(["GET", "POST"])
def enter_code(request: HttpRequest) -> HttpResponse:
    """The one-time code after the password; who has no device enrols one first."""
    back = _way_back(request)
    if not second_factor.is_missing(request.user):
        return redirect(back)
    if second_factor.device_of(request.user) is None:
        return redirect("accounts_enrol")
    form = CodeForm(request.POST or None)
    if form.is_valid():
        try:
            device = check_code(user=request.user, code=form.cleaned_data["code"])
        except Refused as error:
            form.add_error("code", str(error))
        else:
            _let_in(request, device)
            return redirect(back)
    return render(request, "accounts/code.html", {"form": form, "next": back})


@never_cache
@require_http_methods(["GET", "POST"])
def enrol(request: HttpRequest) -> HttpResponse:
    """Set up the first device: picture, secret and a code that shows that it works; then recovery codes, this once."""
    if not second_factor.is_missing(request.user):
        return redirect("wagtailadmin_home")
    if second_factor.device_of(request.user) is not None:
        return redirect("accounts_code")
    return _enrolment(request)


@never_cache
@freshly_authenticated()
@require_http_methods(["GET", "POST"])
def replace_device(request: HttpRequest) -> HttpResponse:
    """A new phone: the same page; the old device goes when the new one has shown its first code."""
    return _enrolment(request)


def _enrolment(request: HttpRequest) -> HttpResponse:
    user: User = request.user
    form = FirstCodeForm(request.POST or None)
    if form.is_valid():
        try:
            device, codes = complete_enrolment(user=user, code=form.cleaned_data["code"])
        except Refused as error:
            form.add_error("code", str(error))
        else:
            _let_in(request, device)
            return render(request, "accounts/recovery_codes.html", {"codes": codes})
    device = begin_enrolment(user=user)
    page = {
        "form": form,
        "picture": second_factor.enrolment_picture(device),
        "secret": second_factor.secret_in_groups(device),
    }
    return render(request, "accounts/enrol.html", page)


@never_cache
@require_http_methods(["GET", "POST"])
def own_device(request: HttpRequest) -> HttpResponse:
    """What the account has, and where to replace it."""
    page = {
        "device": second_factor.device_of(request.user),
        "left": second_factor.recovery_codes_left(request.user),
    }
    return render(request, "accounts/own_device.html", page)


@never_cache
@freshly_authenticated(back="accounts_own_device")
@require_http_methods(["POST"])
def new_recovery_codes(request: HttpRequest) -> HttpResponse:
    """New recovery codes, shown this once; the older ones are void."""
    return render(request, "accounts/recovery_codes.html", {"codes": renew_recovery_codes(user=request.user)})


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def confirm(request: HttpRequest) -> HttpResponse:
    """Password and code again, then back to what was wanted."""
    back = _way_back(request)
    form = ConfirmForm(request.POST or None, asks_code=settings.MYDOC_SECOND_FACTOR)
    if form.is_valid() and _is_confirmed(request, form):
        messages.success(request, "身分已確認，五分鐘內有效。請再按一次剛才的按鈕。")
        return redirect(back)
    return render(request, "accounts/confirm.html", {"form": form, "next": back})


def _is_confirmed(request: HttpRequest, form: ConfirmForm) -> bool:
    """Whether both are right; what is wrong stands beside the form. Failed passwords count towards the lock-out."""
    known = authenticate(request, username=request.user.get_username(), password=form.cleaned_data["password"])
    if known is None or known.pk != request.user.pk:
        form.add_error("password", "密碼不正確。")
        return False
    if settings.MYDOC_SECOND_FACTOR:
        try:
            check_code(user=request.user, code=form.cleaned_data["code"])
        except Refused as error:
            form.add_error("code", str(error))
            return False
        sessions.note_code(request.session)
    sessions.note_password(request.session)
    return True


def _let_in(request: HttpRequest, device: Device) -> None:
    """The session is verified from here, under a new key."""
    is_entering = second_factor.is_missing(request.user)
    note_device(request, device)
    sessions.note_code(request.session)
    request.session.cycle_key()
    if is_entering:
        note_sign_in(user=request.user, second_factor="recovery" if isinstance(device, StaticDevice) else "totp")


def _way_back(request: HttpRequest) -> str:
    """The address in next, if it is one of ours."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    ours = url_has_allowed_host_and_scheme(wanted, allowed_hosts=None, require_https=request.is_secure())
    return wanted if ours else reverse("wagtailadmin_home")

"""The gate before the admin: a session ends when nobody is there, and nothing answers before the one-time code."""

from collections.abc import Callable
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth import logout
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from . import second_factor, sessions

# What a person reaches who is not, or not entirely, signed in.
OPEN = frozenset(
    {
        "wagtailadmin_login",
        "wagtailadmin_logout",
        "wagtailadmin_sprite",
        "wagtailadmin_javascript_catalog",
        "accounts_code",
        "accounts_enrol",
        "accounts_set_password",
    }
)
PINGS = "wagtailadmin_editing_sessions"  # an editor left open calls home every few seconds


class StaffSessionMiddleware:
    """Stands after the authentication, OTP and message middleware."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable, args: tuple, kwargs: dict) -> HttpResponse | None:
        """Sign out whose time is over, note who is there, and ask for the code where it is owed."""
        if not request.path_info.startswith(reverse("wagtailadmin_home")) or not request.user.is_authenticated:
            return None
        if reason := sessions.why_over(request.session):
            logout(request)
            messages.warning(request, reason)
            return None  # the view itself sends strangers to sign in
        if not _calls_by_itself(request):
            sessions.note_activity(request.session)
        if second_factor.is_missing(request.user) and request.resolver_match.view_name not in OPEN:
            return _ask_for_the_code(request)
        return None


def _calls_by_itself(request: HttpRequest) -> bool:
    """Whether a page asks without anybody touching it: pings, and what scripts fetch to stay up to date."""
    if PINGS in request.resolver_match.namespaces:
        return True
    return request.method == "GET" and request.headers.get("sec-fetch-mode", "navigate") != "navigate"


def _ask_for_the_code(request: HttpRequest) -> HttpResponse:
    if request.headers.get("x-requested-with") == "XMLHttpRequest":
        raise PermissionDenied
    back = request.get_full_path() if request.method == "GET" else reverse("wagtailadmin_home")
    return redirect(f"{reverse('accounts_code')}?{urlencode({'next': back})}")

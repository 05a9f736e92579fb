"""Acts that need the person again: who they are must have been shown within the last minutes, not only at sign-in.

Usable on any app's view: @freshly_authenticated() above a function, method_decorator(..., name="dispatch") on a class.
"""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse

from . import sessions

MINUTES = 5
View = Callable[..., HttpResponse]


def is_fresh(request: HttpRequest, minutes: int = MINUTES) -> bool:
    """Whether the password, and the one-time code where one is asked, were given within so many minutes."""
    within = timedelta(minutes=minutes)
    needed = (sessions.PASSWORD, sessions.CODE) if settings.MYDOC_SECOND_FACTOR else (sessions.PASSWORD,)
    return request.user.is_authenticated and all(sessions.was_shown(request.session, key, within) for key in needed)


def freshly_authenticated(minutes: int = MINUTES, back: str = "") -> Callable[[View], View]:
    """Let only fresh sessions into the view; the others confirm who they are first and repeat what they wanted.

    The way back after confirming is the view's own address; a view that answers POST only names another in back: a URL
    name, reversed with the view's own arguments. A script gets 403 with {"confirm": address} instead of a redirect.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
            if is_fresh(request, minutes):
                return view(request, *args, **kwargs)
            return ask_again(request, reverse(back, args=args, kwargs=kwargs) if back else "")

        return guarded

    return decorate


def ask_again(request: HttpRequest, back: str = "") -> HttpResponse:
    """Send to the page where the person shows who they are, and from there to back (the request's own address)."""
    back = back or (request.get_full_path() if request.method == "GET" else request.path)
    address = f"{reverse('accounts_confirm')}?{urlencode({'next': back})}"
    if request.headers.get("x-requested-with") == "XMLHttpRequest":
        return JsonResponse({"confirm": address}, status=403)
    return redirect(address)

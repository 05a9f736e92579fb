"""Two sessions that never meet: the staff's under /admin/, the citizens' under /my/; public pages have none."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from .providers import absolute
from .sessions import visitor_of

PLACE = "/my/"


class SeparateSessionsMiddleware(SessionMiddleware):
    """Django's sessions, with a cookie of its own for citizens: other name, other path, so that neither reaches the other.

    Under /my/ request.session is the citizen's and request.visitor who is signed in, or None. The CSRF secret lies in
    the session (CSRF_USE_SESSIONS), so that there is one cookie a person and none on public pages. That cookie lives on
    the site's own host, where the city account leads back to: whoever reads /my/ under another name is led there.
    """

    def process_request(self, request: HttpRequest) -> HttpResponse | None:
        if _is_citizens(request):
            request.COOKIES.pop(settings.SESSION_COOKIE_NAME, None)
            if key := request.COOKIES.get(settings.MYDOC_CITIZEN_COOKIE):
                request.COOKIES[settings.SESSION_COOKIE_NAME] = key  # where Django looks for it
        super().process_request(request)
        request.visitor = None
        if _is_citizens(request):
            if request.method in ("GET", "HEAD") and _is_under_another_name(request):
                return HttpResponseRedirect(absolute(request.get_full_path()))
            request.visitor = visitor_of(request.session)
        return None

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        if not (_is_citizens(request) or request.path_info.startswith(settings.SESSION_COOKIE_PATH)):
            return response  # no session here, so nothing to keep and nothing that varies by a cookie
        response = super().process_response(request, response)
        if _is_citizens(request):
            response.headers.setdefault(
                "Cache-Control", "no-store"
            )  # also what Django answers by itself: 404, 405, a slash
            _rename_cookie(response)
        return response


def _rename_cookie(response: HttpResponse) -> None:
    if settings.SESSION_COOKIE_NAME not in response.cookies:
        return
    morsel = response.cookies.pop(settings.SESSION_COOKIE_NAME)
    response.cookies[settings.MYDOC_CITIZEN_COOKIE] = morsel.value
    renamed = response.cookies[settings.MYDOC_CITIZEN_COOKIE]
    renamed.update({name: value for name, value in morsel.items() if value})
    renamed["path"] = PLACE


def _is_citizens(request: HttpRequest) -> bool:
    return request.path_info.startswith(PLACE)


def _is_under_another_name(request: HttpRequest) -> bool:
    """Whether the host is not the site's own. Cookies know no ports; and http or https is SecurityMiddleware's question."""
    own, asked = urlsplit(settings.MYDOC_VERIFY_URL), urlsplit(f"{request.scheme}://{request.get_host()}")
    return own.scheme == asked.scheme and own.hostname != asked.hostname

"""Two sessions that never meet: the staff's under /admin/, the citizens' under /my/; public pages have none."""

from __future__ import annotations

from django.conf import settings
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest, HttpResponse

from .sessions import visitor_of

PLACE = "/my/"


class SeparateSessionsMiddleware(SessionMiddleware):
    """Django's sessions, with a cookie of its own for citizens: other name, other path, so that neither reaches the other.

    Under /my/ request.session is the citizen's and request.visitor who is signed in, or None. The CSRF secret lies in
    the session (CSRF_USE_SESSIONS), so that there is one cookie a person and none on public pages.
    """

    def process_request(self, request: HttpRequest) -> None:
        if _is_citizens(request):
            request.COOKIES.pop(settings.SESSION_COOKIE_NAME, None)
            if key := request.COOKIES.get(settings.MYDOC_CITIZEN_COOKIE):
                request.COOKIES[settings.SESSION_COOKIE_NAME] = key  # where Django looks for it
        super().process_request(request)
        request.visitor = visitor_of(request.session) if _is_citizens(request) else None

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        if not (_is_citizens(request) or request.path_info.startswith(settings.SESSION_COOKIE_PATH)):
            return response  # no session here, so nothing to keep and nothing that varies by a cookie
        response = super().process_response(request, response)
        if _is_citizens(request) and settings.SESSION_COOKIE_NAME in response.cookies:
            morsel = response.cookies.pop(settings.SESSION_COOKIE_NAME)
            response.cookies[settings.MYDOC_CITIZEN_COOKIE] = morsel.value
            renamed = response.cookies[settings.MYDOC_CITIZEN_COOKIE]
            renamed.update({name: value for name, value in morsel.items() if value})
            renamed["path"] = PLACE
        return response


def _is_citizens(request: HttpRequest) -> bool:
    return request.path_info.startswith(PLACE)

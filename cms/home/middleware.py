"""Redirects of pages that have moved, asked for only where an address belongs to the pages."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from wagtail.contrib.redirects.middleware import RedirectMiddleware


class MovedPagesMiddleware(RedirectMiddleware):
    """What another app has answered is its answer: a code that is not found costs no query for a page of that name."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        match = request.resolver_match
        if match and match.url_name != "wagtail_serve":
            return response
        return super().process_response(request, response)

"""What is told where there is nothing to show: a page that is not there, and a fault of ours."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from cms.verification.addresses import form_path
from cms.verification.page import other_language, site_frame

from .frame import public
from .words import words_in

ENGLISH = ("/en/", "/my/en/")


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404 in the language of the address, in the site's frame, with ways on."""
    lang = _language(request)
    other = words_in(other_language(lang))["home"]
    page = {**site_frame(lang), "w": words_in(lang), "form_path": form_path(lang), "other_path": other}
    return public(render(request, "404.html", page, status=404), lang)


def server_error(request: HttpRequest) -> HttpResponse:
    """500 in the language of the address; it asks neither the database nor the frame, one of which may be the fault."""
    lang = _language(request)
    return public(HttpResponse(render_to_string("500.html", {"w": words_in(lang)}), status=500), lang)


def _language(request: HttpRequest) -> str:
    return "en" if request.path.startswith(ENGLISH) else "zh"

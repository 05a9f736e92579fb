"""What is told where there is nothing to show: a page that is not there, and a fault of ours."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from cms.signin.frame import my_path
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
    if getattr(request, "visitor", None):
        page["documents_path"] = my_path(lang)
    return public(render(request, "404.html", page, status=404), lang)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400 in the language of the address, from the address alone: what was sent may be what cannot be read."""
    return _fault(request, "unreadable", 400)


def server_error(request: HttpRequest) -> HttpResponse:
    """500 in the language of the address; it asks neither the database nor the frame, one of which may be the fault."""
    return _fault(request, "failed", 500)


def _fault(request: HttpRequest, what: str, status: int) -> HttpResponse:
    lang = _language(request)
    words = words_in(lang)
    page = {"w": words, "heading": words[what], "text": words[f"{what}_text"]}
    return public(HttpResponse(render_to_string("fault.html", page), status=status), lang)


def _language(request: HttpRequest) -> str:
    return "en" if request.path.startswith(ENGLISH) else "zh"

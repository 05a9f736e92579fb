"""The site's addresses with one that fails, and the pages that tell what went wrong."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from cms.urls import urlpatterns as of_the_site

handler400 = "cms.home.views.bad_request"
handler404 = "cms.home.views.page_not_found"
handler500 = "cms.home.views.server_error"


def _fail(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("a fault of ours")


urlpatterns = [path("fault/", _fail), path("en/fault/", _fail), *of_the_site]

"""The site's addresses and an empty view behind the same middleware."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path


def empty(request: HttpRequest) -> HttpResponse:
    """The least that a view can do."""
    return HttpResponse("ok", content_type="text/plain")


urlpatterns = [path("empty/", empty), path("", include("cms.urls"))]

"""What the admin gets of the portal: the desk that answers citizens' requests."""

from django.urls import URLPattern, path
from wagtail import hooks
from wagtail_modeladmin.options import modeladmin_register

from .views import desk

modeladmin_register(desk.RequestAdmin)


@hooks.register("register_admin_urls")
def request_urls() -> list[URLPattern]:
    """Under portal/requests/; the list itself comes with its admin."""
    return [
        path("portal/requests/export/", desk.export_list, name="portal_requests_export"),
        path("portal/requests/<str:code>/", desk.request_desk, name="portal_request"),
    ]

"""The clerk's desk in Wagtail's admin: its addresses and its place in the menu."""

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import URLPattern, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from . import wagtail_hooks_documents as documents
from .desk import issues_anywhere
from .urls import urlpatterns

__all__ = ["documents"]  # what the documents' screens register, by being imported


class DeskMenuItem(MenuItem):
    """Shown to whom it is of use."""

    def is_shown(self, request: HttpRequest) -> bool:
        return issues_anywhere(request.user)


@hooks.register("register_admin_urls")
def issuance_urls() -> list[URLPattern]:
    """Everything under issuance/."""
    return urlpatterns


@hooks.register("register_admin_menu_item")
def desk_menu_item() -> MenuItem:
    """發證, first in the menu: it is what most people come for."""
    return DeskMenuItem("發證", reverse("issuance_batches"), name="issuance", icon_name="doc-full", order=50)


@hooks.register("insert_global_admin_css")
def chrome() -> SafeString:
    """The city's colours and type on every screen of the admin."""
    return format_html('<link rel="stylesheet" href="{}">', static("css/admin.css"))

"""What the admin gets of issuing: the desk and the documents, their addresses, and their places in the menu."""

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import URLPattern, reverse, reverse_lazy
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail_modeladmin.options import modeladmin_register

from .desk import issues_anywhere
from .documents import void_requests_for
from .urls import urlpatterns
from .views.document_list import DocumentAdmin

modeladmin_register(DocumentAdmin)


class DeskMenuItem(MenuItem):
    """Shown to whom it is of use."""

    def is_shown(self, request: HttpRequest) -> bool:
        return issues_anywhere(request.user)


class VoidRequestsItem(MenuItem):
    """Shown to whoever can see a request that waits."""

    def is_shown(self, request: HttpRequest) -> bool:
        return void_requests_for(request.user).filter(decided_at__isnull=True).exists()


class BreakGlassItem(MenuItem):
    """Shown to administrators, who have no document by that alone."""

    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.is_superuser


@hooks.register("register_admin_urls")
def issuance_urls() -> list[URLPattern]:
    """Everything under issuance/."""
    return urlpatterns


@hooks.register("register_admin_menu_item")
def desk_menu_item() -> MenuItem:
    """發證, first in the menu: it is what most people come for."""
    return DeskMenuItem("發證", reverse("issuance_batches"), name="issuance", icon_name="doc-full", order=50)


@hooks.register("register_admin_menu_item")
def void_requests_item() -> MenuItem:
    """The list of what waits for a second person."""
    return VoidRequestsItem("作廢申請", reverse_lazy("issuance_void_requests"), icon_name="cross", order=70)


@hooks.register("register_admin_menu_item")
def break_glass_item() -> MenuItem:
    """The way to a document in an emergency."""
    return BreakGlassItem("緊急調閱", reverse_lazy("issuance_break_glass"), icon_name="warning", order=9_500)


@hooks.register("construct_main_menu")
def no_help_menu(request: HttpRequest, menu_items: list[MenuItem]) -> None:
    """Wagtail's help menu speaks English and of Wagtail's own news; ours stands in docs/how-to."""
    menu_items[:] = [item for item in menu_items if item.name != "help"]


@hooks.register("insert_global_admin_css")
def chrome() -> SafeString:
    """The city's colours and type on every screen of the admin."""
    return format_html('<link rel="stylesheet" href="{}">', static("css/admin.css"))

"""What the admin gets of the document screens: the list, their addresses, and two entries in the menu."""

from django.http import HttpRequest
from django.urls import URLPattern, reverse_lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail_modeladmin.options import modeladmin_register

from .documents import void_requests_for
from .urls_documents import urlpatterns
from .views.document_list import DocumentAdmin

modeladmin_register(DocumentAdmin)


class VoidRequestsItem(MenuItem):
    """Shown to whoever can see a request that waits."""

    def is_shown(self, request: HttpRequest) -> bool:
        return void_requests_for(request.user).filter(decided_at__isnull=True).exists()


@hooks.register("register_admin_urls")
def document_urls() -> list[URLPattern]:
    """The pages of single documents and of requests."""
    return urlpatterns


@hooks.register("register_admin_menu_item")
def void_requests_item() -> MenuItem:
    """The list of what waits for a second person."""
    return VoidRequestsItem("作廢申請", reverse_lazy("issuance_void_requests"), icon_name="cross", order=70)

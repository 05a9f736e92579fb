"""What the admin gets from this app: policies, three lists to read, and the screens for accounts and one's own device."""

from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component
from wagtail.models import AbstractPage, Page
from wagtail.permissions import policy_registry, register_permission_policy
from wagtail_modeladmin.options import ModelAdmin, ModelAdminGroup, modeladmin_register

from .listings import OfferedFilters, ReadOnly
from .models import Agency, RoleGrant, User
from .permissions import grants_for, may_administer_somewhere
from .policies import GuardianPagePermissionPolicy, SuperuserPolicy
from .views import people, sign_in, trail

register_permission_policy(AbstractPage, GuardianPagePermissionPolicy())
register_permission_policy(User, SuperuserPolicy(User))
register_permission_policy(Group, SuperuserPolicy(Group))


@hooks.register("construct_page_chooser_queryset")
def only_own_pages(pages: QuerySet[Page], request: HttpRequest) -> QuerySet[Page]:
    """What the explorer hides, a chooser does not show."""
    own = policy_registry.get_by_type(Page).explorable_instances(request.user)
    return pages.filter(pk__in=own.values("pk"))


@hooks.register("register_admin_urls")
def account_urls() -> list[URLPattern]:
    """One's own sign-in, and the accounts of the agencies that one administers."""
    return [
        path("code/", sign_in.enter_code, name="accounts_code"),
        path("enrol/", sign_in.enrol, name="accounts_enrol"),
        path("confirm/", sign_in.confirm, name="accounts_confirm"),
        path("device/", sign_in.own_device, name="accounts_own_device"),
        path("device/replace/", sign_in.replace_device, name="accounts_replace_device"),
        path("device/recovery-codes/", sign_in.new_recovery_codes, name="accounts_recovery_codes"),
        path("accounts/people/", people.listing, name="accounts_people"),
        path("accounts/people/invite/", people.invite, name="accounts_invite"),
        path("accounts/people/<int:pk>/", people.person, name="accounts_person"),
        path("accounts/people/<int:pk>/deactivate/", people.deactivate, name="accounts_deactivate"),
        path("accounts/people/<int:pk>/password-link/", people.password_link, name="accounts_password_link"),
        path("accounts/people/<int:pk>/reset-device/", people.reset_device, name="accounts_reset_device"),
        path("accounts/audit/export/", trail.export_events, name="accounts_export_trail"),
        path("accounts/grants/new/", people.grant, name="accounts_grant"),
        path("accounts/grants/<int:pk>/end/", people.end, name="accounts_end_grant"),
    ]


@hooks.register("construct_homepage_panels")
def password_alone(request: HttpRequest, panels: list) -> None:
    """Say it where the demo does without the one-time code."""
    if not settings.MYDOC_SECOND_FACTOR:
        panels.insert(0, PasswordAlonePanel())


class PasswordAlonePanel(Component):
    """One line; order by Wagtail's convention."""

    order = 10

    def render_html(self, parent_context: object = None) -> str:
        return format_html('<div class="help-block help-info">{}</div>', "示範環境：登入只問密碼，不問一次性密碼。")


class PeopleMenuItem(MenuItem):
    """For account managers and superusers."""

    def is_shown(self, request: HttpRequest) -> bool:
        return may_administer_somewhere(request.user)


@hooks.register("register_admin_menu_item")
def people_menu_item() -> MenuItem:
    return PeopleMenuItem("帳號管理", reverse("accounts_people"), name="people", icon_name="group", order=890)


@hooks.register("register_account_menu_item")
def own_device_item(request: HttpRequest) -> dict[str, str]:
    """In one's own account: the device for one-time codes."""
    return {
        "url": reverse("accounts_own_device"),
        "label": "一次性密碼裝置",
        "help_text": "更換手機，或產生新的還原碼。",
    }


class ReadOnlyGrants(ReadOnly):
    """Inspect what the list shows."""

    def user_can_inspect_obj(self, user: User, obj: RoleGrant) -> bool:
        return grants_for(user).filter(pk=obj.pk).exists()


class ReadOnlyAdmin(ModelAdmin):
    """A list with details, and no permission to hand out in Wagtail's group screen."""

    permission_helper_class = ReadOnly
    index_view_class = OfferedFilters
    inspect_view_enabled = True
    history_view_enabled = False

    def get_permissions_for_registration(self) -> QuerySet[Permission]:
        return Permission.objects.none()


class AgencyAdmin(ReadOnlyAdmin):
    """The tree, units set in below their agency."""

    model = Agency
    menu_icon = "site"
    list_display = ("indented_name", "code", "kind", "head_name")
    search_fields = ("name", "code")
    ordering = ("path",)
    inspect_view_fields = ("code", "name", "name_en", "kind", "head_title", "head_name")

    def indented_name(self, agency: Agency) -> str:
        return "　" * (agency.depth - 1) + agency.name

    indented_name.short_description = "名稱"


class RoleGrantAdmin(ReadOnlyAdmin):
    """Who holds which role where: one's own, and those of the agencies that one administers or audits."""

    model = RoleGrant
    menu_icon = "group"
    permission_helper_class = ReadOnlyGrants
    list_display = ("user", "role", "agency", "page", "starts_at", "ends_at", "granted_by")
    list_filter = ("role",)
    list_select_related = ("user", "agency", "page", "granted_by")
    search_fields = ("user__username", "agency__name", "agency__code")
    ordering = ("-starts_at",)
    inspect_view_fields = ("user", "role", "agency", "page", "starts_at", "ends_at", "granted_by", "reason")

    def get_queryset(self, request: HttpRequest) -> QuerySet[RoleGrant]:
        return grants_for(request.user).order_by("-starts_at")


@modeladmin_register
class AccountsGroup(ModelAdminGroup):
    menu_label = "機關與稽核"
    menu_icon = "key"
    menu_order = 900
    items = (AgencyAdmin, RoleGrantAdmin, trail.AuditEventAdmin)

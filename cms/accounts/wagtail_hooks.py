"""What the admin gets from this app: the policy on pages, and three lists to read; roles change through services only."""

from django.contrib.auth.models import Permission
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from wagtail.models import AbstractPage
from wagtail.permissions import register_permission_policy
from wagtail_modeladmin.helpers import PermissionHelper
from wagtail_modeladmin.options import ModelAdmin, ModelAdminGroup, modeladmin_register

from cms.audit.models import AuditEvent

from .models import Agency, RoleGrant, User
from .permissions import grants_for, may_read_audit
from .policies import GuardianPagePermissionPolicy

register_permission_policy(AbstractPage, GuardianPagePermissionPolicy())


class ReadOnly(PermissionHelper):
    """Nobody adds, edits or deletes here, superusers included; who gets past the door may list and inspect."""

    def user_can_list(self, user: User) -> bool:
        return True

    def user_can_create(self, user: User) -> bool:
        return False

    def user_can_inspect_obj(self, user: User, obj: Model) -> bool:
        return self.user_can_list(user)

    def user_can_edit_obj(self, user: User, obj: Model) -> bool:
        return False

    def user_can_delete_obj(self, user: User, obj: Model) -> bool:
        return False


class ReadOnlyGrants(ReadOnly):
    """Inspect what the list shows."""

    def user_can_inspect_obj(self, user: User, obj: RoleGrant) -> bool:
        return grants_for(user).filter(pk=obj.pk).exists()


class ReadOnlyAudit(ReadOnly):
    """For superusers and auditors of the whole city."""

    def user_can_list(self, user: User) -> bool:
        return may_read_audit(user)


class ReadOnlyAdmin(ModelAdmin):
    """A list with details, and no permission to hand out in Wagtail's group screen."""

    permission_helper_class = ReadOnly
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


class AuditEventAdmin(ReadOnlyAdmin):
    """What happened, newest first."""

    model = AuditEvent
    menu_icon = "history"
    permission_helper_class = ReadOnlyAudit
    list_display = ("at", "actor_ref", "via", "action", "object_kind", "object_ref")
    list_filter = ("at",)
    search_fields = ("actor_ref", "action", "object_ref")
    ordering = ("-id",)
    inspect_view_fields = (
        "at",
        "actor_kind",
        "actor_ref",
        "via",
        "on_behalf_of",
        "purpose",
        "action",
        "object_kind",
        "object_ref",
        "detail",
    )


@modeladmin_register
class AccountsGroup(ModelAdminGroup):
    menu_label = "機關與稽核"
    menu_icon = "key"
    menu_order = 900
    items = (AgencyAdmin, RoleGrantAdmin, AuditEventAdmin)

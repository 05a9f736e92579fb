"""The rows that Django, guardian and Wagtail read, derived from role grants by one function and by nothing else."""

from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Q
from guardian.models import UserObjectPermission
from wagtail.models import Page

from cms.accounts.models import Agency, Role, RoleGrant, User
from cms.accounts.permissions import live_grants

ON_AGENCY = {
    Role.CLERK: ("upload_batch",),
    Role.APPROVER: ("approve_batch",),
    Role.SEAL_HOLDER: ("seal_batch",),
    Role.RECORDS_MANAGER: ("manage_records",),
    Role.ARCHIVIST: ("manage_records",),
    Role.AUDITOR: ("audit_records",),
    Role.ACCOUNT_MANAGER: ("manage_accounts",),
}
# One bureau both writes and publishes types and layouts for now; a reviewer of their own would take publish_page from here.
ON_PAGE = {Role.DESIGNER: ("add_page", "change_page", "publish_page")}


@transaction.atomic
def derive_guardian_rows(user: User) -> None:
    """Make the user's object permissions on agencies and pages, and access to the admin, what the live grants say."""
    grants = list(live_grants().filter(user=user))
    _set_rows(user, Agency, {(name, g.agency_id) for g in grants if g.agency_id for name in ON_AGENCY.get(g.role, ())})
    _set_rows(user, Page, {(name, g.page_id) for g in grants if g.page_id for name in ON_PAGE.get(g.role, ())})
    access = Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin")
    if grants:
        user.user_permissions.add(access)
    else:
        user.user_permissions.remove(access)


def refresh_derived_rights() -> int:
    """Derive again for everybody who has or had a grant, as grants begin and end by date alone; returns how many people."""
    kinds = ContentType.objects.get_for_models(Agency, Page).values()
    holders = RoleGrant.objects.values("user")
    leftover = UserObjectPermission.objects.filter(content_type__in=kinds).values("user")
    users = User.objects.filter(Q(pk__in=holders) | Q(pk__in=leftover))
    for user in users:
        derive_guardian_rows(user)
    return len(users)


def _set_rows(user: User, model: type[Agency] | type[Page], wanted: set[tuple[str, int]]) -> None:
    """Remove the rows on this model that no grant stands for, and add those that are missing."""
    kind = ContentType.objects.get_for_model(model)
    rows = UserObjectPermission.objects.filter(user=user, content_type=kind)
    present = {(name, int(pk)): row for row, name, pk in rows.values_list("pk", "permission__codename", "object_pk")}
    rows.filter(pk__in=[row for key, row in present.items() if key not in wanted]).delete()
    missing = wanted - present.keys()
    permissions = Permission.objects.filter(content_type=kind, codename__in={name for name, _ in missing})
    ids = dict(permissions.values_list("codename", "pk"))
    UserObjectPermission.objects.bulk_create(
        [
            UserObjectPermission(user=user, content_type=kind, permission_id=ids[name], object_pk=str(pk))
            for name, pk in sorted(missing)
        ]
    )

"""Wagtail's view of rights: pages by its group permissions and the rows derived from role grants, people by nobody."""

from types import SimpleNamespace

from django.contrib.auth.models import AbstractBaseUser
from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet
from guardian.models import UserObjectPermission
from wagtail.models import Page
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permission_policies.pages import PagePermissionPolicy


class GuardianPagePermissionPolicy(PagePermissionPolicy):
    """Derived rows count like Wagtail's own: each holds for its page and the whole subtree.

    Editor, explorer, search and the page's own tester all read get_all_permissions_for_user; the lists of people whom
    Wagtail may notify read group permissions only, so they are widened here too.
    """

    def get_all_permissions_for_user(self, user: AbstractBaseUser) -> list:
        """Wagtail's own permission rows and ours, each with permission, page and page_id."""
        own = list(super().get_all_permissions_for_user(user))
        if not user.is_active or user.is_anonymous or user.is_superuser:
            return own
        rows = _page_rows().filter(user=user).select_related("permission")
        pages = Page.objects.in_bulk([int(row.object_pk) for row in rows])
        return own + [
            SimpleNamespace(permission=row.permission, page=pages[int(row.object_pk)], page_id=int(row.object_pk))
            for row in rows
            if int(row.object_pk) in pages
        ]

    def users_with_any_permission(self, actions, include_superusers=True) -> QuerySet:
        """People who may do one of the actions on some page."""
        wanted = {*actions, "add"} if "change" in actions else set(actions)
        users = super().users_with_any_permission(actions, include_superusers)
        return users | self._users(_page_rows(), wanted)

    def users_with_any_permission_for_instance(self, actions, instance, include_superusers=True) -> QuerySet:
        """People who may do one of the actions on this page."""
        ancestors = instance.get_ancestors(inclusive=True).values_list("pk", flat=True)
        rows = _page_rows().filter(object_pk__in=[str(pk) for pk in ancestors])
        users = super().users_with_any_permission_for_instance(actions, instance, include_superusers)
        return users | self._users(rows, set(actions))

    def _users(self, rows: QuerySet, actions: set[str]) -> QuerySet:
        """The active holders of these rows, shaped like Wagtail's own answer so that both can be joined."""
        codenames = self._get_permission_codenames(actions)
        holders = rows.filter(permission__codename__in=codenames).values("user")
        users = UserObjectPermission._meta.get_field("user").related_model._default_manager
        return users.filter(is_active=True, pk__in=holders).distinct()


class SuperuserPolicy(ModelPermissionPolicy):
    """Wagtail's own screens for users and groups: for superusers, whatever a group's permissions say.

    Everybody else who administers people does it on the screens for accounts, which know agencies and keep a trail.
    """

    def user_has_permission(self, user: AbstractBaseUser, action: str) -> bool:
        return user.is_active and user.is_superuser

    def users_with_any_permission(self, actions) -> QuerySet:
        users = UserObjectPermission._meta.get_field("user").related_model._default_manager
        return users.filter(is_active=True, is_superuser=True)


def _page_rows() -> QuerySet[UserObjectPermission]:
    return UserObjectPermission.objects.filter(content_type=ContentType.objects.get_for_model(Page))

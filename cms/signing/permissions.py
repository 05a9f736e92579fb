"""Who may see and propose signing profiles and trust anchors: designers; nobody may edit or delete them on a screen."""

from collections.abc import Iterable

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db.models import Model, QuerySet
from wagtail.permission_policies import ModelPermissionPolicy

from cms.accounts.models import Role
from cms.accounts.permissions import agencies_for


def may_design(user: AbstractBaseUser | AnonymousUser) -> bool:
    """Is the user a designer anywhere? A superuser is not one by that alone."""
    return user.is_active and agencies_for(user, Role.DESIGNER).exists()


class DesignerPolicy(ModelPermissionPolicy):
    """Designers view and add; superusers view; what was proposed is changed by nobody, only approved by a service."""

    def user_has_permission(self, user: AbstractBaseUser | AnonymousUser, action: str) -> bool:
        if action == "view":
            return may_design(user) or (user.is_active and user.is_superuser)
        return action == "add" and may_design(user)

    def user_has_any_permission(self, user: AbstractBaseUser | AnonymousUser, actions: Iterable[str]) -> bool:
        return any(self.user_has_permission(user, action) for action in actions)

    def user_has_permission_for_instance(
        self, user: AbstractBaseUser | AnonymousUser, action: str, instance: Model
    ) -> bool:
        return self.user_has_permission(user, action)

    def instances_user_has_any_permission_for(
        self, user: AbstractBaseUser | AnonymousUser, actions: Iterable[str]
    ) -> QuerySet:
        rows = self.model._default_manager.all()
        return rows if self.user_has_any_permission(user, actions) else rows.none()

    def users_with_any_permission(self, actions: Iterable[str]) -> QuerySet:
        """Nobody is notified of these, so nobody is looked up."""
        return get_user_model().objects.none()

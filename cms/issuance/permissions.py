"""Who may do what with batches, and which batches they may see."""

from django.db.models import QuerySet

from cms.accounts.models import Agency, Role, User
from cms.accounts.permissions import agencies_for, has_role
from cms.core.errors import Refused

from .models import Batch


def batches_for(user: User) -> QuerySet[Batch]:
    """The batches of every agency where this person has a part in issuing."""
    seen_by = (Role.CLERK, Role.APPROVER, Role.SEAL_HOLDER, Role.RECORDS_MANAGER, Role.AUDITOR)
    return Batch.objects.filter(agency__in=agencies_for(user, *seen_by))


def require_role(user: User, role: Role, agency: Agency) -> None:
    """Raise Refused, in words, unless the person holds this role over this agency now."""
    if not has_role(user, role, agency):
        raise Refused(
            f"「{user.get_username()}」在「{agency}」沒有「{role.label}」的角色。請改用有這個角色的帳號，或請帳號管理員授予。"
        )

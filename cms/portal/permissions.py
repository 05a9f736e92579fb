"""Whose requests are whose: a citizen's own, and those that a records manager answers."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from cms.accounts.models import Role, User
from cms.accounts.permissions import agencies_for
from cms.accounts.visitors import Visitor

from .models import DataRequest


def requests_for(reader: User | AnonymousUser | Visitor) -> QuerySet[DataRequest]:
    """The requests that reader may see: a visitor's own, or those of the agencies where reader is records manager."""
    if isinstance(reader, Visitor):
        return DataRequest.objects.filter(citizen__in=reader.citizens)
    return DataRequest.objects.filter(agency__in=agencies_for(reader, Role.RECORDS_MANAGER))


def answers_somewhere(user: User) -> bool:
    """Whether the desk for requests is of use to this person."""
    return agencies_for(user, Role.RECORDS_MANAGER).exists()

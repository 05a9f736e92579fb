"""Reading the audit trail: the events that a person may read, found by actor, act, object and day."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db.models import Q, QuerySet

from cms.audit.models import AuditEvent
from cms.core.clock import TAIPEI

from .permissions import may_read_audit


@dataclass(frozen=True, slots=True)
class TrailCriteria:
    """What to look for; an empty criterion leaves everything in.

    text is an actor or an object, or its beginning; since and until are days in Taipei, both included.
    """

    text: str = ""
    action: str = ""
    object_kind: str = ""
    via: str = ""
    since: date | None = None
    until: date | None = None

    def told(self) -> dict[str, str]:
        """The criteria that are set, for the record."""
        return {name: str(value) for name, value in asdict(self).items() if value}


def events_for(user: AbstractBaseUser | AnonymousUser) -> QuerySet[AuditEvent]:
    """All events for who may read the trail, none for anybody else: an event belongs to no agency."""
    return AuditEvent.objects.all() if may_read_audit(user) else AuditEvent.objects.none()


def find_events(user: AbstractBaseUser | AnonymousUser, criteria: TrailCriteria) -> QuerySet[AuditEvent]:
    """The events that user may read and that meet the criteria."""
    found = events_for(user)
    if criteria.text:
        found = found.filter(Q(actor_ref__startswith=criteria.text) | Q(object_ref__startswith=criteria.text))
    for name in ("action", "object_kind", "via"):
        if wanted := getattr(criteria, name):
            found = found.filter(**{name: wanted})
    if criteria.since:
        found = found.filter(at__gte=_midnight(criteria.since))
    if criteria.until:
        found = found.filter(at__lt=_midnight(criteria.until + timedelta(days=1)))
    return found


def trail_choices(user: AbstractBaseUser | AnonymousUser) -> dict[str, list[tuple[str, str]]]:
    """What there is to choose from for each criterion."""
    seen = events_for(user).order_by()
    return {
        name: [(value, value) for value in sorted(set(seen.values_list(name, flat=True).distinct()))]
        for name in ("action", "object_kind", "via")
    }


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, TAIPEI)

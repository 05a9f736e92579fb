"""Which notices a citizen wants: one wish for everybody that the visitor is, the person and the mobile alone."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction

from cms.accounts.models import Citizen
from cms.accounts.visitors import Visitor
from cms.core.errors import Refused
from cms.core.papers import Actor
from cms.delivery.channels import channels
from cms.delivery.models import Preference
from cms.delivery.services import set_preference


@transaction.atomic
def choose_channels(*, visitor: Visitor, wanted: Collection[str]) -> int:
    """Turn these channels on and the others off; returns how many wishes changed.

    Raises Refused with code "settings_nobody" for a visitor who has no documents, and so nothing to be told of.
    """
    citizens = list(Citizen.objects.filter(pk__in=visitor.citizens))
    if not citizens:
        raise Refused("您還沒有文件，沒有通知可以設定。", code="settings_nobody")
    are_off = set(Preference.objects.filter(citizen__in=citizens, off=True).values_list("citizen", "channel"))
    changed = [
        (citizen, slug)
        for citizen in citizens
        for slug in channels()
        if ((citizen.pk, slug) in are_off) == (slug in wanted)
    ]
    for citizen, slug in changed:
        actor = Actor(kind="citizen", ref=str(citizen.pk), via="portal")
        set_preference(actor=actor, citizen=citizen, channel=slug, off=slug not in wanted)
    return len(changed)

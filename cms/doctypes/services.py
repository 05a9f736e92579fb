"""Freezing what is published, and making a type's page from its plain definition."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from cms.accounts.selectors import actor_for
from cms.audit.events import Event
from cms.audit.services import record_events
from cms.core import clock
from cms.core.errors import Refused
from cms.core.hashing import sha256_json
from cms.core.papers import Actor

from .blocks import stream_data
from .definition import TypeDefinition
from .models import DocTypePage, DocTypeVersion
from .selectors import latest_version_of
from .soundness import problems_in

if TYPE_CHECKING:
    from wagtail.models import Page

    from cms.accounts.models import User


@transaction.atomic
def freeze_doc_type(*, page: DocTypePage, by: User | None) -> DocTypeVersion:
    """Freeze what the published page says as a numbered, hashed version, and record the event.

    The same content as last time gives the same version. Whether the person may publish was asked by Wagtail.
    Raises Refused with every reason why the type is not sound; nothing is frozen then.
    """
    definition = page.definition()
    problems = problems_in(definition)
    if problems:
        raise Refused(f"證件種類「{definition.name}」不能發布。" + "".join(problems))
    DocTypePage.objects.select_for_update().get(pk=page.pk)  # one version number at a time
    content = definition.to_json()
    sha256 = sha256_json(content)
    latest = latest_version_of(page.pk)
    if latest and latest.sha256 == sha256:
        return latest
    version = DocTypeVersion.objects.create(
        page_id=page.pk,
        slug=definition.slug,
        number=latest.number + 1 if latest else 1,
        definition=content,
        sha256=sha256,
        frozen_at=clock.now(),
        frozen_by=by.get_username() if by else "",
    )
    actor = actor_for(by, "admin") if by else Actor("system", "publish", "worker")
    detail = {"number": version.number, "sha256": sha256}
    record_events(actor=actor, events=[Event("doctypes.version.frozen", "doc_type", definition.slug, detail)])
    return version


@transaction.atomic
def make_doc_type_page(*, parent: Page, definition: TypeDefinition, by: User | None = None) -> DocTypePage:
    """Add a page with this definition below parent and publish it, which freezes its first version.

    Raises Refused if the definition is not sound, and Django's ValidationError if its slug is taken.
    """
    problems = problems_in(definition)
    if problems:
        raise Refused(f"證件種類「{definition.name}」不能建立。" + "".join(problems))
    if by and not parent.permissions_for_user(by).can_publish_subpage():
        raise Refused(
            f"帳號「{by.get_username()}」不能在「{parent}」下發布證件種類。請由設計者建立，或先取得設計者角色。"
        )
    permanent = definition.retention_years is None
    page = DocTypePage(
        title=definition.name,
        slug=definition.slug,
        name_en=definition.name_en,
        mark=definition.mark,
        document_fields=stream_data(definition.fields),
        unique_by=",".join(definition.unique_by),
        validity=definition.validity,
        retention=DocTypePage.Retention.PERMANENT if permanent else DocTypePage.Retention.YEARS,
        retention_years=definition.retention_years,
        legal_ground=definition.legal_ground,
        file_class=definition.file_class,
        signing_profile=definition.signing_profile,
        approval=definition.approval,
        show_void_reason=definition.show_void_reason,
        live=False,
    )
    parent.add_child(instance=page)
    page.save_revision(user=by).publish(user=by, skip_permission_checks=True)
    page.refresh_from_db()
    return page

"""Freezing published layouts, keeping their pictures, and making a layout page from plain data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.db import transaction

from cms.accounts.selectors import actor_for
from cms.audit.events import Event
from cms.audit.services import record_events
from cms.core import clock
from cms.core.errors import Refused
from cms.core.hashing import sha256_hex, sha256_json
from cms.core.papers import Actor
from cms.doctypes.models import DocTypeVersion
from cms.doctypes.selectors import definition_of
from cms.doctypes.selectors import latest_version_of as latest_type_version_of

from .builtin import builtin_art
from .models import LayoutAsset, LayoutPage, LayoutVersion
from .pictures import media_type_of
from .schema import assets_of, problems_of
from .selectors import latest_version_of
from .variables import names_for

if TYPE_CHECKING:
    from wagtail.models import Page

    from cms.accounts.models import Agency, User


@transaction.atomic
def freeze_layout(*, page: LayoutPage, by: User | None) -> LayoutVersion:
    """Freeze what the published page says for the current version of its type, and record the event.

    The same content, agency and days for the same type version give the same layout version. Whether the person may
    publish was asked by Wagtail. Raises Refused if the type was never published or the layout does not suit it.
    """
    type_version = latest_type_version_of(page.get_parent().pk)
    if type_version is None:
        raise Refused(f"版面「{page.title}」的證件種類還沒有發布。請先發布證件種類，再發布版面。")
    return _freeze(page, type_version, by)


@transaction.atomic
def freeze_layouts_of(*, doc_type_version: DocTypeVersion) -> list[LayoutVersion]:
    """Freeze the live layouts of a type again for its new version; those that no longer suit it are left out."""
    known = names_for(definition_of(doc_type_version))
    pages = LayoutPage.objects.child_of(doc_type_version.page).live()
    return [_freeze(page, doc_type_version, None) for page in pages if not problems_of(page.data, known)]


def store_picture(content: bytes) -> LayoutAsset:
    """Keep a picture for layouts to name by its sha256; raises Refused for what is no harmless SVG, PNG or JPEG."""
    media_type = media_type_of(content)
    asset, _ = LayoutAsset.objects.get_or_create(
        sha256=sha256_hex(content), defaults={"media_type": media_type, "content": content}
    )
    return asset


@transaction.atomic
def make_layout_page(*, parent: Page, data: Mapping, agency: Agency | None = None) -> LayoutPage:
    """Add a layout below a document type and publish it, which freezes its first version.

    Built-in pictures are stored on the way. Raises Django's ValidationError if the data is not a layout of the type.
    """
    for sha256 in sorted(assets_of(data) & set(builtin_art())):
        store_picture(builtin_art()[sha256])
    whose = agency.code if agency else "all"
    page = LayoutPage(
        title=f"{parent.title}版面" + (f"（{agency.name}）" if agency else ""),
        slug=f"layout-{whose}".lower(),
        data=dict(data),
        agency=agency,
        live=False,
    )
    parent.add_child(instance=page)
    page.save_revision().publish(skip_permission_checks=True)
    page.refresh_from_db()
    return page


def _freeze(page: LayoutPage, type_version: DocTypeVersion, by: User | None) -> LayoutVersion:
    problems = problems_of(page.data, names_for(definition_of(type_version)))
    if problems:
        raise Refused(f"版面「{page.title}」不能發布。" + "".join(problems))
    LayoutPage.objects.select_for_update().get(pk=page.pk)  # one version number at a time
    latest = latest_version_of(page.pk)
    said = {
        "doc_type_version_id": type_version.pk,
        "sha256": sha256_json(page.data),
        "agency_id": page.agency_id,
        "on_from": page.on_from,
        "on_until": page.on_until,
    }
    if latest and all(getattr(latest, name) == value for name, value in said.items()):
        return latest
    version = LayoutVersion.objects.create(
        page=page,
        number=latest.number + 1 if latest else 1,
        data=page.data,
        frozen_at=clock.now(),
        frozen_by=by.get_username() if by else "",
        **said,
    )
    actor = actor_for(by, "admin") if by else Actor("system", "publish", "worker")
    detail = {"number": version.number, "sha256": version.sha256, "doc_type_version": type_version.number}
    record_events(actor=actor, events=[Event("layout.frozen", "layout", f"{type_version.slug}/{page.slug}", detail)])
    return version

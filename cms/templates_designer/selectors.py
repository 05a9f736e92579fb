"""Which layout a document gets, and the frozen form that a renderer takes."""

from collections.abc import Iterator
from datetime import date

from cms.accounts.models import Agency
from cms.core.errors import MyDocError, NotFound
from cms.core.hashing import sha256_hex, sha256_json
from cms.doctypes.models import DocTypeVersion

from .models import LayoutAsset, LayoutVersion
from .schema import FrozenLayout, assets_of, freeze

# By sha256: a frozen layout never changes, so neither does what is kept here.
_frozen: dict[str, FrozenLayout] = {}


def layout_for(doc_type_version: DocTypeVersion, agency: Agency, on: date) -> LayoutVersion:
    """The layout of this type version for this agency on this day; raises NotFound.

    The agency's own counts before that of the nearest agency above it, and any of those before the general one; among
    equals the one that was frozen last.
    """
    nearness = {one.pk: one.depth for one in (*agency.get_ancestors(), agency)}
    candidates = [
        version
        for version in _newest_of_each_page(doc_type_version)
        if (version.agency_id is None or version.agency_id in nearness) and _is_used(version, on)
    ]
    if not candidates:
        raise NotFound(
            f"證件種類「{doc_type_version}」在 {on:%Y-%m-%d} 沒有「{agency.name}」可用的版面。請設計人員發布適用的版面。"
        )
    return max(candidates, key=lambda version: (nearness.get(version.agency_id, 0), version.frozen_at, version.pk))


def latest_version_of(page_id: int) -> LayoutVersion | None:
    """The version that the page's last publishing froze, or None before the first."""
    return LayoutVersion.objects.filter(page=page_id).order_by("-number").first()


def frozen(layout_version: LayoutVersion) -> FrozenLayout:
    """The version with its pictures; raises MyDocError if data or a picture is not what its fingerprint was taken of."""
    sha256 = layout_version.sha256
    if sha256 not in _frozen:
        if sha256_json(layout_version.data) != sha256:
            raise MyDocError(f"版面版本「{layout_version}」的內容和指紋不符，可能遭到變更。請停止核發並通知資訊局。")
        _frozen[sha256] = freeze(layout_version.data, _pictures(assets_of(layout_version.data)))
    return _frozen[sha256]


def _newest_of_each_page(doc_type_version: DocTypeVersion) -> Iterator[LayoutVersion]:
    """The last version of every live layout page, where it was made for this type version."""
    versions = LayoutVersion.objects.filter(page__live=True, doc_type_version=doc_type_version).select_related("page")
    newest = {version.page_id: version for version in versions.order_by("number")}
    yield from newest.values()


def _is_used(version: LayoutVersion, on: date) -> bool:
    return (version.on_from is None or version.on_from <= on) and (version.on_until is None or on <= version.on_until)


def _pictures(named: set[str]) -> dict[str, bytes]:
    pictures = {asset.sha256: bytes(asset.content) for asset in LayoutAsset.objects.filter(pk__in=named)}
    for sha256 in named:
        if sha256_hex(pictures.get(sha256, b"")) != sha256:
            raise MyDocError(f"版面圖片 {sha256[:12]}… 不見了或內容不符。請停止核發並通知資訊局。")
    return pictures

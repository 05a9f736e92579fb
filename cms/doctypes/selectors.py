"""Finding the version of a document type that counts now, and reading what a version says."""

from cms.core.errors import MyDocError, NotFound
from cms.core.hashing import sha256_json

from .definition import TypeDefinition
from .models import DocTypeVersion

# By sha256: a definition never changes, so neither does what is kept here.
_definitions: dict[str, TypeDefinition] = {}


def current_version(slug: str) -> DocTypeVersion:
    """The newest frozen version of the published type with this slug; raises NotFound."""
    versions = DocTypeVersion.objects.filter(slug=slug, page__live=True)
    newest = versions.order_by("-number").first()
    if newest is None:
        raise NotFound(f"沒有「{slug}」這個已發布的證件種類。請確認代號，或請設計者先發布。")
    return newest


def latest_version_of(page_id: int) -> DocTypeVersion | None:
    """The version that the page's last publishing froze, or None before the first."""
    return DocTypeVersion.objects.filter(page=page_id).order_by("-number").first()


def definition_of(version: DocTypeVersion) -> TypeDefinition:
    """What a version says; raises MyDocError if its content is not what its sha256 was taken of."""
    if version.sha256 not in _definitions:
        if sha256_json(version.definition) != version.sha256:
            raise MyDocError(f"證件種類版本「{version}」的內容和指紋不符，可能遭到變更。請停止核發並通知資訊局。")
        _definitions[version.sha256] = TypeDefinition.from_json(version.definition)
    return _definitions[version.sha256]

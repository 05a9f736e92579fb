"""The doors to a private record: for a person or a link that one gave, for anybody with a token, and for a job of the system."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from uuid import UUID

from django.db import IntegrityError, transaction

from cms.accounts.models import User
from cms.accounts.selectors import actor_for
from cms.audit.events import Event
from cms.audit.services import record_events
from cms.core import clock
from cms.core.errors import NotFound, Refused, Unreadable
from cms.core.hashing import sha256_hex, sha256_json
from cms.core.papers import Actor
from cms.doctypes.kinds.base import without_hidden

from .bearers import ShareBearer
from .ciphers import decrypt
from .contexts import pdf_context, share_context, values_context
from .keys import KeyScope
from .models import AccessRecord, Document, DocumentVersion, PublicFace, ShareLink, ShareOpening, WrappedKey
from .opening import key_ring, packs
from .permissions import Reader, agency_acted_for, documents_for
from .share_terms import ShareTerms
from .storage import BlobRef

# One sentence for absent and refused alike: it names nothing and counts nothing.
ABSENT = "查無文件。請確認文件編號；若應有權限而查不到，請洽機關的帳號管理員。"
LONGEST_PURPOSE = 200
# What a comparison leaves on record, by its outcome.
COMPARED = {True: "核對欄位：全部相符", False: "核對欄位：有不相符"}


@dataclass(frozen=True, slots=True)
class OpenDocument:
    """A document with its newest version, the sealed file and its field values (code -> canonical text)."""

    document: Document
    version: DocumentVersion
    pdf: bytes
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Look:
    """Who looks, through which door and what for."""

    kind: str
    actor: Actor
    purpose: str
    agency_name: str = ""


def get_document_for(
    reader: Reader,
    number: str,
    *,
    purpose: str,
    via: str,
    kind: str = "view",
    break_glass: bool = False,
) -> OpenDocument:
    """Open a document for a person; the look is on record before the bytes are handed over.

    reader is a member of staff, a citizen who signed in, or the bearer of a share's link. kind is "view" or "export";
    a bearer's is "share", and that opening counts. break_glass lets an active superuser in without a role; the holder
    reads it as kind "break_glass". Raises NotFound alike for absent and refused; Refused without a purpose, and with
    code "share_used" where somebody else was faster to open a share that opens once; Unreadable if the document was
    destroyed or its key is gone.
    """
    _require_purpose(purpose)
    glass = break_glass and isinstance(reader, User) and reader.is_active and reader.is_superuser
    rows = Document.objects.all() if glass else documents_for(reader)
    document = rows.select_related("agency", "doc_type_version").filter(number=number).first()
    if document is None:
        raise NotFound(ABSENT)
    opened = _open(document)
    actor = actor_for(reader, via) if isinstance(reader, User) else reader.actor()
    look = _Look("break_glass" if glass else kind, actor, purpose, agency_acted_for(reader, document))
    if isinstance(reader, ShareBearer):
        _record_opening(reader, document, replace(look, kind="share"))
    else:
        _record(document, look)
    return opened


def get_public_face(token: str) -> PublicFace | None:
    """What anybody with the token may see, in one query; None for a token that is not that of an issued document."""
    # Raw, as this is the one query of the busiest page: building it anew costs more than running it.
    return next(iter(PublicFace.objects.raw("SELECT * FROM vault_publicface WHERE token = %s", [token])), None)


def record_compare(face: PublicFace, *, matched: bool, via: str = "verify") -> None:
    """Note for the holder that somebody unknown typed values to compare with this face, and the outcome."""
    _record(face.document, _Look("compare", Actor("public", "", via), COMPARED[matched]))


def open_for_system(job: str, reason: str) -> "SystemDoor":
    """The door for a job without a person (index, evidence, export): each document that it opens is on record."""
    _require_purpose(reason)
    return SystemDoor(_Look("system", Actor("system", job, "worker"), reason))


@dataclass(frozen=True, slots=True)
class SystemDoor:
    """Opens documents for one job, with its reason."""

    look: _Look

    def open(self, document: Document) -> OpenDocument:
        """The document; raises Unreadable if it was destroyed or its key is gone."""
        opened = _open(document)
        _record(document, self.look)
        return opened


def read_version(version: DocumentVersion, key: bytes) -> bytes:
    """The sealed file of a version, checked against its fingerprint; raises Unreadable."""
    blob = BlobRef(version.pack, version.offset, version.length)
    pdf = decrypt(key, packs().read(blob), pdf_context(version.document_id, version.number))
    if sha256_hex(pdf) != version.sha256 or len(pdf) != version.size:
        raise Unreadable("文件的內容與入庫時的指紋不符；請從備份還原後再試。")
    return pdf


def read_values(version: DocumentVersion, key: bytes) -> Mapping[str, str]:
    """The field values of a version; raises Unreadable."""
    return json.loads(decrypt(key, version.values, values_context(version.document_id, version.number)))


def read_share_terms(share: ShareLink) -> ShareTerms:
    """What the holder decided about a share; it opens nothing of the document. Raises Unreadable like the doors."""
    return _terms(share, document_key(share.grant.document))


def read_terms_of(shares: Iterable[ShareLink]) -> Mapping[UUID, ShareTerms]:
    """The terms of many shares by their id, for one query of keys; without those whose document was destroyed."""
    shares = list(shares)
    documents = {share.grant.document_id for share in shares}
    wrapped = dict(WrappedKey.objects.filter(scope=KeyScope.DOCUMENT, ref__in=documents).values_list("ref", "wrapped"))
    keys = {ref: key_ring().open(bytes(one), KeyScope.DOCUMENT) for ref, one in wrapped.items()}
    return {share.pk: _terms(share, keys[ref]) for share in shares if (ref := share.grant.document_id) in keys}


def _terms(share: ShareLink, key: bytes) -> ShareTerms:
    plain = decrypt(key, share.terms, share_context(share.grant.document_id, share.pk))
    return ShareTerms.from_json(json.loads(plain))


def document_key(document: Document) -> bytes:
    """The document's own key; raises Unreadable, with code "destroyed" if it was destroyed lawfully."""
    wrapped = WrappedKey.objects.filter(scope=KeyScope.DOCUMENT, ref=document.pk).first()
    if wrapped is None and hasattr(document, "destruction"):
        raise Unreadable("這份文件已依規定銷毀，內容無法再開啟；銷毀紀錄仍可查閱。", code="destroyed")
    if wrapped is None:
        raise Unreadable("這份文件的金鑰或內容不在這套系統中；請還原備份後再試。")
    return key_ring().open(wrapped.wrapped, KeyScope.DOCUMENT)


def _require_purpose(purpose: str) -> None:
    if not without_hidden(purpose).strip():
        raise Refused("開啟文件要註明目的，現在是空白；請寫下查閱的目的後再試。")
    if len(purpose) > LONGEST_PURPOSE:
        raise Refused(f"查閱目的有 {len(purpose)} 個字，至多 {LONGEST_PURPOSE} 個字；請縮短後再試。")


def _open(document: Document) -> OpenDocument:
    key = document_key(document)
    version = document.versions.order_by("-number").first()
    if version is None:
        raise Unreadable("這份文件的金鑰或內容不在這套系統中；請還原備份後再試。")
    return OpenDocument(document, version, read_version(version, key), read_values(version, key))


@transaction.atomic
def _record_opening(bearer: ShareBearer, document: Document, look: _Look) -> None:
    """The look and the use of the share, together: of two at once a share that opens once has room for one."""
    share = ShareLink.objects.get(pk=bearer.share_id)
    record = _record(document, look)
    try:
        with transaction.atomic():
            ShareOpening.objects.create(share=share, look=record, only=share.once)
    except IntegrityError as faster:
        raise Refused("這個分享只能開一次，剛剛已經有人開過；請向分享的人要新的連結。", code="share_used") from faster


@transaction.atomic
def _record(document: Document, look: _Look) -> AccessRecord:
    record = AccessRecord.objects.create(
        document=document,
        at=clock.now(),
        kind=look.kind,
        actor_kind=look.actor.kind,
        actor_ref=look.actor.ref,
        agency_name=look.agency_name,
        via=look.actor.via,
        purpose=look.purpose,
    )
    # The purpose is free text: the trail keeps its hash, the vault the text.
    event = Event("vault.document.looked", "access_record", str(record.pk), {"sha256": look_hash(record)})
    record_events(actor=look.actor, events=[event])
    return record


def look_hash(record: AccessRecord) -> str:
    """The fingerprint of a look, by which it stands in the audit trail."""
    return sha256_json(
        {
            "document": str(record.document_id),
            "at": record.at.astimezone(clock.TAIPEI).isoformat(),
            "kind": record.kind,
            "actor_kind": record.actor_kind,
            "actor_ref": record.actor_ref,
            "agency_name": record.agency_name,
            "via": record.via,
            "purpose": record.purpose,
        }
    )

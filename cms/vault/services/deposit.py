"""Putting sealed documents into the vault: encrypt, append once, and one transaction of at most six rows a document."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from cms.accounts.identity import keyed, mobile_hash
from cms.accounts.models import Citizen
from cms.accounts.services import find_or_make_citizens
from cms.audit.events import Event
from cms.audit.services import record_events
from cms.core import clock
from cms.core.errors import Refused
from cms.core.hashing import sha256_hex
from cms.core.papers import Actor, Comparable, Deposit, Vouching
from cms.vault.ciphers import encrypt
from cms.vault.contexts import pdf_context, values_context
from cms.vault.keys import KeyScope
from cms.vault.models import Change, CustodyGrant, Document, DocumentVersion, PublicFace, WrappedKey
from cms.vault.opening import key_ring
from cms.vault.storage import BlobRef

from .appends import append_records
from .private import batch_cipher, forget_private, read_private, store_private
from .reservations import Planned, cancel_reservations, check_issuer, lock_reservations, reserve_documents

__all__ = [
    "Planned",
    "batch_cipher",
    "cancel_reservations",
    "deposit_sealed",
    "forget_private",
    "read_private",
    "reserve_documents",
    "store_private",
]

FIRST = 1


@dataclass(frozen=True, slots=True)
class _Kept:
    """A deposit on its way into rows."""

    deposit: Deposit
    wrapped: bytes
    values: bytes
    blob: BlobRef
    citizen: Citizen | None

    @property
    def id(self) -> UUID:
        return self.deposit.reserved.document_id


@transaction.atomic
def deposit_sealed(*, actor: Actor, deposits: Sequence[Deposit]) -> Sequence[int]:
    """Keep these sealed documents; the seqs of their changes, in order.

    Raises Refused without a right over an agency, if a reservation is unknown, cancelled or of another row, or
    if a file's fingerprint does not fit. Raises IntegrityError if one is already deposited: a caller that
    repeats a chunk learns that it was done.
    """
    if not deposits:
        return []
    check_issuer(actor, {deposit.agency_id for deposit in deposits})
    _check_reserved(deposits)
    citizens = find_or_make_citizens([deposit.holder for deposit in deposits])
    keys = key_ring().issue(len(deposits), KeyScope.DOCUMENT)
    sealed = [_encrypted(deposit, plain) for deposit, (plain, _wrapped) in zip(deposits, keys, strict=True)]
    with append_records([pdf for pdf, _values in sealed]) as blobs:
        kept = [
            _Kept(deposit, wrapped, values, blob, citizen)
            for deposit, (_plain, wrapped), (_pdf, values), blob, citizen in zip(
                deposits, keys, sealed, blobs, citizens, strict=True
            )
        ]
        changes = _write_rows(kept, clock.now())
        record_events(actor=actor, events=[_event(one) for one in kept])
    return [change.seq for change in changes]


def _check_reserved(deposits: Sequence[Deposit]) -> None:
    rows = lock_reservations([deposit.reserved.document_id for deposit in deposits])
    for deposit in deposits:
        paper = deposit.reserved
        row = rows.get(paper.document_id)
        if row is None or (row.number, row.token, row.agency_id, row.doc_type_version_id) != (
            paper.number,
            paper.token,
            deposit.agency_id,
            deposit.type_version_id,
        ):
            raise Refused(f"編號 {paper.number} 與核定時保留的紀錄不符，不能入庫；請重新核定這個批次。")
        if hasattr(row, "cancellation"):
            raise Refused(f"編號 {paper.number} 已取消，不能入庫；請為這一列重新保留編號。")
        if hasattr(row, "document"):
            # What the primary key would say, before a chunk that is only repeated has appended its bytes again.
            raise IntegrityError(f"{paper.number} is deposited already")
        if sha256_hex(deposit.sealed.pdf) != deposit.sealed.sha256:
            raise Refused(f"編號 {paper.number} 的檔案與封緘時的指紋不符，不能入庫；請重新封緘這一列。")


def _encrypted(deposit: Deposit, key: bytes) -> tuple[bytes, bytes]:
    ref = deposit.reserved.document_id
    return (
        encrypt(key, deposit.sealed.pdf, pdf_context(ref, FIRST)),
        encrypt(key, deposit.values, values_context(ref, FIRST)),
    )


def _write_rows(kept: Sequence[_Kept], at: datetime) -> Sequence[Change]:
    Document.objects.bulk_create([_document(one, at) for one in kept])
    DocumentVersion.objects.bulk_create([_version(one, at) for one in kept])
    WrappedKey.objects.bulk_create(
        [WrappedKey(scope=KeyScope.DOCUMENT, ref=one.id, wrapped=one.wrapped) for one in kept]
    )
    PublicFace.objects.bulk_create([_face(one) for one in kept])
    CustodyGrant.objects.bulk_create([_custody(one, at) for one in kept])
    return Change.objects.bulk_create([Change(document_id=one.id, kind="deposited", at=at) for one in kept])


def _document(one: _Kept, at: datetime) -> Document:
    deposit = one.deposit
    return Document(
        reservation_id=one.id,
        number=deposit.reserved.number,
        doc_type_version_id=deposit.type_version_id,
        agency_id=deposit.agency_id,
        batch=deposit.batch,
        issued_at=at,
        valid_from=deposit.face.valid_from,
        valid_until=deposit.face.valid_until,
        retain_until=deposit.retain_until,
        search_facts=asdict(deposit.facts),
    )


def _version(one: _Kept, at: datetime) -> DocumentVersion:
    sealed = one.deposit.sealed
    return DocumentVersion(
        document_id=one.id,
        number=FIRST,
        pack=one.blob.pack,
        offset=one.blob.offset,
        length=one.blob.length,
        sha256=sealed.sha256,
        size=len(sealed.pdf),
        pages=sealed.pages,
        values=one.values,
        layout_sha256=one.deposit.layout_sha256,
        created_at=at,
    )


def _face(one: _Kept) -> PublicFace:
    face, reserved = one.deposit.face, one.deposit.reserved
    return PublicFace(
        token=reserved.token,
        document_id=one.id,
        type_name=face.type_name,
        type_name_en=face.type_name_en,
        mark=face.mark,
        issuer_name=face.issuer_name,
        issuer_name_en=face.issuer_name_en,
        number=reserved.number,
        agency_number=face.agency_number,
        issued_on=face.issued_on,
        valid_from=face.valid_from,
        valid_until=face.valid_until,
        pages=face.pages,
        compare_code=face.compare_code,
        fields=[asdict(field) for field in face.fields],
        comparables=[_hashed(one.id, comparable) for comparable in face.comparables],
        history=[_line(vouching) for vouching in face.history],
        show_void_reason=face.show_void_reason,
    )


def _hashed(document_id: UUID, comparable: Comparable) -> dict[str, str]:
    return {
        "code": comparable.code,
        "label": comparable.label,
        "label_en": comparable.label_en,
        "hash": keyed("compare", str(document_id), comparable.code, comparable.value),
    }


def _line(vouching: Vouching) -> dict[str, Any]:
    return asdict(vouching) | {"at": vouching.at.isoformat()}


def _custody(one: _Kept, at: datetime) -> CustodyGrant:
    """The citizen's document, or the agency's own if nobody is named."""
    if one.citizen is not None:
        mobile = one.deposit.holder.mobile
        return CustodyGrant(
            document_id=one.id,
            kind=CustodyGrant.Kind.HOLDER,
            citizen=one.citizen,
            mobile_hash=mobile_hash(mobile) if mobile.strip() else "",
            starts_at=at,
        )
    return CustodyGrant(
        document_id=one.id, kind=CustodyGrant.Kind.HOLDER, agency_id=one.deposit.agency_id, starts_at=at
    )


def _event(one: _Kept) -> Event:
    return Event(
        "vault.document.deposited",
        "document",
        one.deposit.reserved.number,
        {"sha256": one.deposit.sealed.sha256, "batch": one.deposit.batch},
    )

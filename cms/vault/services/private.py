"""What belongs to a batch until it is issued: uploads and rows, under the batch's own key, which is then destroyed."""

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from cms.core.errors import NotFound, Unreadable
from cms.vault.ciphers import decrypt, encrypt
from cms.vault.keys import KeyScope
from cms.vault.models import WrappedKey
from cms.vault.opening import key_ring, packs
from cms.vault.storage import BlobRef

from .appends import append_records


@dataclass(frozen=True, slots=True)
class BatchCipher:
    """Encrypts and decrypts what belongs to one batch; context names what data is, e.g. "row:17"."""

    ref: UUID
    key: bytes

    def encrypt(self, data: bytes, context: str) -> bytes:
        """The ciphertext of data, bound to this batch and context."""
        return encrypt(self.key, data, f"batch:{self.ref}:{context}")

    def decrypt(self, data: bytes, context: str) -> bytes:
        """What encrypt was given; raises Unreadable if batch, context or bytes do not fit."""
        return decrypt(self.key, data, f"batch:{self.ref}:{context}")


def batch_cipher(ref: UUID) -> BatchCipher:
    """The cipher of this batch, whose key is made on first use; raises Unreadable once it was forgotten."""
    row = WrappedKey.objects.filter(scope=KeyScope.BATCH, ref=ref).first()
    if row is None:
        (_plain, wrapped), *_ = key_ring().issue(1, KeyScope.BATCH)
        row, _made = WrappedKey.objects.get_or_create(scope=KeyScope.BATCH, ref=ref, defaults={"wrapped": wrapped})
    return _open(row)


@transaction.atomic
def store_private(*, scope_ref: UUID, data: bytes) -> BlobRef:
    """Keep data (an upload, an error file) under the batch's key; where it lies."""
    record = batch_cipher(scope_ref).encrypt(data, "blob")
    with append_records([record]) as blobs:
        return blobs[0]


def read_private(*, scope_ref: UUID, ref: BlobRef) -> bytes:
    """What store_private was given; raises NotFound for a batch without a key, Unreadable once it was forgotten."""
    row = WrappedKey.objects.filter(scope=KeyScope.BATCH, ref=scope_ref).first()
    if row is None:
        raise NotFound("找不到這個批次的資料；請確認批次代號。")
    return _open(row).decrypt(packs().read(ref), "blob")


def forget_private(*, scope_ref: UUID) -> None:
    """Destroy the batch's key, for good: nothing under it opens again, and no new key is made in its place."""
    WrappedKey.objects.update_or_create(scope=KeyScope.BATCH, ref=scope_ref, defaults={"wrapped": b""})


def _open(row: WrappedKey) -> BatchCipher:
    if not row.wrapped:
        raise Unreadable("這個批次的上傳檔與資料列已依規定銷毀，無法開啟；請改由已核發的文件查閱。")
    return BatchCipher(row.ref, key_ring().open(row.wrapped, KeyScope.BATCH))

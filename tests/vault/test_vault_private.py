"""What belongs to a batch, until its key is destroyed."""

from uuid import uuid4

import pytest

from cms.core.errors import NotFound, Unreadable
from cms.vault.models import Append, WrappedKey
from cms.vault.services.private import batch_cipher, forget_private, read_private, store_private

pytestmark = pytest.mark.django_db


def test_an_upload_is_kept_encrypted_and_read_again(settings):
    batch = uuid4()
    ref = store_private(scope_ref=batch, data="林測試".encode() * 100)
    assert read_private(scope_ref=batch, ref=ref) == "林測試".encode() * 100
    assert Append.objects.get().end == ref.length
    packs = b"".join(path.read_bytes() for path in settings.MYDOC_HOME.rglob("*.pack"))
    assert packs and "林測試".encode() not in packs


def test_rows_of_one_batch_do_not_open_under_another():
    one, two = batch_cipher(uuid4()), batch_cipher(uuid4())
    sealed = one.encrypt(b"values", "row:1")
    assert batch_cipher(one.ref).decrypt(sealed, "row:1") == b"values"
    for cipher, context in [(two, "row:1"), (one, "row:2")]:
        with pytest.raises(Unreadable):
            cipher.decrypt(sealed, context)


def test_a_forgotten_batch_stays_forgotten():
    batch = uuid4()
    ref = store_private(scope_ref=batch, data=b"upload")
    forget_private(scope_ref=batch)
    with pytest.raises(Unreadable, match="銷毀"):
        read_private(scope_ref=batch, ref=ref)
    with pytest.raises(Unreadable, match="銷毀"):
        batch_cipher(batch)
    assert bytes(WrappedKey.objects.get().wrapped) == b""


def test_an_unknown_batch_is_not_found_and_gets_no_key():
    with pytest.raises(NotFound):
        read_private(scope_ref=uuid4(), ref=None)
    assert not WrappedKey.objects.exists()

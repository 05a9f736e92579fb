"""National ids and mobiles: found again by keyed hash; texts kept under AES-256-GCM; the secrets live with the other keys."""

import contextlib
import os
import secrets
import tempfile
import unicodedata
from functools import cache
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from cms.core.errors import Unreadable
from cms.core.hashing import keyed_hash

NONCE_BYTES = 12  # NIST SP 800-38D, 96 bits
SECRET_BYTES = 32
_NATIONAL_ID = "mydoc national id"


def keyed(domain: str, *parts: str) -> str:
    """HMAC-SHA256 (hex) under this installation's secret; domain keeps the hashes of one purpose apart from another's."""
    return keyed_hash(_secret(str(settings.MYDOC_KEYS), "hash.key"), domain, *parts)


def id_hash(national_id: str) -> str:
    """The hash by which a national id is looked up, however it was typed: full width, spaces, lower case."""
    return keyed("national_id", _plain(national_id).upper())


def mobile_hash(mobile: str) -> str:
    """The hash by which a mobile is looked up; 0912-345-678, 0912345678 and +886 912 345 678 are the same."""
    digits = "".join(c for c in _plain(mobile) if c.isdigit())
    return keyed("mobile", "0" + digits[3:] if digits.startswith("8869") else digits)


def seal_id(national_id: str) -> bytes:
    """The national id encrypted: nonce, then AES-256-GCM ciphertext and tag."""
    return seal_text(_plain(national_id).upper(), _NATIONAL_ID)


def open_id(cipher: bytes) -> str:
    """The national id of seal_id's result; raises Unreadable when it is damaged or from another installation."""
    return open_text(cipher, _NATIONAL_ID)


def seal_text(text: str, context: str) -> bytes:
    """A text encrypted under this installation's secret, and bound to its context: it opens under no other."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    return nonce + _cipher().encrypt(nonce, text.encode("utf-8"), context.encode("utf-8"))


def open_text(cipher: bytes, context: str) -> str:
    """The text of seal_text's result; raises Unreadable when it is damaged, another context's or another installation's."""
    data = bytes(cipher)
    try:
        plain = _cipher().decrypt(data[:NONCE_BYTES], data[NONCE_BYTES:], context.encode("utf-8"))
    except (InvalidTag, ValueError) as error:
        raise Unreadable(
            "密文無法解開：資料已損壞，或不是用這個系統的金鑰加密的。請確認金鑰資料夾是否正確。"
        ) from error
    return plain.decode("utf-8")


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


def _cipher() -> AESGCM:
    return AESGCM(_secret(str(settings.MYDOC_KEYS), "cipher.key"))


@cache
def _secret(keys: str, name: str) -> bytes:
    """The secret in the file, made on first use; cached by plain texts, since it is asked for with every row.

    Written aside and then linked into place, which fails if another process was faster: both read the same one.
    """
    path = Path(keys) / "identity" / name
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with tempfile.NamedTemporaryFile(dir=path.parent) as file:  # mode 0600
            file.write(secrets.token_bytes(SECRET_BYTES))
            file.flush()
            os.fsync(file.fileno())
            with contextlib.suppress(FileExistsError):
                os.link(file.name, path)
        folder = os.open(path.parent, os.O_RDONLY)
        os.fsync(folder)  # a secret lost with the power would orphan every hash made with it
        os.close(folder)
    return path.read_bytes()

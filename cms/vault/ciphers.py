"""Bytes at rest: zstd, then AES-256-GCM (NIST SP 800-38D) bound to the place where they belong."""

import secrets

import zstandard
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from cms.core.errors import Unreadable

_VERSION = b"\x01"
_NONCE_BYTES = 12
_LEVEL = 3


def encrypt(key: bytes, data: bytes, context: str) -> bytes:
    """Version byte, 96-bit random nonce, ciphertext and tag; key is 32 bytes, context names what data is and whose."""
    nonce = secrets.token_bytes(_NONCE_BYTES)
    packed = zstandard.ZstdCompressor(level=_LEVEL).compress(data)
    return _VERSION + nonce + AESGCM(key).encrypt(nonce, packed, _VERSION + context.encode())


def decrypt(key: bytes, data: bytes, context: str) -> bytes:
    """What encrypt was given; raises Unreadable for another key, another context or a single changed bit."""
    data = bytes(data)
    if not data.startswith(_VERSION):
        raise Unreadable("加密資料的格式不符，無法開啟；請從備份還原後再試。")
    nonce, sealed = data[1 : 1 + _NONCE_BYTES], data[1 + _NONCE_BYTES :]
    try:
        packed = AESGCM(key).decrypt(nonce, sealed, _VERSION + context.encode())
    except (InvalidTag, ValueError) as error:
        raise Unreadable("加密資料與金鑰不符或已遭更動，無法開啟；請從備份還原後再試。") from error
    return zstandard.ZstdDecompressor().decompress(packed)

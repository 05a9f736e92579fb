"""What the provider must not forget: its signing key and the client's secret, each made once and kept with the other keys."""

import contextlib
import os
import secrets
import tempfile
from collections.abc import Callable
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

RSA_BITS = 3072


def kept(path: Path, make: Callable[[], str]) -> str:
    """The file's text, made on first use; if two processes make it at once, both read what the faster one wrote."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with tempfile.NamedTemporaryFile("w", dir=path.parent) as file:  # mode 0600
            file.write(make())
            file.flush()
            with contextlib.suppress(FileExistsError):
                os.link(file.name, path)
    return path.read_text()


def new_secret() -> str:
    """A secret for one client, or for Django."""
    return secrets.token_urlsafe(48)


def new_signing_key() -> str:
    """An RSA private key as PEM, for RS256."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=RSA_BITS)
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()

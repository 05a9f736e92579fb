"""Our signers in pyHanko's clothes."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from asn1crypto import cms, x509
from asn1crypto.algos import SignedDigestAlgorithm
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers import Signer as PyHankoSigner
from pyhanko_certvalidator.registry import SimpleCertificateStore

from cms.signing.containers import ContainerWriter

from .base import Signer


class SignerBridge(PyHankoSigner):
    """Lets pyHanko assemble the CMS and asks our signer for the raw signature; embeds certificate and chain, no root."""

    def __init__(self, signer: Signer) -> None:
        registry = SimpleCertificateStore()
        registry.register_multiple([x509.Certificate.load(one) for one in signer.chain])
        super().__init__(
            signing_cert=x509.Certificate.load(signer.certificate),
            cert_registry=registry,
            embed_roots=False,
            signature_mechanism=SignedDigestAlgorithm({"algorithm": signer.algorithm}),
        )
        self._signer = signer

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        """One raw signature; a dry run is refused, because it would sign for nothing."""
        if dry_run or digest_algorithm != "sha256":
            raise SigningError(f"Only real signatures with SHA-256 are made here, not {digest_algorithm}")
        [signature] = self._signer.sign([data])
        return signature


class SealBridge(SignerBridge):
    """For seals: the container comes from our writer, because each one differs in digest and signature only."""

    def __init__(self, signer: Signer, stamper: Callable[[bytes], bytes] | None = None) -> None:
        super().__init__(signer)
        self._stamper = stamper
        self._writer = ContainerWriter(signer.certificate, signer.chain, signer.algorithm)

    async def async_sign(self, data_digest: bytes, digest_algorithm: str, **_options: Any) -> cms.ContentInfo:
        """The container for this digest; pyHanko's options are all about attributes that a baseline B seal has not."""
        attributes = self._writer.attributes(data_digest)
        signature = await self.async_sign_raw(attributes, digest_algorithm)
        token = await asyncio.to_thread(self._stamper, signature) if self._stamper else b""
        return cms.ContentInfo.load(self._writer.container(attributes, signature, token))

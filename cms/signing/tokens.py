"""An RFC 3161 time-stamp token, taken apart; whether to believe it is another question (validation.stamps)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from asn1crypto import cms, tsp

from .containers import ProofError, names


@dataclass(frozen=True, slots=True)
class Token:
    """What a token says: when, over which SHA-256, and by whom (DER certificates, the authority's own apart)."""

    at: datetime
    imprint: bytes
    certificate: bytes
    others: tuple[bytes, ...]


def open_token(der: bytes) -> Token:
    """Take a token apart; raises ProofError unless it is one signer's SignedData over a TSTInfo with a SHA-256 imprint.

    What is not even ASN.1 ends in asn1crypto's own ValueError, TypeError or KeyError.
    """
    envelope = cms.ContentInfo.load(der, strict=True)
    if envelope["content_type"].native != "signed_data" or len(envelope["content"]["signer_infos"]) != 1:
        raise ProofError("token", "時戳不是單一簽署者的 CMS SignedData。")
    signed = envelope["content"]
    info = signed["encap_content_info"]["content"].parsed
    if not isinstance(info, tsp.TSTInfo):
        raise ProofError("token", "時戳的內容不是 RFC 3161 的 TSTInfo。")
    imprint = info["message_imprint"]
    if imprint["hash_algorithm"]["algorithm"].native != "sha256":
        raise ProofError("token", "時戳的雜湊演算法不是 SHA-256。")
    certificates = [choice.chosen for choice in signed["certificates"] if choice.name == "certificate"]
    own = [found for found in certificates if names(signed["signer_infos"][0]["sid"], found)]
    if len(own) != 1:
        raise ProofError("token", f"時戳應附有 1 張時戳服務的憑證，實際為 {len(own)} 張。")
    return Token(
        at=info["gen_time"].native,
        imprint=imprint["hashed_message"].native,
        certificate=own[0].dump(),
        others=tuple(found.dump() for found in certificates if found is not own[0]),
    )

"""Whom the signature is by, since when that is proven, and whether somebody we trust vouches for both."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from itertools import pairwise

from cryptography import x509

from cms.core.clock import TAIPEI
from cms.signing.chains import check_revocation, list_by, path_to_anchor
from cms.signing.containers import ProofError
from cms.signing.tokens import Token
from cms.signing.trust import TrustStore, may_seal
from cms.signing.verdicts import Check, StampFacts

from .findings import Finding
from .layers import Layer
from .stamps import CLOCK_SKEW, authority_path, check_token


def vouch(finding: Finding, layers: Sequence[Layer], trust: TrustStore, at: datetime) -> None:
    """Does somebody we trust vouch for the signer, at the time that the time-stamps prove, or else at the given one?

    Revocation lists inside the file count beside those of the store; the newest decides (chains.check_revocation).
    """
    container = finding.container
    if container is None:
        return
    trust = replace(trust, crls=(*trust.crls, *(one for layer in layers for one in layer.evidence.crls)))
    tokens = _prove(finding, layers, trust, at)
    known = finding.proven_at or at
    _note_times(finding, known)
    path = finding.look(
        "chain",
        "簽署者的憑證由本平臺信任的憑證機構簽發。",
        lambda: path_to_anchor(container.certificate, container.others, trust, known),
    )
    if path:
        finding.look("carried", "簽章內容只附有必要的憑證。", lambda: _check_carried(container.others, path))
        if layers and finding.proven_at:
            good = "長期保存資料正是簽章者與時戳服務的憑證和廢止清冊。"
            finding.look("evidence", good, lambda: _check_evidence(layers, path, tokens, trust) or True)
    usable = finding.look(
        "key_usage",
        "簽署者的憑證在有效期間，且可用於簽章。",
        lambda: may_seal(x509.load_der_x509_certificate(container.certificate), known) or True,
    )
    good = path and finding.look(
        "revocation", "簽署者的憑證沒有被廢止。", lambda: check_revocation(path, trust, known) or True
    )
    finding.trusted = bool(path and usable and good)


def _note_times(finding: Finding, known: datetime) -> None:
    """What is proven of the time, in words; a claim may be earlier than that, but never later."""
    if finding.proven_at is not None:
        proven = f"{finding.proven_at.astimezone(TAIPEI):%Y-%m-%d %H:%M:%S}"
        finding.checks.append(Check("proven_time", True, f"時戳證明簽章最晚在 {proven} 就存在。"))
    if finding.claimed_at is not None and finding.claimed_at > known + CLOCK_SKEW:
        claimed = f"{finding.claimed_at.astimezone(TAIPEI):%Y-%m-%d %H:%M}"
        finding.checks.append(Check("claimed_time", False, f"載明的簽署時間 {claimed} 晚於可以確認的時間。"))


def _prove(finding: Finding, layers: Sequence[Layer], trust: TrustStore, at: datetime) -> list[Token]:
    """Look at the time-stamps from the outside in: each must be good at the time that the one around it proves.

    Notes in the finding what they prove if all of them hold; the tokens that hold are returned, outermost first.
    """
    container = finding.container
    asked = [
        ("archive", "長期保存的時戳有效，涵蓋之前的整個檔案。", one.token, one.covered_sha256)
        for one in reversed(layers)
    ]
    if container.token:
        over = hashlib.sha256(container.signature).digest()
        asked.append(("stamp", "簽章的時戳有效。", container.token, over))
        if not layers:
            finding.checks.append(Check("archive", False, "簽章有時戳，後面卻不是本平臺加上的長期保存資料。"))
    known, tokens = at, []
    for code, good, token, imprint in asked:
        held = finding.look(code, good, partial(check_token, token, imprint, trust, known))
        if held is None:
            return tokens
        tokens.append(held)
        known = held.at
        finding.stamps.insert(0, StampFacts(held.at, _subject(held.certificate), code == "archive"))
    finding.proven_at = known if tokens else None
    return tokens


def _check_carried(others: Sequence[bytes], path: Sequence[bytes]) -> None:
    if sorted(others) != sorted(path[1:-1]):
        raise ProofError("carried", "簽章內容附帶的憑證不是簽署者的憑證鏈。")


def _check_evidence(layers: Sequence[Layer], path: Sequence[bytes], tokens: Sequence[Token], trust: TrustStore) -> None:
    """Everything that a later judge needs, and nothing else that somebody might want to hide there."""
    paths = [path, *(authority_path(token, trust, token.at) for token in tokens)]
    needed = {certificate for path in paths for certificate in path}
    if needed != {certificate for layer in layers for certificate in layer.evidence.certificates}:
        raise ProofError("evidence", "長期保存資料的憑證不是簽章者與時戳服務的憑證鏈。")
    lists = [crl for layer in layers for crl in layer.evidence.crls]
    issuers = {issuer for path in paths for issuer, _certificate in pairwise(path)}
    if not all(any(list_by(issuer, crl) is not None for crl in lists) for issuer in issuers):
        raise ProofError("evidence", "長期保存資料缺少憑證機構的廢止清冊。")
    if not all(any(list_by(issuer, crl) is not None for issuer in issuers) for crl in lists):
        raise ProofError("evidence", "長期保存資料夾帶了其他機構的廢止清冊。")


def _subject(certificate: bytes) -> str:
    return x509.load_der_x509_certificate(certificate).subject.rfc4514_string()

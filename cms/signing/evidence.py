"""Gathering what a long-term seal carries along: certificates up to the anchor, and the revocation lists about them."""

from __future__ import annotations

from itertools import pairwise

from cryptography.hazmat.primitives.serialization import Encoding

from cms.core import clock
from cms.core.errors import Refused

from .backends.base import Signer
from .chains import newest_list, path_to_anchor
from .containers import ProofError
from .selectors import trust_store
from .timestamps import authority
from .trust import Evidence, TrustStore


def gather(signer: Signer, trust: TrustStore | None = None) -> Evidence:
    """The chains of the signer and of the time-stamping authority, and the newest list of every CA in them.

    All of it comes from MYDOC_HOME/pki and the trust of the database unless another is given, nothing is fetched. Raises Refused where a chain does
    not reach an anchor, or a list is missing or out of date: such a seal could not be judged later.
    """
    trust, now, stamping = trust or trust_store(), clock.now(), authority()
    try:
        paths = (
            path_to_anchor(signer.certificate, signer.chain, trust, now),
            path_to_anchor(stamping.certificate, stamping.chain, trust, now, "time_stamping"),
        )
    except ProofError as error:
        raise Refused(f"備不齊長期保存的驗證資料，沒有封緘：{error}請設計者檢查根憑證與憑證檔。") from error
    issuers = dict.fromkeys(issuer for path in paths for issuer, _certificate in pairwise(path))
    lists = [newest_list(issuer, trust, now) for issuer in issuers]
    if None in lists:
        raise Refused("備不齊長期保存的驗證資料，沒有封緘：缺少憑證機構的有效廢止清冊。請重新下載廢止清冊。")
    return Evidence(
        certificates=tuple(dict.fromkeys(certificate for path in paths for certificate in path)),
        crls=tuple(one.public_bytes(Encoding.DER) for one in lists),
    )

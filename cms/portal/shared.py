"""What the bearer of a share's link is shown: never more than its holder chose, and only while link and document hold.

The document's own verification code is not handed out with it: that code outlives the link.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString

from cms.accounts.services.tries import count_try
from cms.core import clock
from cms.core.ids import read_token
from cms.vault.access import LONGEST_PURPOSE, get_document_for, read_share_terms
from cms.vault.bearers import ShareBearer
from cms.vault.models import PublicFace, ShareLink
from cms.vault.selectors import share_by_token
from cms.vault.share_terms import ShareTerms
from cms.verification.facts import either
from cms.verification.page import verdict_page
from cms.verification.status import Status, status_of

from .shares import Shown, labels_left_out, labels_of, minute, shown_fields
from .words import words_in

# Each opening stays on record for ever: a script that reloads must not fill it.
OPENINGS_IN_AN_HOUR = 30


def find_share(typed: str) -> ShareLink | None:
    """The share that an address names, however it was typed; None for one that nobody was given."""
    token = read_token(typed)
    return share_by_token(token) if token else None


def has_opened_enough(share: ShareLink) -> bool:
    """Counts one try to open; whether the share has had its openings for this hour."""
    return count_try("share.opening", str(share.pk), window=timedelta(hours=1)) > OPENINGS_IN_AN_HOUR


def told_before(share: ShareLink, lang: str) -> dict[str, Any]:
    """For whom, what for and until when; nothing of the document. Raises Unreadable."""
    return {
        "terms": read_share_terms(share),
        "until": minute(share.grant.ends_at, lang),
        "until_iso": share.grant.ends_at.isoformat(timespec="seconds"),
        "once": share.once,
    }


def open_shared(share: ShareLink, lang: str) -> dict[str, Any]:
    """Open the document for the bearer, on record, and tell what was chosen. Raises like vault.access.get_document_for."""
    terms, document = read_share_terms(share), share.grant.document
    saw = f"看到：{labels_of(document, terms.fields, 'zh')}"[:LONGEST_PURPOSE]  # read by the holder beside the look
    opened = get_document_for(ShareBearer(share.pk), document.number, purpose=saw, via="share")
    face, shown = opened.document.face, shown_fields(opened, lang)
    issuer, issuer_is_chinese = either(face.issuer_name, face.issuer_name_en, lang)
    return verdict_of(face, lang) | {
        "number": face.number,
        "issuer": issuer,
        "issuer_lang": "zh-Hant" if issuer_is_chinese else "",
        "fields": [one for one in shown if one.code in terms.fields],
        "left_out": _left_out(shown, terms, lang),
        "once": share.once,
    }


def status_today(share: ShareLink) -> Status:
    """How the document stands."""
    return status_of(share.grant.document.face, clock.today())


def verdict_of(face: PublicFace, lang: str) -> dict[str, Any]:
    """The verdict page's values; a page about a share uses no more of them than it has to."""
    return verdict_page(face, status_of(face, clock.today()), "", lang, clock.now())


def _left_out(shown: Sequence[Shown], terms: ShareTerms, lang: str) -> SafeString | str:
    labels = labels_left_out(shown, terms.fields, lang)
    return format_html(words_in(lang)["shared_left_out"], labels=labels) if labels else ""

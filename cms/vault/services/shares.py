"""What a holder does with shares: making a link to chosen fields of one document, and taking it back."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

from django.db import transaction

from cms.accounts.visitors import Visitor
from cms.audit.events import Event
from cms.audit.services import record_events
from cms.core import clock
from cms.core.errors import NotFound, Refused
from cms.core.ids import new_token
from cms.doctypes.selectors import definition_of
from cms.vault.access import ABSENT, document_key
from cms.vault.ciphers import encrypt
from cms.vault.contexts import share_context
from cms.vault.models import CustodyGrant, Document, ShareLink, ShareRevocation
from cms.vault.permissions import documents_for, open_shares, shareable_by
from cms.vault.selectors import share_hash, shares_for
from cms.vault.share_terms import ShareTerms, problems_in, shareable_fields

MOST_OPEN = 20


@transaction.atomic
def make_share(*, visitor: Visitor, number: str, terms: ShareTerms, days: int, once: bool) -> tuple[ShareLink, str]:
    """Make a link that shows these fields for so many days; returns it with its token, which is kept nowhere.

    Raises NotFound for a document that visitor does not hold; Refused if it is not in force (code "share_not_in_force"),
    has MOST_OPEN open shares already ("share_many"), or for terms that are not allowed (the code of problems_in).
    """
    document = _locked(visitor, number)
    at = clock.now()
    _refuse(visitor, document, terms, days)
    grant = CustodyGrant.objects.create(
        document=document, kind=CustodyGrant.Kind.SHARE, starts_at=at, ends_at=at + timedelta(days=days)
    )
    share_id, token, actor = uuid4(), new_token(), visitor.actor()
    share = ShareLink.objects.create(
        id=share_id,
        grant=grant,
        token_hash=share_hash(token),
        once=once,
        terms=encrypt(document_key(document), terms.to_bytes(), share_context(document.pk, share_id)),
        by=actor.ref,
    )
    detail = {"share": str(share_id), "fields": list(terms.fields), "days": days, "once": once}
    record_events(actor=actor, events=[Event("vault.share.made", "document", number, detail)])
    return share, token


@transaction.atomic
def revoke_share(*, visitor: Visitor, share_id: UUID) -> ShareLink:
    """Take a share back: it opens no more. Once is enough; again changes nothing.

    Raises NotFound for a share of a document that visitor does not hold.
    """
    share = shares_for(visitor).filter(pk=share_id).first()
    if share is None:
        raise NotFound("查無這個分享；請從「我分享的」清單重新進入。")
    at, actor = clock.now(), visitor.actor()
    _fact, is_new = ShareRevocation.objects.get_or_create(share=share, defaults={"at": at, "by": actor.ref})
    if is_new:
        CustodyGrant.objects.filter(pk=share.grant_id, ends_at__gt=at).update(ends_at=at)
        event = Event("vault.share.revoked", "document", share.grant.document.number, {"share": str(share.pk)})
        record_events(actor=actor, events=[event])
    return share


def _locked(visitor: Visitor, number: str) -> Document:
    """The document, held until the transaction ends, so that its shares are counted one at a time."""
    own = documents_for(visitor).filter(number=number).values("pk")
    document = Document.objects.select_for_update(of=("self",)).filter(pk__in=own).first()
    if document is None:
        raise NotFound(ABSENT)
    return document


def _refuse(visitor: Visitor, document: Document, terms: ShareTerms, days: int) -> None:
    number = document.number
    if not shareable_by(visitor).filter(pk=document.pk).exists():
        raise Refused(f"文件 {number} 目前不是有效的文件，不能分享；請分享有效的那一份。", code="share_not_in_force")
    if open_shares(clock.now()).filter(grant__document=document).count() >= MOST_OPEN:
        raise Refused(
            f"文件 {number} 已有 {MOST_OPEN} 個可以開啟的分享；請先收回不用的，再分享。",
            code="share_many",
            most=MOST_OPEN,
        )
    offered = frozenset(field.code for field in shareable_fields(definition_of(document.doc_type_version)))
    problem = next(iter(problems_in(terms, days, offered).values()), "")
    if problem:
        raise Refused("分享的內容不符合規定，沒有建立連結；請修正後再試。", code=problem)

"""The holder's name over the list: it stands encrypted in the documents, so that one of them is opened for it."""

from __future__ import annotations

from django.contrib.sessions.backends.base import SessionBase

from cms.accounts.visitors import Visitor
from cms.core.errors import Unreadable
from cms.core.masking import MARK, mask_name
from cms.doctypes.selectors import definition_of
from cms.vault.access import get_document_for
from cms.vault.models import CustodyGrant
from cms.vault.permissions import documents_for

from .purposes import FULL_NAME, SIGNED_IN

_MASKED = "holder"  # the session's key
_NEWEST = 5  # documents whose types are asked for a name; some types have none


def masked_name(session: SessionBase, visitor: Visitor) -> str:
    """林○辰, or an empty text where no document tells; asked for once a session, which keeps nothing but the masked form."""
    if _MASKED not in session:
        name = _name(visitor, SIGNED_IN)
        session[_MASKED] = mask_name(name) if name else ""
    return session[_MASKED]


def full_name(visitor: Visitor) -> str:
    """The name in full, kept nowhere; an empty text where no document tells."""
    return _name(visitor, FULL_NAME)


def spoken(masked: str, hidden: str) -> str:
    """The masked name as a screen reader should say it, the hidden part told in words: 林，部分隱藏，辰."""
    while MARK * 2 in masked:
        masked = masked.replace(MARK * 2, MARK)
    return masked.replace(MARK, hidden).strip("，, ")


def _name(visitor: Visitor, purpose: str) -> str:
    """The name in the newest document of the person that the visitor is first of all."""
    if not visitor.citizens:
        return ""
    held = {"custody__citizen": visitor.citizens[0], "custody__kind": CustodyGrant.Kind.HOLDER}
    own = documents_for(visitor).filter(**held, destruction__isnull=True)
    for document in own.select_related("doc_type_version").order_by("-issued_at", "-number")[:_NEWEST]:
        field = definition_of(document.doc_type_version).with_role("holder_name")
        if field:
            try:
                opened = get_document_for(visitor, document.number, purpose=purpose, via="portal")
            except Unreadable:
                return ""  # the list is of use without a name
            return opened.values.get(field.code, "")
    return ""

"""What the vault keeps: documents and their bytes, keys, custody, shares and claims, looks, facts, and the feed of changes."""

from .access import AccessRecord
from .blobs import Append, WrappedKey
from .changes import Change
from .claims import Claim, ClaimCode, ClaimWithdrawal
from .custody import CustodyGrant
from .documents import Document, DocumentVersion, NumberSeries, PublicFace, Reservation
from .facts import Cancellation, Destruction, Hold, Release, Supersession, Void
from .shares import ShareLink, ShareOpening, ShareRevocation

__all__ = [
    "AccessRecord",
    "Append",
    "Cancellation",
    "Change",
    "Claim",
    "ClaimCode",
    "ClaimWithdrawal",
    "CustodyGrant",
    "Destruction",
    "Document",
    "DocumentVersion",
    "Hold",
    "NumberSeries",
    "PublicFace",
    "Release",
    "Reservation",
    "ShareLink",
    "ShareOpening",
    "ShareRevocation",
    "Supersession",
    "Void",
    "WrappedKey",
]

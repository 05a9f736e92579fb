"""What the vault keeps: documents and their bytes, keys, custody, looks, facts, and the feed of changes."""

from .access import AccessRecord
from .blobs import Append, WrappedKey
from .changes import Change
from .custody import CustodyGrant
from .documents import Document, DocumentVersion, NumberSeries, PublicFace, Reservation
from .facts import Cancellation, Destruction, Hold, Release, Supersession, Void

__all__ = [
    "AccessRecord",
    "Append",
    "Cancellation",
    "Change",
    "CustodyGrant",
    "Destruction",
    "Document",
    "DocumentVersion",
    "Hold",
    "NumberSeries",
    "PublicFace",
    "Release",
    "Reservation",
    "Supersession",
    "Void",
    "WrappedKey",
]

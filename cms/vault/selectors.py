"""Reading what anybody below the doors may know: no private bytes pass here."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from itertools import islice
from uuid import UUID

from django.db import connection
from django.db.models import Count, Exists, Max, QuerySet
from django.db.models.expressions import RawSQL

from cms.accounts.identity import keyed
from cms.accounts.visitors import Visitor
from cms.core import clock

from .models import Append, Change, ClaimCode, Document, DocumentVersion, PublicFace, Reservation, ShareLink
from .permissions import custody_behind_share, documents_for

# SQLite takes 999 parameters in one statement at worst.
_LOOK_UP = 500


class ShareState(StrEnum):
    """What became of a share; its document is another matter."""

    OPEN = "open"
    USED = "used"
    EXPIRED = "expired"
    REVOKED = "revoked"


def live_unique_keys(keys: Iterable[str]) -> Mapping[str, str]:
    """Which of these unique keys are taken, and by which number.

    Taken = reserved and not cancelled, or issued and neither void nor superseded. Empty keys are never taken.
    """
    taken: dict[str, str] = {}
    for some in _chunks(key for key in keys if key):
        rows = Reservation.objects.filter(
            unique_key__in=some,
            cancellation__isnull=True,
            document__void__isnull=True,
            document__supersession__isnull=True,
        )
        taken.update(rows.values_list("unique_key", "number"))
    return taken


def fingerprint(sha256: str) -> DocumentVersion | None:
    """The version whose sealed file has this SHA-256 (hexadecimal), or None if the file is not one of ours."""
    return DocumentVersion.objects.select_related("document__face").filter(sha256=sha256).first()


def face_of(document: Document | UUID) -> PublicFace:
    """The public face of a document that is in the vault; raises PublicFace.DoesNotExist otherwise."""
    return PublicFace.objects.get(document=document)


def share_hash(token: str) -> str:
    """The keyed hash by which a share is found."""
    return keyed("share", token)


def share_by_token(token: str) -> ShareLink | None:
    """The share with this token, whatever became of it; None for a token that nobody was given."""
    return _shares().filter(token_hash=share_hash(token)).first()


def shares_for(visitor: Visitor) -> QuerySet[ShareLink]:
    """The shares of the documents that visitor may read, newest first, each with the number of its openings as `times`."""
    return _shares().filter(grant__document__in=documents_for(visitor)).order_by("-grant__starts_at", "-pk")


def share_state(share: ShareLink, at: datetime) -> ShareState:
    """What became by then of a share that share_by_token or shares_for gave; whether it opens, documents_for decides.

    A share is over, too, once its holder has the document no more.
    """
    if hasattr(share, "revocation"):
        return ShareState.REVOKED
    if share.once and share.times:
        return ShareState.USED
    return ShareState.OPEN if share.is_held and share.grant.ends_at > at else ShareState.EXPIRED


def newest_claim_code(document: Document) -> ClaimCode | None:
    """The code that was made last for this document, with what became of it."""
    return document.claim_codes.select_related("claim", "withdrawal").order_by("-made_at", "-pk").first()


def _shares() -> QuerySet[ShareLink]:
    related = ("revocation", "grant__document__face", "grant__document__doc_type_version")
    held = Exists(custody_behind_share(clock.now()))
    return ShareLink.objects.select_related(*related).annotate(times=Count("openings"), is_held=held)


def committed_ends() -> Mapping[str, int]:
    """For every pack the end in bytes of its last committed append."""
    return dict(Append.objects.values_list("pack").annotate(last=Max("end")).order_by("pack"))


def changes_after(seq: int, limit: int = 500) -> Sequence[Change]:
    """The next changes after the one with this seq (0: from the beginning), oldest first, at most limit.

    A follower that keeps the seq of the last row it was given misses none. On SQLite writers take turns and
    seq is the order of commits. On PostgreSQL a lower seq may commit later than a higher one, so the feed's
    order there is (transaction, seq), and it stops before the oldest transaction that is still open.
    """
    if connection.vendor != "postgresql":
        return list(Change.objects.filter(seq__gt=seq).order_by("seq")[:limit])
    return list(
        Change.objects.alias(
            xid=RawSQL("vault_change.xid", ()),
            here=RawSQL(
                "(vault_change.xid, vault_change.seq) > "
                "(coalesce((select last.xid from vault_change last where last.seq = %s), -9223372036854775808), %s)",
                (seq, seq),
            ),
            settled=RawSQL("vault_change.xid < pg_snapshot_xmin(pg_current_snapshot())::text::bigint", ()),
        )
        .filter(here=True, settled=True)
        .order_by("xid", "seq")[:limit]
    )


def _chunks(keys: Iterable[str]) -> Iterator[Sequence[str]]:
    rest = iter(keys)
    while some := list(islice(rest, _LOOK_UP)):
        yield some

"""Reading the chain: what is not linked yet, and whether everything still is as it was recorded."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import QuerySet

from .chain import EVENT_COLUMNS, FIRST, Head, link_hash
from .heads import UnreadableHead, read_heads
from .models import AuditEvent, AuditLink

CHUNK = 1000


@dataclass(frozen=True, slots=True)
class ChainProblem:
    """One thing that is not as it was recorded: a code for programs, a sentence for people."""

    code: str
    sentence: str


@dataclass(frozen=True, slots=True)
class ChainReport:
    """What a walk over the whole chain found; ok means no problem, and unlinked events are none."""

    ok: bool
    events: int
    linked: int
    unlinked: int
    heads: int
    head: str
    problems: tuple[ChainProblem, ...]


@dataclass(slots=True)
class _Walk:
    """What has been seen so far."""

    seq: int = 0
    linked: int = 0
    heads: int = 0
    head: str = FIRST
    problems: list[ChainProblem] = field(default_factory=list)

    def note(self, code: str, sentence: str) -> None:
        self.problems.append(ChainProblem(code, sentence))


def heads_path() -> Path:
    """Where the heads are written, outside the database."""
    return settings.MYDOC_HOME / "audit" / "heads.jsonl"


def unlinked_events(*, newer_than: int = 0) -> QuerySet[AuditEvent]:
    """Events that the linker has not reached, oldest first; newer_than spares it the walk over all that are linked."""
    return AuditEvent.objects.filter(link__isnull=True, pk__gt=newer_than).order_by("pk")


def last_link() -> AuditLink | None:
    """The newest link of the chain."""
    return AuditLink.objects.order_by("-seq").first()


def verify_chain(check_stamp: Callable[[bytes, bytes], bool] | None = None) -> ChainReport:
    """Walk all links, events and heads; check_stamp(content, token) judges the heads' RFC 3161 tokens.

    Finds events and links that were edited, removed or re-ordered, and, by the heads, a chain that was cut or rewritten.
    """
    walk = _Walk()
    promised = _read_promises(walk, check_stamp)  # before the links, which may grow meanwhile
    for chunk in _chunks():
        _walk_links(walk, chunk, promised)
    for seq in sorted(promised):
        walk.note("chain_cut", f"外部鏈頭記有第 {seq} 節，資料庫裡卻沒有：稽核鏈被截斷，或這一節被移除。")
    unlinked = unlinked_events().count()
    return ChainReport(
        ok=not walk.problems,
        events=AuditEvent.objects.count(),
        linked=walk.linked,
        unlinked=unlinked,
        heads=walk.heads,
        head=walk.head if walk.linked else "",
        problems=tuple(walk.problems),
    )


def _read_promises(walk: _Walk, check_stamp: Callable[[bytes, bytes], bool] | None) -> dict[int, str]:
    """The hashes that the heads promise, by seq; notes what is wrong with the file itself."""
    promised: dict[int, str] = {}
    previous = FIRST
    try:
        for head, token in read_heads(heads_path()):
            walk.heads += 1
            _check_head(walk, head, previous)
            if check_stamp is not None and not check_stamp(head.content(), token):
                walk.note("head_stamp", f"鏈頭檔第 {walk.heads} 行的時戳不符：內容或時戳被改過。")
            promised[head.seq] = head.hash
            previous = head.digest()
    except UnreadableHead as error:
        walk.note("head_unreadable", f"鏈頭檔第 {error.args[0]} 行讀不懂：檔案被改過。")
    return promised


def _check_head(walk: _Walk, head: Head, previous: str) -> None:
    if head.previous != previous:
        walk.note("head_order", f"鏈頭檔第 {walk.heads} 行接不上前一行：有一行被改過、移除或換了順序。")


def _chunks() -> Iterator[list[dict[str, Any]]]:
    links = AuditLink.objects.order_by("seq").values("seq", "event_id", "previous", "hash").iterator(chunk_size=CHUNK)
    while chunk := list(islice(links, CHUNK)):
        yield chunk


def _walk_links(walk: _Walk, links: list[dict[str, Any]], promised: dict[int, str]) -> None:
    ids = [link["event_id"] for link in links]
    events = {event["id"]: event for event in AuditEvent.objects.filter(pk__in=ids).values(*EVENT_COLUMNS)}
    for link in links:
        seq, event = link["seq"], events.get(link["event_id"])
        if seq != walk.seq + 1:
            walk.note("link_missing", f"第 {seq} 節之前少了鏈節：鏈節被移除或編號被改過。")
        if link["previous"] != walk.head:
            walk.note("link_order", f"第 {seq} 節接不上前一節：鏈節被改過、移除或換了順序。")
        if event is None:
            walk.note("event_missing", f"第 {seq} 節的事件 {link['event_id']} 不見了：事件被刪除。")
        elif link_hash(seq, link["previous"], event) != link["hash"]:
            walk.note("event_changed", f"第 {seq} 節的事件 {link['event_id']} 與記錄當時不同：內容被改過。")
        if promised.pop(seq, link["hash"]) != link["hash"]:
            walk.note("head_differs", f"第 {seq} 節與外部鏈頭不同：稽核鏈或鏈頭檔被改寫。")
        walk.seq, walk.head = seq, link["hash"]
        walk.linked += 1

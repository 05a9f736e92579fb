"""The file of heads outside the database: one JSON object a line, appended under a lock and durable on return."""

import base64
import fcntl
import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

from cms.core.hashing import canonical_json

from .chain import FIRST, Head

TAIL = 256 * 1024  # bytes read to find the last line; a line with its token is a few thousand


class UnreadableHead(Exception):
    """A line that is not a head; the argument is the line's number, 0 for the last."""


def append_head(path: Path, *, seq: int, link_hash: str, at: str, stamp: Callable[[bytes], bytes]) -> None:
    """Append a head, with the RFC 3161 token that stamp gives for its content, unless the last line says the same.

    Raises UnreadableHead when the last line is not a head.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+b") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        last = _last_head(file)
        if last is not None and (last.seq, last.hash) == (seq, link_hash):
            return
        head = Head(seq=seq, hash=link_hash, at=at, previous=last.digest() if last else FIRST)
        token = base64.b64encode(stamp(head.content())).decode("ascii")
        file.write(canonical_json(json.loads(head.content()) | {"token": token}) + b"\n")
        file.flush()
        os.fsync(file.fileno())
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def read_heads(path: Path) -> Iterator[tuple[Head, bytes]]:
    """Every head with its token, oldest first; raises UnreadableHead at the first line that is none."""
    if not path.exists():
        return
    with path.open("rb") as file:
        for number, line in enumerate(file, start=1):
            yield _read_line(line, number)


def _last_head(file: BinaryIO) -> Head | None:
    """The last whole line; what a crash left half written behind it was promised to nobody and is cut off."""
    size = file.seek(0, os.SEEK_END)
    start = file.seek(max(0, size - TAIL))
    tail = file.read()
    end = tail.rfind(b"\n") + 1
    file.truncate(start + end)
    lines = tail[:end].splitlines()
    return _read_line(lines[-1], 0)[0] if lines else None


def _read_line(line: bytes, number: int) -> tuple[Head, bytes]:
    try:
        fields = json.loads(line)
        token = base64.b64decode(fields.pop("token"), validate=True)
        return Head(**fields), token
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise UnreadableHead(number) from error

"""Where bytes are written once: packs to which records are appended, durable before append returns."""

import fcntl
import os
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from cms.core.errors import Refused, Unreadable

ROLL_AT = 1 << 30
# A killed process leaves at most one append; more than this behind the last commit means another database's packs.
LONGEST_TAIL = 256 << 20


@dataclass(frozen=True, slots=True)
class BlobRef:
    """Where one record lies: the pack's name, and offset and length in bytes."""

    pack: str
    offset: int
    length: int


class BlobStore(Protocol):
    """Append records, read one; nothing is ever changed."""

    def append(self, records: Sequence[bytes]) -> Sequence[BlobRef]:
        """Write all records at once; they are durable on return."""

    def read(self, ref: BlobRef) -> bytes:
        """The record at ref."""


class PackStore:
    """Packs in a local folder, shared by any number of processes on one machine.

    Appends take turns (an exclusive lock for the length of one write). Whoever appended also holds a shared
    lock until it calls settle(), after its transaction has ended, or until its process ends; recovery takes
    that lock alone, so it never cuts bytes whose transaction may still commit. What was appended and never
    committed lies dead between the records of others, or as a tail that recover() cuts.
    """

    def __init__(self, folder: Path, *, roll_at: int = ROLL_AT) -> None:
        self.folder = folder
        self._roll_at = roll_at
        self._guard = threading.Lock()
        self._unsettled = 0
        self._shared: int | None = None

    def append(self, records: Sequence[bytes]) -> Sequence[BlobRef]:
        """Write all records with one write and one fsync; raises OSError and leaves nothing behind if that fails.

        Call settle() once after the transaction that names these records has ended.
        """
        if not records:
            return []
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._hold()
        with ExitStack() as undo:
            undo.callback(self.settle)
            with self._turn():
                refs = self._write(records)
            undo.pop_all()
        return refs

    def read(self, ref: BlobRef) -> bytes:
        """The record at ref; raises Unreadable if the pack is missing or too short."""
        try:
            with (self.folder / ref.pack).open("rb") as pack:
                pack.seek(ref.offset)
                record = pack.read(ref.length)
        except FileNotFoundError as error:
            raise Unreadable(f"保管庫的封包 {ref.pack} 不存在，請從備份還原。") from error
        if len(record) != ref.length:
            raise Unreadable(f"保管庫的封包 {ref.pack} 在位移 {ref.offset} 之後不完整，請從備份還原。")
        return record

    def ends(self) -> Mapping[str, int]:
        """The size in bytes of every pack."""
        return {path.name: path.stat().st_size for path in sorted(self.folder.glob("*.pack"))}

    def settle(self) -> None:
        """The transaction of one append has ended: let go of the shared lock if it was the last one."""
        with self._guard:
            self._unsettled -= 1
            if self._unsettled == 0 and self._shared is not None:
                # Closing, not LOCK_UN: a forked child that shares the lock must keep it.
                os.close(self._shared)
                self._shared = None

    @contextmanager
    def alone(self) -> Iterator[bool]:
        """True inside the block if nobody has an unsettled append; nobody can then begin one until it ends."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        lock = self._open_lock("writers.lock")
        try:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                yield False
            else:
                yield True
        finally:
            os.close(lock)

    def recover(self, committed: Callable[[], Mapping[str, int]]) -> int | None:
        """Cut every pack back to its last committed end; the number of bytes cut, or None while somebody writes.

        committed is asked under the lock, as an end read before it could be outrun by a commit.
        Raises Refused if a tail is too long to be what a killed process leaves.
        """
        with self.alone() as alone:
            if not alone:
                return None
            ends = committed()
            tails = {name: (ends.get(name, 0), size) for name, size in self.ends().items() if size > ends.get(name, 0)}
            for name, (end, size) in tails.items():
                if size - end > LONGEST_TAIL:
                    raise Refused(
                        f"封包 {name} 在最後一次寫入之後還有 {size - end} 個位元組，"
                        "不像中斷留下的；請先確認資料庫與保管庫是同一套，再重新執行。"
                    )
            for name, (end, _size) in tails.items():
                self._cut(name, end)
            return sum(size - end for end, size in tails.values())

    def _hold(self) -> None:
        with self._guard:
            if self._shared is None:
                self._shared = self._open_lock("writers.lock")
                fcntl.flock(self._shared, fcntl.LOCK_SH)
            self._unsettled += 1

    @contextmanager
    def _turn(self) -> Iterator[None]:
        # Opened anew each time: a lock inherited through fork would not keep parent and child apart.
        lock = self._open_lock("append.lock")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
        finally:
            os.close(lock)

    def _open_lock(self, name: str) -> int:
        return os.open(self.folder / name, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)

    def _write(self, records: Sequence[bytes]) -> Sequence[BlobRef]:
        name, fresh = self._active()
        file = os.open(self.folder / name, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            start = os.fstat(file).st_size
            with ExitStack() as undo:
                undo.callback(os.ftruncate, file, start)
                _write_all(file, b"".join(records))
                os.fsync(file)
                if fresh:
                    _sync_folder(self.folder)
                undo.pop_all()
        finally:
            os.close(file)
        refs = []
        for record in records:
            refs.append(BlobRef(name, start, len(record)))
            start += len(record)
        return refs

    def _active(self) -> tuple[str, bool]:
        ends = self.ends()
        last = max(ends, default="000000.pack")
        if last in ends and ends[last] < self._roll_at:
            return last, False
        return f"{int(last.removesuffix('.pack')) + 1:06d}.pack", True

    def _cut(self, name: str, end: int) -> None:
        with (self.folder / name).open("r+b") as pack:
            pack.truncate(end)
            os.fsync(pack.fileno())


def _write_all(file: int, data: bytes) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(file, rest) :]


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

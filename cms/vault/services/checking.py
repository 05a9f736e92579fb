"""Whether the vault still holds what it promised: bytes, keys, faces, numbers and packs, each against the other."""

import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import F

from cms.core.errors import MyDocError
from cms.vault.access import read_values, read_version
from cms.vault.keys import KeyScope
from cms.vault.models import Document, DocumentVersion, PublicFace, Reservation, WrappedKey
from cms.vault.opening import key_ring, packs
from cms.vault.selectors import committed_ends
from cms.vault.storage import LONGEST_TAIL

_CHUNK = 200


@dataclass(frozen=True, slots=True)
class VaultProblem:
    """One thing that is not as promised: a code for programs, the number or pack, a sentence for people."""

    code: str
    ref: str
    sentence: str


@dataclass(frozen=True, slots=True)
class VaultReport:
    """What was counted and found; tail is the bytes behind the last commits, which recovery may cut."""

    documents: int
    versions: int
    opened: int
    destroyed: int
    cancelled: int
    open: int
    tail: int
    problems: tuple[VaultProblem, ...]

    @property
    def ok(self) -> bool:
        """True if nothing is wrong."""
        return not self.problems


@dataclass(slots=True)
class _Findings:
    """What has been seen so far."""

    opened: int = 0
    problems: list[VaultProblem] = field(default_factory=list)

    def note(self, code: str, ref: str, sentence: str) -> None:
        self.problems.append(VaultProblem(code, ref, sentence))


def check_vault(*, sample: int | None = None) -> VaultReport:
    """Open every version (or a random sample of that many) and hold faces, numbers and packs against the facts.

    Reads only, and never raises for what it finds.
    """
    findings = _Findings()
    # The ends first: what is committed while we look only makes the packs longer.
    tail = _check_packs(findings)
    for versions in _chosen(sample):
        _check_bytes(findings, versions)
    _check_whole(findings)
    _check_faces(findings)
    reservations = Reservation.objects.filter(document__isnull=True)
    return VaultReport(
        documents=Document.objects.count(),
        versions=DocumentVersion.objects.count(),
        opened=findings.opened,
        destroyed=Document.objects.filter(destruction__isnull=False).count(),
        cancelled=reservations.filter(cancellation__isnull=False).count(),
        open=reservations.filter(cancellation__isnull=True).count(),
        tail=tail,
        problems=tuple(findings.problems),
    )


def _check_packs(findings: _Findings) -> int:
    committed = committed_ends()
    ends = packs().ends()
    for name, end in committed.items():
        if ends.get(name, 0) < end:
            findings.note(
                "pack_short", name, f"封包 {name} 應有 {end} 個位元組，只有 {ends.get(name, 0)} 個；請從備份還原。"
            )
    tails = {name: size - committed.get(name, 0) for name, size in ends.items() if size > committed.get(name, 0)}
    for name, tail in tails.items():
        if tail > LONGEST_TAIL:
            findings.note("pack_long", name, f"封包 {name} 多出 {tail} 個位元組；請確認資料庫與保管庫是同一套。")
    return sum(tails.values())


def _chosen(sample: int | None) -> Iterator[Sequence[DocumentVersion]]:
    """All versions, or sample of them at random, some at a time."""
    ids = list(DocumentVersion.objects.order_by("pk").values_list("pk", flat=True))
    if sample is not None:
        ids = sorted(random.SystemRandom().sample(ids, min(sample, len(ids))))
    for start in range(0, len(ids), _CHUNK):
        some = ids[start : start + _CHUNK]
        yield list(DocumentVersion.objects.select_related("document__destruction").filter(pk__in=some).order_by("pk"))


def _check_bytes(findings: _Findings, versions: Sequence[DocumentVersion]) -> None:
    wrapped = _wrapped_keys(version.document_id for version in versions)
    for version in versions:
        document, key = version.document, wrapped.get(version.document_id)
        if hasattr(document, "destruction"):
            _check_destroyed(findings, version, key)
        elif key is None:
            findings.note("key_missing", document.number, f"文件 {document.number} 沒有金鑰；請還原金鑰備份。")
        else:
            _open(findings, version, key)


def _wrapped_keys(refs: Iterable[UUID]) -> Mapping[UUID, bytes]:
    rows = WrappedKey.objects.filter(scope=KeyScope.DOCUMENT, ref__in=set(refs))
    return {row.ref: bytes(row.wrapped) for row in rows}


def _check_destroyed(findings: _Findings, version: DocumentVersion, key: bytes | None) -> None:
    number = version.document.number
    if key is not None or bytes(version.values):
        findings.note(
            "not_destroyed", number, f"文件 {number} 記為已銷毀，金鑰或欄位值卻還在；請由檔案管理員重新辦理銷毀。"
        )


def _open(findings: _Findings, version: DocumentVersion, wrapped: bytes) -> None:
    number = version.document.number
    try:
        key = key_ring().open(wrapped, KeyScope.DOCUMENT)
        read_version(version, key)
        read_values(version, key)
    except MyDocError as error:
        findings.note("unreadable", number, f"文件 {number} 無法開啟：{error}")
    else:
        findings.opened += 1


def _check_whole(findings: _Findings) -> None:
    """Every document has bytes, a face, custody and its entry in the feed."""
    parts = {"versions": "內容", "face": "公開資訊", "custody": "保管權", "changes": "異動紀錄"}
    for part, name in parts.items():
        for number in Document.objects.filter(**{part: None}).values_list("number", flat=True):
            findings.note("part_missing", number, f"文件 {number} 沒有{name}；請從備份還原。")
    reserved = Document.objects.exclude(number=F("reservation__number")).values_list("number", flat=True)
    for number in reserved:
        findings.note("number_differs", number, f"文件 {number} 的編號與保留紀錄不同；請從備份還原。")
    for number in Document.objects.filter(reservation__cancellation__isnull=False).values_list("number", flat=True):
        findings.note("cancelled_yet_issued", number, f"文件 {number} 的編號已取消，卻有文件；請洽系統管理者。")


def _check_faces(findings: _Findings) -> None:
    """The columns of the face that repeat facts say what the facts say."""
    told = [f"document__{fact}" for fact in ("void", "supersession", "destruction", "reservation")]
    for face in PublicFace.objects.select_related(*told).iterator(chunk_size=_CHUNK):
        if not _face_agrees(face):
            number = face.document.number
            findings.note(
                "face_differs", number, f"文件 {number} 的公開資訊與事實紀錄不一致；請洽系統管理者比對稽核紀錄。"
            )


def _face_agrees(face: PublicFace) -> bool:
    document = face.document
    void, superseded, destroyed = (getattr(document, fact, None) for fact in ("void", "supersession", "destruction"))
    # A void reason shows only where the type says so, and goes with a destroyed document.
    reason = void.reason if void and face.show_void_reason and not destroyed else ""
    told = (face.token, face.number, face.voided_at, face.superseded_at, face.destroyed_at, face.void_reason)
    facts = (
        document.reservation.token,
        document.number,
        void and void.at,
        superseded and superseded.at,
        destroyed and destroyed.at,
        reason,
    )
    return told == facts and not (destroyed and (face.fields or face.comparables or face.history))

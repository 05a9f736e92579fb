"""Everything that is a citizen's, as one ZIP file made while it is sent: a document is either whole in it or named as missing."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from django.conf import settings
from django.template.loader import render_to_string

from cms.accounts.visitors import Visitor
from cms.core import clock
from cms.core.dates import english_long, roc_long
from cms.core.errors import MyDocError, NotFound, Unreadable
from cms.core.hashing import sha256_hex
from cms.core.tables import table_file
from cms.vault.access import ABSENT, OpenDocument, get_document_for
from cms.vault.models import Document
from cms.vault.permissions import documents_for

from .evidence import evidence_files
from .looks import headings, rows_of
from .purposes import TAKE_AWAY
from .records import as_json, record_of, record_of_destroyed, signers_of
from .services.takeaways import complete_take_away
from .tables import TABLES
from .words import words_in
from .zipping import MANIFEST, Packing

LOOK_COLUMNS = ("time", "what", "count", "details")
NOT_INCLUDED = "NOT-INCLUDED.txt"
READMES = {"zh": "README-zh.txt", "en": "README-en.txt"}
# Why a document is not in the file, in both languages: whoever reads the list later may read either.
WHY = {
    "unreadable": (
        "現在打不開。資料沒有遺失，請過一陣子再帶走一次，或洽客服專線。",
        "Cannot be opened now. Nothing was lost: take everything away once more later, or call us.",
    ),
    "gone": ("已經不在您的證件包裡。", "Is not among your documents any more."),
}

File = tuple[str, bytes]
Rows = Callable[[], Iterable[Sequence[str]]]
_log = logging.getLogger(__name__)


def archive_of(visitor: Visitor, numbers: Sequence[str], lang: str) -> Iterator[bytes]:
    """The bytes of the file, a piece at a time and one document in memory at once.

    Each document that is opened is a look on record. The file is noted as complete once its last byte was asked for;
    whoever has less has an archive that no program opens.
    """
    contents = _Contents(visitor, lang, clock.now())
    packing = Packing(contents.at)
    for name, data in contents.files(numbers):
        yield packing.add(name, data)
    yield packing.finish()
    complete_take_away(
        visitor=visitor,
        taken=contents.taken,
        left_out=len(contents.left_out),
        manifest_sha256=sha256_hex(packing.manifest),
    )


def file_name(at: datetime) -> str:
    """What the file is called: the day, and nothing about a person."""
    return f"mydoc-{at:%Y%m%d}.zip"


@dataclass(slots=True)
class _Contents:
    """The files in their order, and what was found out on the way."""

    visitor: Visitor
    lang: str
    at: datetime
    taken: int = 0
    left_out: list[tuple[str, str]] = field(default_factory=list)  # what, and a key of WHY
    signers: set[str] = field(default_factory=set)

    def files(self, numbers: Sequence[str]) -> Iterator[File]:
        """Name and content of each file: the guides first, what is missing last."""
        yield from self._guides()
        for number in numbers:
            yield from self._document(number)
        yield from self._whole("evidence", lambda: list(evidence_files(self.signers)))
        for table in TABLES:
            rows = partial(table.rows, self.visitor, self.lang)
            yield from self._whole(table.name, partial(self._table, table.name, table.columns, rows))
        if self.left_out:
            yield NOT_INCLUDED, self._not_included()

    def _guides(self) -> Iterator[File]:
        """What each file is and how to check them, in both languages."""
        page = {
            "at": self.at,
            "city": settings.MYDOC_CITY,
            "address": settings.MYDOC_VERIFY_URL,
            "manifest": MANIFEST,
            "not_included": NOT_INCLUDED,
            "assurance": self.visitor.assurance.value,
        }
        for lang, name in READMES.items():
            day = english_long(self.at.date()) if lang == "en" else roc_long(self.at.date())
            text = render_to_string(f"portal/takeaway/readme-{lang}.txt", page | {"day": day, "w": words_in(lang)})
            yield name, text.encode()

    def _document(self, number: str) -> Sequence[File]:
        """The files of one document, all or none: they are put together before the first of them is packed."""
        try:
            opened = get_document_for(self.visitor, number, purpose=TAKE_AWAY, via="portal", kind="export")
            files = self._of_open(opened)
        except NotFound:
            return self._leave_out(number, "gone")
        except Unreadable as trouble:
            if trouble.code == "destroyed":
                return self._whole(number, partial(self._of_destroyed, number))
            return self._leave_out(number, "unreadable", trouble)
        except (MyDocError, OSError) as trouble:
            return self._leave_out(number, "unreadable", trouble)
        self.signers.update(signers_of(opened.document))
        self.taken += 1
        return files

    def _of_open(self, opened: OpenDocument) -> Sequence[File]:
        number = opened.document.number
        stem = f"documents/{number}/{number}"
        record = record_of(opened, self.visitor, f"{number}.pdf")
        return [(f"{stem}.pdf", opened.pdf), (f"{stem}.json", as_json(record)), *self._looks(stem, opened.document)]

    def _of_destroyed(self, number: str) -> Sequence[File]:
        """How it ended, and who looked before; there is nothing to open any more."""
        related = ("face", "agency", "doc_type_version", "destruction")
        document = documents_for(self.visitor).select_related(*related).filter(number=number).first()
        if document is None:
            raise NotFound(ABSENT)
        stem = f"documents/{number}/{number}"
        return [(f"{stem}.json", as_json(record_of_destroyed(document))), *self._looks(stem, document)]

    def _looks(self, stem: str, document: Document) -> Sequence[File]:
        rows = rows_of(self.visitor, document, self.lang)
        return _both(f"{stem}-looks", LOOK_COLUMNS, headings(self.lang), rows)

    def _table(self, name: str, columns: Sequence[str], rows: Rows) -> Sequence[File]:
        words = words_in(self.lang)
        return _both(name, columns, [str(words[f"column_{column}"]) for column in columns], list(rows()))

    def _whole(self, what: str, make: Callable[[], Sequence[File]]) -> Sequence[File]:
        """The files that make gives, or none of them and a line about it."""
        try:
            return make()
        except (MyDocError, OSError) as trouble:
            return self._leave_out(what, "unreadable", trouble)

    def _leave_out(self, what: str, why: str, trouble: Exception | None = None) -> Sequence[File]:
        self.left_out.append((what, why))
        if trouble is not None:
            _log.error("帶走全部資料時缺了 %s：%s", what, trouble)
        return ()

    def _not_included(self) -> bytes:
        lines = [f"{what}: {WHY[why][0]}\n  {WHY[why][1]}\n" for what, why in self.left_out]
        return "".join(lines).encode()


def _both(stem: str, keys: Sequence[str], header: Sequence[str], rows: Sequence[Sequence[str]]) -> Sequence[File]:
    """One table for a spreadsheet program and for programs."""
    return [
        (f"{stem}.csv", table_file("csv", header, rows)),
        (f"{stem}.json", as_json([dict(zip(keys, row, strict=True)) for row in rows])),
    ]

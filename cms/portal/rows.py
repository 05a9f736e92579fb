"""The list of documents in words: groups of rows, and what the form offers to choose from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any, NamedTuple

from cms.core.dates import english_long, roc_short
from cms.verification.facts import either
from cms.verification.looks import LOOKS
from cms.verification.status import Status
from cms.verification.words import status_names

from .documents import heading_of
from .wallet import FILTERED_FROM, IN_FORCE, SEARCHED_FROM, Entry, standing_of
from .words import words_in


class Choice(NamedTuple):
    """One entry of a select box, with the language that it must be marked with, if any."""

    value: str
    label: str
    lang: str = ""


class Group(NamedTuple):
    """Rows under one heading."""

    heading: str
    rows: Sequence[Mapping[str, Any]]


def groups_of(entries: Iterable[Entry], lang: str) -> Sequence[Group]:
    """The entries under 有效, 還沒生效 and 已經不能用, in their order."""
    words = words_in(lang)
    return [
        Group(words[f"wallet_{standing.name.lower()}"], [_row(entry, lang) for entry in group])
        for standing, group in groupby(entries, key=lambda entry: standing_of(entry.status))
    ]


def form_of(entries: Sequence[Entry], lang: str) -> Mapping[str, Any]:
    """What to find a document by: the title where there are many, agency and status where there is more than one of them."""
    if len(entries) < FILTERED_FROM:
        return {}
    agencies = {entry.agency.code: _agency(entry, lang) for entry in entries}
    there = {entry.status for entry in entries}
    statuses = [Choice(status.value, status_names(status, lang)[0]) for status in Status if status in there]
    return {
        "text": len(entries) >= SEARCHED_FROM,
        "agencies": sorted(agencies.values()) if len(agencies) > 1 else [],
        "statuses": statuses if len(statuses) > 1 else [],
    }


def _row(entry: Entry, lang: str) -> Mapping[str, Any]:
    face = entry.face
    return heading_of(face, lang) | {
        "number": face.number,
        "mark": face.mark,
        "issued_on": face.issued_on,
        "issued": english_long(face.issued_on) if lang == "en" else roc_short(face.issued_on),
        "status": status_names(entry.status, lang)[0],
        "look": LOOKS[entry.status],
        "is_off": entry.status not in IN_FORCE,
        "is_new": entry.is_new,
        "successor": entry.successor,
    }


def _agency(entry: Entry, lang: str) -> Choice:
    name, is_chinese = either(entry.face.issuer_name, entry.face.issuer_name_en, lang)
    return Choice(entry.agency.code, name, "zh-Hant" if is_chinese else "")

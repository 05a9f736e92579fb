"""Taking the lists of agencies and schools into the tree, as often as one likes."""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction

from cms.accounts.models import Agency
from cms.audit.events import Event
from cms.audit.services import record_events
from cms.core.errors import Unreadable
from cms.core.papers import Actor

EDUCATION = "379130000E"  # the agency that all schools stand under
HEAD_OF_SCHOOL = "校長"
AGENCY_COLUMNS = ("代碼", "名稱", "上級代碼", "英文名稱")
SCHOOL_COLUMNS = ("學校代碼", "學校名稱", "學制", "校長")
IMPORT = Actor(kind="system", ref="import_agencies", via="cli")


@dataclass(frozen=True, slots=True)
class _Entry:
    """One agency as the lists say it is; parent is a code, empty at the top."""

    code: str
    parent: str
    facts: dict[str, str]


@transaction.atomic
def import_agencies(*, agencies_csv: Path, schools_csv: Path) -> int:
    """Make the tree what the two UTF-8 lists say and return how many agencies were made, changed or moved.

    Agencies that the lists do not name stay as they are. Raises Unreadable, and then nothing is written.
    """
    entries = [*_agencies(agencies_csv), *_schools(schools_csv)]
    changed = sum([_take(entry) for entry in _parents_first(entries, agencies_csv.name)])
    if changed:
        detail = {"changed": changed, "listed": len(entries)}
        record_events(actor=IMPORT, events=[Event("agencies_imported", "agency", "", detail)])
    return changed


def _agencies(path: Path) -> Iterator[_Entry]:
    for code, name, parent, name_en in _rows(path, AGENCY_COLUMNS):
        yield _Entry(code, parent, {"name": name, "name_en": name_en})


def _schools(path: Path) -> Iterator[_Entry]:
    for code, name, kind, head in _rows(path, SCHOOL_COLUMNS):
        facts = {"name": name, "kind": kind, "head_title": HEAD_OF_SCHOOL, "head_name": head}
        yield _Entry(code, EDUCATION, facts)


def _rows(path: Path, columns: tuple[str, ...]) -> Iterator[list[str]]:
    """The cells of these columns, row by row, whatever their order in the file."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        if missing := [column for column in columns if column not in (reader.fieldnames or ())]:
            raise Unreadable(
                f"{path.name}：缺少欄位「{'、'.join(missing)}」。第一列必須是欄位名稱：{'、'.join(columns)}。"
            )
        for row in reader:
            cells = [(row[column] or "").strip() for column in columns]
            if not cells[0] or not cells[1]:
                raise Unreadable(f"{path.name} 第 {reader.line_num} 列：代碼與名稱不能空白。請補上後再匯入。")
            yield cells


def _parents_first(entries: Iterable[_Entry], name: str) -> list[_Entry]:
    """The entries in an order in which every parent is there before its units: the file's own order need not be one."""
    waiting = {entry.code: entry for entry in entries}
    known = set(Agency.objects.exclude(code__in=waiting).values_list("code", flat=True)) | {""}
    ordered: list[_Entry] = []
    while waiting:
        ready = sorted(code for code, entry in waiting.items() if entry.parent in known)
        if not ready:
            parents = sorted({entry.parent for entry in waiting.values()} - waiting.keys()) or sorted(waiting)
            raise Unreadable(
                f"{name}：上級代碼「{'、'.join(parents)}」不在清單裡，或互為上下級。請修正上級代碼後再匯入。"
            )
        ordered += [waiting.pop(code) for code in ready]
        known.update(ready)
    return ordered


def _take(entry: _Entry) -> bool:
    """Make or correct one agency; whether anything was different."""
    parent = Agency.objects.get(code=entry.parent) if entry.parent else None
    facts = entry.facts | {"full_name": _full_name(entry, parent)}
    agency = Agency.objects.filter(code=entry.code).first()
    if agency is None:
        new = Agency(code=entry.code, **facts)
        if parent:
            parent.add_child(instance=new)
        else:
            Agency.add_root(instance=new)
        return True
    moved = agency.get_parent() != parent
    if moved:
        _move(agency, parent)
    differing = [name for name, value in facts.items() if getattr(agency, name) != value]
    for name in differing:
        setattr(agency, name, facts[name])
    if differing:
        agency.save(update_fields=differing)
    return moved or bool(differing)


def _full_name(entry: _Entry, parent: Agency | None) -> str:
    """A unit's name follows its parent's; a school's is complete as it stands."""
    is_school = "kind" in entry.facts
    return entry.facts["name"] if is_school or parent is None else f"{parent.official_name}{entry.facts['name']}"


def _move(agency: Agency, parent: Agency | None) -> None:
    """Under another parent, or to the top; treebeard moves by raw SQL, so the row is read again afterwards."""
    if parent:
        agency.move(parent, pos="sorted-child")
    else:
        agency.move(Agency.get_first_root_node(), pos="sorted-sibling")
    agency.refresh_from_db()

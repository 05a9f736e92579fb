"""A look or a public check in words that its holder understands: what happened, by whom, what for, what was seen."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import groupby
from typing import NamedTuple
from uuid import UUID

from django.utils.safestring import SafeString

from cms.accounts.models import Agency, Role, RoleGrant, User
from cms.core import clock
from cms.core.dates import english_long, roc_long
from cms.core.masking import mask_name
from cms.doctypes.selectors import definition_of
from cms.vault.access import COMPARED
from cms.vault.models import AccessRecord, Document
from cms.vault.permissions import READERS
from cms.vault.share_terms import ShareTerms
from cms.verification.facts import either
from cms.verification.models import DocumentScan
from cms.verification.seen import seen

from .purposes import NAME_ONLY
from .shares import labels_of
from .words import words_in

JOBS = frozenset({"notices"})  # jobs of the system with a sentence of their own

# What stands inside an icon's <svg viewBox="0 0 24 24">.
ICONS = {
    "scan": '<path d="M3 3h7v7H3zM14 3h7v7h-7zM3 14h7v7H3zM14 14h3v3h-3zM20 14h1M14 20v1M18 18h3v3h-3"/>',
    "match": '<path d="m4 12.5 5 5L20 6.5"/>',
    "differ": '<path d="M5 9h14M5 15h14M15 4 9 20"/>',
    "view": '<path d="M2 12s3.5-6.5 10-6.500S22 12 22 12s-3.5 6.5-10 6.500S2 12 2 12z"/>'
    '<circle cx="12" cy="12" r="2.5"/>',
    "export": '<path d="M12 3v12m-5-5 5 5 5-5M4 20h16"/>',
    "name": '<rect x="3" y="5" width="18" height="14" rx="1"/><path d="M7 15h10M7 11h4"/>',
    "person": '<circle cx="12" cy="8" r="4"/><path d="M4 21c0-4.5 3.5-7 8-7s8 2.5 8 7"/>',
    "share": '<path d="M12 15V3m-4.5 4L12 3l4.5 4"/><path d="M6 11H4v10h16V11h-2"/>',
    "grave": '<path d="M12 3v11m0 4.500v.1"/>',
    "job": '<rect x="3" y="4" width="18" height="12" rx="1"/><path d="M8 20h8M12 16v4"/>',
}


class Phrase(NamedTuple):
    """A piece of a line: our words, and what the record says, which is Chinese on a page in either language."""

    words: str
    recorded: str = ""

    def __str__(self) -> str:
        return self.words + self.recorded


class Title(NamedTuple):
    """What a document is called on a page, and whether that is Chinese on an English page; its number, where others are called the same."""

    text: str
    is_chinese: bool
    number: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the list; times has more than one moment, newest first, where equal lines stand for one another.

    said_at is the newest in words, for a page that does not list the days.
    """

    document: Document
    title: Title
    what: str
    details: tuple[Phrase, ...]
    icon: SafeString
    times: tuple[datetime, ...]
    said_at: str
    count: int = 1
    look: int | None = None  # the newest one's key, where its holder may ask about it
    grave: bool = False

    @property
    def at(self) -> datetime:
        """The last time."""
        return self.times[0]

    @property
    def minutes(self) -> Sequence[datetime]:
        """The minutes in which it happened, each once."""
        return list(dict.fromkeys(at.replace(second=0, microsecond=0) for at in self.times))


class Day(NamedTuple):
    """A day of the list: how it is called, what stands beside that, and its lines."""

    name: str
    more: str
    lines: Sequence[Line]


def title_of(document: Document, lang: str) -> Title:
    """The name of its type, in the page's language if it has one."""
    definition = definition_of(document.doc_type_version)
    return Title(*either(definition.name, definition.name_en, lang))


def folded(lines: Sequence[Line]) -> Sequence[Line]:
    """The lines, those in a row that differ in nothing but their time as one; what is grave stands alone."""
    return [_as_one(list(group)) for _, group in groupby(enumerate(lines), key=lambda pair: _sameness(*pair))]


def by_day(lines: Iterable[Line], lang: str) -> Iterator[Day]:
    """The lines under their days in Taipei."""
    for day, group in groupby(lines, key=lambda line: line.at.date()):
        yield Day(*_called(day, lang), list(group))


def moment(at: datetime, lang: str) -> str:
    """今天 09:13, or 11月18日 09:13; with the year if it is another one than now."""
    day = at.date()
    said = words_in(lang)["looks_today"] if day == clock.today() else _short(day, lang)
    return f"{said}, {at:%H:%M}" if lang == "en" else f"{said} {at:%H:%M}"


@dataclass(frozen=True, slots=True)
class Teller:
    """Puts entries into words; it was handed all that it needs to know, so that it asks nobody."""

    documents: Mapping[UUID, Document]
    own: frozenset[str]  # the citizens that the reader is
    staff: Mapping[str, User]  # by user name
    told_at: Mapping[int, datetime]  # when the holder was told of a look
    shares: Mapping[str, ShareTerms]  # what the holder decided about a share, by its id
    lang: str

    def line(self, entry: AccessRecord | DocumentScan) -> Line:
        """The line of one look or of one minute's checks."""
        if isinstance(entry, DocumentScan):
            return self._scan(entry)
        tell: Callable[[AccessRecord], Line] = {
            "compare": self._compare,
            "break_glass": self._emergency,
            "share": self._share,
            "system": self._job,
        }.get(entry.kind, self._by_citizen if entry.actor_kind == "citizen" else self._by_staff)
        return tell(entry)

    def _scan(self, scan: DocumentScan) -> Line:
        definition = definition_of(self.documents[scan.document_id].doc_type_version)
        saw = Phrase(seen(scan.status, definition, self.lang))
        line = self._line(scan.document_id, scan.minute, "scan", self._say("look_scan"), saw)
        return replace(line, count=scan.count)

    def _compare(self, look: AccessRecord) -> Line:
        match = look.purpose == COMPARED[True]
        what = self._say("look_compare" if match else "look_compare_differ")
        return self._look(look, "match" if match else "differ", what, Phrase(self._say("look_compare_saw")))

    def _by_citizen(self, look: AccessRecord) -> Line:
        act = "export" if look.kind == "export" else "name" if look.purpose in NAME_ONLY else "view"
        if look.actor_ref in self.own:
            return self._look(look, act, self._say(f"look_own_{act}"))
        return self._look(look, act, self._say(f"look_citizen_{act}"), Phrase(self._say("look_citizen_who")))

    def _by_staff(self, look: AccessRecord) -> Line:
        grant = self._grant(look)
        role = self._say(f"role_{grant.role if grant else 'none'}")
        what = self._say("look_staff_export" if look.kind == "export" else "look_staff_view", role=role)
        who = self._agency(look, grant.agency if grant else None)
        line = self._look(look, "person", what, who, Phrase(self._say("look_purpose"), look.purpose))
        return replace(line, look=look.pk)

    def _emergency(self, look: AccessRecord) -> Line:
        at = self.told_at.get(look.pk)
        told = self._say("look_told", when=moment(at.astimezone(clock.TAIPEI), self.lang)) if at else ""
        details = (
            Phrase(self._say("look_break_glass_who"), self._masked(look)),
            Phrase(self._say("look_reason"), look.purpose),
            Phrase(told or self._say("look_not_told")),
        )
        line = self._look(look, "grave", self._say("look_break_glass"), *details)
        return replace(line, look=look.pk, grave=True)

    def _share(self, look: AccessRecord) -> Line:
        terms = self.shares.get(look.actor_ref)
        if terms is None:
            return self._look(look, "share", self._say("look_share"), Phrase("", look.purpose))
        labels = labels_of(self.documents[look.document_id], terms.fields, self.lang)
        lent = Phrase(self._say("look_share_for"), terms.recipient)
        return self._look(
            look, "share", self._say("look_share"), lent, Phrase(self._say("look_share_saw", labels=labels))
        )

    def _job(self, look: AccessRecord) -> Line:
        nobody = Phrase(self._say("look_job_saw"))
        if look.actor_ref in JOBS:
            return self._look(look, "job", self._say(f"look_job_{look.actor_ref}"), nobody)
        return self._look(look, "job", self._say("look_job"), Phrase("", look.purpose), nobody)

    def _look(self, look: AccessRecord, icon: str, what: str, *details: Phrase) -> Line:
        return self._line(look.document_id, look.at, icon, what, *details)

    def _line(self, document_id: UUID, at: datetime, icon: str, what: str, *details: Phrase) -> Line:
        document = self.documents[document_id]
        said = tuple(phrase for phrase in details if str(phrase))
        local = at.astimezone(clock.TAIPEI)
        return Line(
            document=document,
            title=self._title(document),
            what=what,
            details=said,
            icon=SafeString(ICONS[icon]),
            times=(local,),
            said_at=moment(local, self.lang),
        )

    def _title(self, document: Document) -> Title:
        alike = [one for one in self.documents.values() if one.doc_type_version.slug == document.doc_type_version.slug]
        title = title_of(document, self.lang)
        return title._replace(number=document.number) if len(alike) > 1 else title

    def _grant(self, look: AccessRecord) -> RoleGrant | None:
        """The role in which the look was taken: one that held then at the agency that the record names."""
        user = self.staff.get(look.actor_ref)
        held = [
            grant
            for grant in (user.role_grants.all() if user else ())
            if grant.role in READERS
            and grant.agency
            and grant.agency.name == look.agency_name
            and grant.starts_at <= look.at
            and (grant.ends_at is None or look.at < grant.ends_at)
        ]
        return min(held, key=lambda grant: Role.values.index(grant.role), default=None)

    def _agency(self, look: AccessRecord, agency: Agency | None) -> Phrase:
        """教育局 林○華: where somebody works, and the masked name."""
        if self.lang == "en" and agency and agency.name_en:
            return Phrase(f"{agency.name_en} ", self._masked(look))
        return Phrase("", f"{look.agency_name} {self._masked(look)}".strip())

    def _masked(self, look: AccessRecord) -> str:
        """Whoever looked, as a holder may see it; nothing for an account without a name. Never the user name."""
        user = self.staff.get(look.actor_ref)
        name = user.get_full_name() if user else ""
        return mask_name(name) if name else ""

    def _say(self, key: str, **facts: str) -> str:
        return str(words_in(self.lang)[key]).format(**facts)


def _sameness(place: int, line: Line) -> tuple:
    same = (line.at.date(), line.document.pk, line.what, line.details)
    return (*same, place) if line.grave else same


def _as_one(group: Sequence[tuple[int, Line]]) -> Line:
    lines = [line for _, line in group]
    times = tuple(at for line in lines for at in line.times)
    return replace(lines[0], times=times, count=sum(line.count for line in lines))


def _called(day: date, lang: str) -> tuple[str, str]:
    words = words_in(lang)
    if day == clock.today():
        return words["looks_today"], english_long(day) if lang == "en" else roc_long(day)
    return _short(day, lang), words[f"weekday_{day.weekday()}"]


def _short(day: date, lang: str) -> str:
    """The day without its year, unless that is another one than now."""
    whole = english_long(day) if lang == "en" else roc_long(day)
    if day.year != clock.today().year:
        return whole
    return whole.rpartition(" ")[0] if lang == "en" else whole.partition("年")[2]

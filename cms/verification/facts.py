"""A public face as lines of HTML: facts on the slip, signature history, certificate.

They are put together here rather than looped over in the template: the page is asked for by every scan, and these
loops were a third of its time.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from functools import lru_cache
from typing import Any, NamedTuple

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from cms.core.clock import TAIPEI
from cms.core.dates import english_long, roc_long

from .looks import ACT_ICONS
from .status import Status
from .words import words_in

# Whose contents may be looked at: a void, replaced or destroyed document shows nothing of its holder.
OPEN = frozenset({Status.VALID, Status.NOT_YET_VALID, Status.EXPIRED})
_PLAIN, _CHINESE = SafeString(""), SafeString(' lang="zh-Hant"')
_NUMBER, _CODE = SafeString(' class="md-num"'), SafeString(' class="md-code"')
_ACT = (
    '<li><svg viewBox="0 0 24 24" aria-hidden="true">{}</svg><b>{}</b><br><span lang="zh-Hant">{}</span><br>'
    '<time class="md-small md-mute" datetime="{}">{}</time></li>'
)


class Line(NamedTuple):
    """One fact: label, text, and the attributes of the element that holds the text."""

    label: str
    text: str
    attributes: SafeString = _PLAIN


def as_rows(lines: Iterable[Line]) -> SafeString:
    """The lines as rows of a description list; text is escaped unless it is marked as safe."""
    return format_html_join(
        "\n", "<div><dt>{}</dt><dd{}>{}</dd></div>", ((line.label, line.attributes, line.text) for line in lines)
    )


def day(value: date, lang: str) -> SafeString:
    """A calendar day in the page's language, which no line break may cut in two."""
    return SafeString(f'<span class="md-d">{english_long(value) if lang == "en" else roc_long(value)}</span>')


def moment(value: datetime, lang: str) -> str:
    """Day and time of day in Taipei."""
    local = value.astimezone(TAIPEI)
    clock = f"{local:%H:%M:%S}"
    return f"{clock}, {english_long(local.date())}" if lang == "en" else f"{roc_long(local.date())} {clock}"


def turning_day(face: Any, status: Status) -> date | None:
    """The day that the status turns on, or None where there is none."""
    at = {
        Status.VOID: face.voided_at,
        Status.SUPERSEDED: face.superseded_at,
        Status.DESTROYED: face.destroyed_at,
        Status.EXPIRED: face.valid_until,
        Status.NOT_YET_VALID: face.valid_from,
    }.get(status)
    return at.astimezone(TAIPEI).date() if isinstance(at, datetime) else at


def either(chinese: str, english: str, lang: str) -> tuple[str, bool]:
    """The text in the page's language, Chinese where there is no English; and whether it must be marked as Chinese."""
    if lang == "en":
        return english or chinese, not english
    return chinese, False


def slip(face: Any, status: Status, lang: str) -> SafeString:
    """What the record says, as far as this status lets anybody see it."""
    words = words_in(lang)
    opened = status in OPEN
    agency, is_chinese = either(face.issuer_name, face.issuer_name_en, lang)
    lines = [
        Line(words["agency"], agency, _CHINESE if is_chinese else _PLAIN),
        Line(words["issued_on"], day(face.issued_on, lang)),
        *_turn(face, status, lang),
        Line(words["number"], face.number, _NUMBER),
    ]
    if face.agency_number:
        lines.append(Line(words["agency_number"], face.agency_number, _data(lang)))
    if opened:
        lines.extend(
            Line(either(one["label"], one["label_en"], lang)[0], one["text"], _data(lang)) for one in face.fields
        )
    lines.append(Line(words["pages"], words["pages_count"].format(n=face.pages)))
    if opened:
        code = face.compare_code
        lines.append(Line(words["compare_code"], f"{code[:4]} {code[4:]}", _CODE))
    return as_rows(lines)


def history(face: Any, lang: str) -> tuple[int, SafeString]:
    """How many acts the signature history has, and the acts, newest first."""
    words = words_in(lang)
    acts = [(datetime.fromisoformat(one["at"]), one["kind"], one["signer"]) for one in face.history]
    if face.voided_at:
        acts.append((face.voided_at, "void", face.issuer_name))
    if face.superseded_at:
        acts.append((face.superseded_at, "superseded", face.issuer_name))
    acts.sort(key=lambda act: act[0], reverse=True)
    rows = (
        (ACT_ICONS[kind], words[f"act_{kind}"], signer, at.isoformat(timespec="seconds"), moment(at, lang))
        for at, kind, signer in acts
    )
    return len(acts), format_html_join("\n", _ACT, rows)


def certificate(face: Any, lang: str) -> SafeString:
    """The certificate of the seal, which vouches for the contents; empty when there is none."""
    for one in face.history:
        if one["kind"] != "timestamp":
            return _certificate(one["subject"], one["issuer"], one["serial"], one["algorithm"], lang)
    return _PLAIN


@lru_cache(maxsize=64)  # a few certificates seal everything
def _certificate(subject: str, issuer: str, serial: str, algorithm: str, lang: str) -> SafeString:
    words = words_in(lang)
    return as_rows(
        [
            Line(words["subject"], subject, _CHINESE),
            Line(words["issuer"], issuer, _CHINESE),
            Line(words["serial"], serial, _NUMBER),
            Line(words["algorithm"], algorithm, _CHINESE),
        ]
    )


def validity(face: Any, lang: str) -> SafeString:
    """From when until when the document is valid; empty where it has no bounds."""
    if not (face.valid_from or face.valid_until):
        return _PLAIN
    key = "between" if face.valid_from and face.valid_until else "from" if face.valid_from else "until"
    bounds = {
        "from_": day(face.valid_from, lang) if face.valid_from else "",
        "until": day(face.valid_until, lang) if face.valid_until else "",
    }
    return format_html(words_in(lang)[f"validity_{key}"], **bounds)


def _turn(face: Any, status: Status, lang: str) -> Iterable[Line]:
    """The lines about when the document is valid, or why it no longer is."""
    words = words_in(lang)
    turned = turning_day(face, status)
    if status is Status.VOID and turned:
        yield Line(words["voided_on"], day(turned, lang))
        if face.show_void_reason and face.void_reason:
            yield Line(words["void_reason"], face.void_reason, _data(lang))
    if status is Status.SUPERSEDED and turned:
        yield Line(words["superseded_on"], day(turned, lang))
    if between := validity(face, lang):
        yield Line(words["validity"], between)


def _data(lang: str) -> SafeString:
    """What the record holds is Chinese, on a page in either language."""
    return _CHINESE if lang == "en" else _PLAIN

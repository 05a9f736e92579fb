"""What a verdict page says: a status and a public face put into words, as plain values for the template."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from django.utils.html import format_html
from django.utils.safestring import SafeString

from cms.core.clock import TAIPEI
from cms.core.dates import english_long, roc_long
from cms.core.ids import group_token

from . import addresses
from .looks import ACT_ICONS, LOOKS
from .status import Status
from .words import status_names, words_in

# Whose contents may be looked at: a void, replaced or destroyed document shows nothing of its holder.
_OPEN = frozenset({Status.VALID, Status.NOT_YET_VALID, Status.EXPIRED})
_SHOWN_CODE_CHARACTERS = 24


class Line(NamedTuple):
    """One fact: label, text, the text's language when it is not the page's, and a class."""

    label: str
    text: str
    lang: str = ""
    css: str = ""


class Act(NamedTuple):
    """One step of the signature history, newest first on the page."""

    icon: SafeString
    name: str
    signer: str
    at: str
    iso: str


def verdict_page(face: Any, status: Status, code: str, lang: str, now: datetime) -> dict[str, Any]:
    """The template's values for any status; `face` is a vault PublicFace, or None where there is none to show."""
    words = words_in(lang)
    name, other_name = status_names(status, lang)
    shown = shown_code(code)
    asked = shown.replace(" ", "")
    page = frame(lang, addresses.verdict_path(asked, other_language(lang)), now) | {
        "status": status,
        "look": LOOKS[status],
        "name": name,
        "other_name": other_name,
        "sentence": words[f"say_{status}"],
        "shown_code": shown,
        "typed": group_token(asked),
        "path": addresses.verdict_path(asked, lang),
    }
    if face is not None and status is Status.DESTROYED:
        page["sentence"] = _destroyed_sentence(face, lang)
        page["next"] = words["next_destroyed"]
    elif face is not None:
        page |= _face_page(face, status, lang)
    return page


def frame(lang: str, other_path: str, now: datetime) -> dict[str, Any]:
    """The values that every page of this app needs: its words, the other language's address, the time."""
    return {
        "w": words_in(lang),
        "form_path": addresses.form_path(lang),
        "other_path": other_path,
        "checked_at": moment(now, lang),
        "checked_iso": now.isoformat(timespec="seconds"),
    }


def other_language(lang: str) -> str:
    """The language that the switch on the page leads to."""
    return "zh" if lang == "en" else "en"


def shown_code(text: str) -> str:
    """What was asked for, in groups of four; only letters and digits, so that nobody can write a message with it."""
    bare = re.sub(r"[^0-9A-Z]", "", unicodedata.normalize("NFKC", text).upper())[:_SHOWN_CODE_CHARACTERS]
    return " ".join(bare[start : start + 4] for start in range(0, len(bare), 4))


def day(value: date, lang: str) -> str:
    """A calendar day in the page's language."""
    return english_long(value) if lang == "en" else roc_long(value)


def moment(value: datetime, lang: str) -> str:
    """Day and time of day in Taipei."""
    local = value.astimezone(TAIPEI)
    clock = local.strftime("%H:%M:%S")
    return f"{clock}, {english_long(local.date())}" if lang == "en" else f"{roc_long(local.date())} {clock}"


def _face_page(face: Any, status: Status, lang: str) -> dict[str, Any]:
    words = words_in(lang)
    agency, agency_lang = _either(face.issuer_name, face.issuer_name_en, lang)
    title, title_lang = _either(face.type_name, face.type_name_en, lang)
    turning_day = _turning_day(face, status)
    acts = _acts(face, lang)
    named = format_html('<span lang="{}">{}</span>', agency_lang, agency) if agency_lang else agency
    told = {"agency": named, "date": _whole_day(turning_day, lang) if turning_day else ""}
    return {
        "sentence": format_html(words[f"say_{status}"], **told),
        "next": format_html(words[f"next_{status}"], **told) if f"next_{status}" in words else "",
        "title": title,
        "title_lang": title_lang,
        "facts": _facts(face, status, Line(words["agency"], agency, agency_lang), lang),
        "acts": acts,
        "history_title": words["history"].format(n=len(acts)),
        "certificate": _certificate(face.history, words),
    }


def _turning_day(face: Any, status: Status) -> date | None:
    """The day that the status turns on."""
    turning: Mapping[Status, date | datetime | None] = {
        Status.VOID: face.voided_at,
        Status.SUPERSEDED: face.superseded_at,
        Status.EXPIRED: face.valid_until,
        Status.NOT_YET_VALID: face.valid_from,
    }
    at = turning.get(status)
    return at.astimezone(TAIPEI).date() if isinstance(at, datetime) else at


def _whole_day(value: date, lang: str) -> SafeString:
    """A day that no line break may cut in two."""
    return format_html('<span class="md-d">{}</span>', day(value, lang))


def _destroyed_sentence(face: Any, lang: str) -> SafeString:
    destroyed_on = face.destroyed_at.astimezone(TAIPEI).date()
    year = str(face.issued_on.year) if lang == "en" else roc_long(face.issued_on).partition("年")[0] + "年"
    return format_html(words_in(lang)["say_destroyed"], year=year, date=_whole_day(destroyed_on, lang))


def _facts(face: Any, status: Status, agency: Line, lang: str) -> list[Line]:
    words = words_in(lang)
    chinese = "zh-Hant" if lang == "en" else ""
    lines = [agency, Line(words["issued_on"], _whole_day(face.issued_on, lang))]
    turning_day = _turning_day(face, status)
    if status is Status.VOID and turning_day:
        lines.append(Line(words["voided_on"], _whole_day(turning_day, lang)))
        if face.show_void_reason and face.void_reason:
            lines.append(Line(words["void_reason"], face.void_reason, chinese))
    if status is Status.SUPERSEDED and turning_day:
        lines.append(Line(words["superseded_on"], _whole_day(turning_day, lang)))
    if face.valid_from or face.valid_until:
        lines.append(Line(words["validity"], _validity(face, lang)))
    lines.append(Line(words["number"], face.number, css="md-num"))
    if face.agency_number:
        lines.append(Line(words["agency_number"], face.agency_number, chinese))
    if status in _OPEN:
        lines.extend(
            Line((field.get("label_en") or field["label"]) if lang == "en" else field["label"], field["text"], chinese)
            for field in face.fields
        )
    lines.append(Line(words["pages"], words["pages_count"].format(n=face.pages)))
    if status in _OPEN:
        code = face.compare_code
        lines.append(Line(words["compare_code"], f"{code[:4]} {code[4:]}", css="md-code"))
    return lines


def _validity(face: Any, lang: str) -> SafeString:
    words = words_in(lang)
    from_ = _whole_day(face.valid_from, lang) if face.valid_from else ""
    until = _whole_day(face.valid_until, lang) if face.valid_until else ""
    key = "between" if from_ and until else "from" if from_ else "until"
    return format_html(words[f"validity_{key}"], from_=from_, until=until)


def _acts(face: Any, lang: str) -> list[Act]:
    words = words_in(lang)
    happened = [(datetime.fromisoformat(one["at"]), one["kind"], one["signer"]) for one in face.history]
    if face.voided_at:
        happened.append((face.voided_at, "void", face.issuer_name))
    if face.superseded_at:
        happened.append((face.superseded_at, "superseded", face.issuer_name))
    happened.sort(key=lambda one: one[0], reverse=True)
    return [
        Act(ACT_ICONS[kind], words[f"act_{kind}"], signer, moment(at, lang), at.isoformat(timespec="seconds"))
        for at, kind, signer in happened
    ]


def _certificate(history: Sequence[Mapping[str, str]], words: Mapping[str, str]) -> list[Line]:
    """The certificate of the first seal: the one that vouches for the contents."""
    sealed = next((one for one in history if one["kind"] != "timestamp"), None)
    if sealed is None:
        return []
    return [
        Line(words["subject"], sealed["subject"]),
        Line(words["issuer"], sealed["issuer"]),
        Line(words["serial"], sealed["serial"], css="md-num"),
        Line(words["algorithm"], sealed["algorithm"]),
    ]


def _either(chinese: str, english: str, lang: str) -> tuple[str, str]:
    """The text in the page's language and the language to mark it with, Chinese where there is no English."""
    if lang == "en":
        return (english, "") if english else (chinese, "zh-Hant")
    return chinese, ""

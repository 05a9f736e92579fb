"""What a verdict page says: a status and a public face put into words, as plain values for the template."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.template.loader import render_to_string
from django.utils.html import format_html

from cms.core.dates import roc_long
from cms.core.ids import group_token

from . import addresses
from .facts import certificate, day, either, history, moment, slip, turning_day
from .looks import LOOKS
from .status import Status
from .words import LANGUAGES, status_names, words_in

_SHOWN_CODE_CHARACTERS = 24


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
    if face is not None:
        page |= _told(face, status, lang)
    if face is not None and status is not Status.DESTROYED:
        page |= _shown(face, status, lang)
    return page


def frame(lang: str, other_path: str, now: datetime) -> dict[str, Any]:
    """The values that every page of this app needs: its words, the other language's address, the time."""
    return site_frame(lang) | {
        "form_path": addresses.form_path(lang),
        "other_path": other_path,
        "checked_at": moment(now, lang),
        "checked_iso": now.isoformat(timespec="seconds"),
    }


@lru_cache(maxsize=len(LANGUAGES))
def site_frame(lang: str) -> Mapping[str, Any]:
    """What base.html needs on every page of the site in this language; the bar and the foot are rendered once."""
    words = {"w": words_in(lang)}
    return words | {
        "bar": render_to_string("components/official_bar.html", words),
        "foot": render_to_string("components/foot.html", words),
    }


def other_language(lang: str) -> str:
    """The language that the switch on the page leads to."""
    return "zh" if lang == "en" else "en"


def shown_code(text: str) -> str:
    """What was asked for, in groups of four; only letters and digits, so that nobody can write a message with it."""
    bare = re.sub(r"[^0-9A-Z]", "", unicodedata.normalize("NFKC", text).upper())[:_SHOWN_CODE_CHARACTERS]
    return " ".join(bare[start : start + 4] for start in range(0, len(bare), 4))


def _told(face: Any, status: Status, lang: str) -> dict[str, Any]:
    """The verdict's sentence and what to do next."""
    words = words_in(lang)
    agency, is_chinese = either(face.issuer_name, face.issuer_name_en, lang)
    turned = turning_day(face, status)
    told = {
        "agency": format_html('<span lang="zh-Hant">{}</span>', agency) if is_chinese else agency,
        "date": day(turned, lang) if turned else "",
        "year": str(face.issued_on.year) if lang == "en" else roc_long(face.issued_on).partition("年")[0] + "年",
    }
    following = words.get(f"next_{status}")
    return {
        "sentence": format_html(words[f"say_{status}"], **told),
        "next": format_html(following, **told) if following else "",
    }


def _shown(face: Any, status: Status, lang: str) -> dict[str, Any]:
    """The slip, and the signature history below it."""
    title, is_chinese = either(face.type_name, face.type_name_en, lang)
    count, acts = history(face, lang)
    return {
        "title": title,
        "title_lang": "zh-Hant" if is_chinese else "",
        "facts": slip(face, status, lang),
        "acts": acts,
        "history_title": words_in(lang)["history"].format(n=count),
        "certificate": certificate(face, lang),
    }

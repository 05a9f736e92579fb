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
from cms.core.ids import group_token, read_token

from . import addresses
from .facts import certificate, day, either, history, moment, slip, turning_day
from .looks import LOOKS
from .scans import TOO_MANY
from .slips import typed_groups
from .status import Status
from .words import LANGUAGES, status_names, words_in

_SHOWN_CODE_CHARACTERS = 30


def verdict_page(face: Any, status: Status, code: str, lang: str, now: datetime) -> dict[str, Any]:
    """The template's values for any status; `face` is a vault PublicFace, or None where there is none to show."""
    words = words_in(lang)
    name, other_name = status_names(status, lang)
    page = _asked(code, lang, now) | {
        "status": status,
        "look": LOOKS[status],
        "name": name,
        "other_name": other_name,
        "sentence": words[f"say_{status}"],
    }
    if face is not None:
        page |= _told(face, status, lang)
    if face is not None and status is not Status.DESTROYED:
        page |= _shown(face, status, lang)
    return page


def too_many_page(code: str, lang: str, now: datetime) -> dict[str, Any]:
    """The template's values for the answer to a network that asked for too many codes without a record."""
    return _asked(code, lang, now) | {
        "status": TOO_MANY,
        "look": LOOKS[Status.CANNOT_CHECK],
        "other_name": words_in(other_language(lang))["many"],
    }


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


def _asked(code: str, lang: str, now: datetime) -> dict[str, Any]:
    """The frame of a page about one code: the code as it is shown, to be mended, and in the page's two addresses."""
    token = read_token(code)
    typed = group_token(token) if token else _harmless(code)
    asked = token or typed
    return frame(lang, addresses.verdict_path(asked, other_language(lang)), now) | {
        "shown_code": typed.replace("-", " "),
        "typed": typed,
        "path": addresses.verdict_path(asked, lang),
    }


def _harmless(code: str) -> str:
    """The letters and digits of what was asked for, in its groups: nobody can write a message with them."""
    groups = typed_groups(unicodedata.normalize("NFKC", code).upper())
    bare = filter(None, (re.sub(r"[^0-9A-Z]", "", group) for group in groups))
    return "-".join(bare)[:_SHOWN_CODE_CHARACTERS].strip("-")


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

"""What is said back to details that a visitor typed to compare."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from django.utils.safestring import SafeString

from .looks import LOOKS
from .services import FIELDS_AT_LEAST, Answer, Outcome
from .status import Status


class Box(NamedTuple):
    """One field to type: its code, label, the label's language when it is not the page's, and what was typed."""

    code: str
    label: str
    lang: str
    typed: str


class Told(NamedTuple):
    """The answer to a comparison: class, icon and words."""

    css: str
    icon: SafeString
    title: str
    more: str


def compare_boxes(face: Any, typed: Mapping[str, str], lang: str) -> list[Box]:
    """The fields that a visitor may type; none when the document has too few of them to compare."""
    if len(face.comparables) < FIELDS_AT_LEAST:
        return []
    return [
        Box(one["code"], *_label(one, lang), typed=str(typed.get(one["code"], ""))[:200]) for one in face.comparables
    ]


def told_answer(answer: Answer, words: Mapping[str, str]) -> Told:
    """The one line that says whether all agree; never which field does not."""
    matched = answer.outcome is Outcome.MATCH
    return Told(
        css="md-done" if matched else "md-errors",
        icon=LOOKS[Status.VALID if matched else Status.CANNOT_CHECK].icon,
        title=words[f"compare_{answer.outcome}"],
        more=words[f"compare_{answer.outcome}_more"].format(n=answer.compared, left=answer.left),
    )


def _label(one: Mapping[str, str], lang: str) -> tuple[str, str]:
    if lang == "en" and one.get("label_en"):
        return one["label_en"], ""
    return one["label"], "zh-Hant" if lang == "en" else ""

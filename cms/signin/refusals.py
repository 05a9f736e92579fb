"""Refusals of signing in by mobile: a code, the facts, and the sentence that belongs to them."""

from __future__ import annotations

from django.conf import settings

from cms.core.errors import Refused

from .words.mobile import SENTENCES


def refusal(code: str, **facts: object) -> Refused:
    """The refusal of this code; its sentence stands in the catalogue beside the English one."""
    sentence = SENTENCES[f"refused.{code}"][0].format(hotline=settings.MYDOC_CITY["hotline"], **facts)
    return Refused(sentence, code=code, **facts)

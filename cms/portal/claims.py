"""The likely slip in a claim code that was typed: told from what was typed alone, never by looking for codes like it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

from django.utils.html import format_html

from cms.core.ids import read_token
from cms.vault.claim_codes import CODE_CHARACTERS, read_claim_code

_SEPARATORS = re.compile(r"[\s\-\u2010-\u2015\u2212]+")
_STRANGE = re.compile(r"[^0-9A-TV-Z]")  # O, I and L are read as digits; U is no part of any code
LONGEST_TYPED = 60  # characters that are looked at and shown again


def slip_in(typed: str, words: Mapping[str, str]) -> str:
    """Why this cannot be a claim code, as a sentence; empty for what might be one."""
    bare = _SEPARATORS.sub("", unicodedata.normalize("NFKC", typed)).upper()
    if not bare:
        return words["claim_empty"]
    if read_token(typed):
        return words["claim_token"]
    if _STRANGE.search(bare):
        return words["claim_strange"]
    return "" if read_claim_code(typed) else format_html(words["claim_length"], n=len(bare), most=CODE_CHARACTERS)

"""What the citizens' pages say before and while they sign in, in Chinese and English side by side."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

from cms.verification.words import LANGUAGES, said_in
from cms.verification.words import words_in as site_words

from . import city, frame, mobile

SENTENCES = frame.SENTENCES | mobile.SENTENCES | city.SENTENCES


@lru_cache(maxsize=len(LANGUAGES))
def words_in(lang: str) -> Mapping[str, str]:
    """The site's words and those of signing in, in one language; keys use _ for a dot."""
    return MappingProxyType({**site_words(lang), **said_in(lang, SENTENCES)})

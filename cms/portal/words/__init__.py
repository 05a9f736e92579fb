"""What the citizen's pages say, in Chinese and English side by side: one file for each part, and the words of all of them here."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

from cms.signin.words import words_in as signin_words
from cms.verification.words import LANGUAGES, said_in

from . import claims, document, looks, nav, offline, requests, settings, shares, takeaway, wallet

SENTENCES = (
    nav.SENTENCES
    | looks.SENTENCES
    | offline.SENTENCES
    | settings.SENTENCES
    | takeaway.SENTENCES
    | requests.SENTENCES
    | wallet.SENTENCES
    | document.SENTENCES
    | shares.SENTENCES
    | claims.SENTENCES
)


@lru_cache(maxsize=len(LANGUAGES))
def words_in(lang: str) -> Mapping[str, str]:
    """The site's words, those of signing in and those of the portal, in one language; keys use _ for a dot."""
    return MappingProxyType({**signin_words(lang), **said_in(lang, SENTENCES)})

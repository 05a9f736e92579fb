"""Codes to claim a document by: twelve Crockford characters (60 bits), told by keyed hash."""

from __future__ import annotations

from datetime import timedelta

from cms.accounts.identity import keyed
from cms.core.ids import new_token, read_token

CODE_CHARACTERS = 12
CODE_LASTS = timedelta(days=90)
_REST = "0" * 8  # what a code lacks of a token, so that both forgive the same slips


def new_claim_code() -> str:
    """Twelve random characters; cms.core.ids.group_token writes them in groups of four."""
    return new_token()[:CODE_CHARACTERS]


def read_claim_code(text: str) -> str | None:
    """The code that a person typed, or None: forgives case, spaces, hyphens, full width, O for 0, I and L for 1."""
    token = read_token(text + _REST)
    return token[:CODE_CHARACTERS] if token else None


def hash_of_code(code: str) -> str:
    """The keyed hash by which a code is found again."""
    return keyed("claim code", code)

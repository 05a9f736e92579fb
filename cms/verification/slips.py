"""The likely slip in a code that was typed: told from what was typed alone, never by looking for codes like it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence

from django.utils.safestring import SafeString

from cms.core.ids import group_token, read_token

from .addresses import code_in_address

_BETWEEN_GROUPS = re.compile(r"[\s\-\u2010-\u2015\u2212]+")
_READABLE = re.compile(r"[0-9A-TV-Z]")  # O, I and L are read as digits; U is no part of any code
_AROUND = re.compile(r"^[^0-9A-Za-z]+|[^0-9A-Za-z]+$")
_ADDRESS = re.compile(r"\S+://|WWW\.|[\w-]+(\.[\w-]+)+(:\d+)?/")
# What else stands on the paper; the key of its sentence.
_OTHER_TEXTS = (
    ("slip_number", re.compile(r"[A-Z]{1,8}[0-9]{1,4}[0-9]{8,}[0-9]")),
    ("slip_compare_code", re.compile(r"[0-9OIL]{8}")),
)
# Characters of the alphabet that the eye takes for each other.
_ALIKE = {one: other for pair in ("0Q", "17", "2Z", "5S", "6G", "8B") for one, other in (pair, pair[::-1])}


def code_in(typed: str) -> str:
    """What stands for the code in what was typed or pasted: in an address of ours its last part, else all of it.

    The paper's 驗證碼 before it, or a bracket around it, is often copied with it.
    """
    text = unicodedata.normalize("NFKC", typed)
    text = "".join(each for each in text if unicodedata.category(each) != "Cf").strip()  # pasted, and not to be seen
    for each in (text, _AROUND.sub("", text)):
        if read_token(each):
            return each
        code = code_in_address(each)
        if code is not None:
            return code
    return text


def slip_in(code: str, words: Mapping[str, str]) -> str:
    """Why this cannot be a code, as a sentence that says where to look; `code` comes from code_in."""
    text = code.upper()
    bare = _BETWEEN_GROUPS.sub("", text)
    if not bare:
        return words["slip_empty"]
    if _ADDRESS.match(text):
        return words["slip_address"]
    for key, pattern in _OTHER_TEXTS:
        if pattern.fullmatch(bare):
            return words[key]
    return _strange_character(typed_groups(text), words) or _wrong_length(text, words)


def in_groups(code: str) -> str:
    """A code typed in one go in groups of four, to be compared with the paper; anything else as it was typed."""
    return group_token(code.upper()) if code.isascii() and code.isalnum() else code


def typed_groups(text: str) -> Sequence[str]:
    """The groups as they were typed; four characters each where they were typed in one go."""
    groups = [group for group in _BETWEEN_GROUPS.split(text) if group]
    return groups if len(groups) != 1 else group_token(groups[0]).split("-")


def look_alikes(token: str, words: Mapping[str, str]) -> list[str]:
    """For each group that has some: its characters that are easily taken for another, and for which."""
    return [
        words["alike_group"].format(group=group, pairs=words["list"].join(_pairs(characters, words)))
        for group, characters in enumerate(group_token(token).split("-"), start=1)
        if _ALIKE.keys() & set(characters)
    ]


def marked(token: str) -> SafeString:
    """The token in groups, each character that look_alikes tells of marked."""
    return SafeString(
        "".join(f"<mark>{each}</mark>" if each in _ALIKE else each for each in group_token(token).replace("-", " "))
    )


def _pairs(characters: str, words: Mapping[str, str]) -> Iterator[str]:
    for each in dict.fromkeys(characters):
        if each in _ALIKE:
            yield words["alike_pair"].format(one=each, other=_ALIKE[each])


def _strange_character(groups: Sequence[str], words: Mapping[str, str]) -> str:
    """A sentence about the first character that no code has; empty where every one might be part of one."""
    for group, characters in enumerate(groups, start=1):
        for place, character in enumerate(characters, start=1):
            if _READABLE.fullmatch(character):
                continue
            if character == "U":
                return words["slip_u"].format(group=group, place=place)
            # Chinese is not repeated: the page would say whatever somebody put into a link.
            if unicodedata.category(character) == "Lo" or not character.isprintable():
                return words["slip_chinese"].format(group=group, place=place)
            return words["slip_character"].format(group=group, place=place, character=character)
    return ""


def _wrong_length(text: str, words: Mapping[str, str]) -> str:
    groups = typed_groups(text)
    if not _BETWEEN_GROUPS.search(text):
        where = words["slip_ungrouped"]
    elif len(groups) != 5:
        where = words["slip_groups"].format(n=len(groups))
    else:
        wrong = [(group, len(characters)) for group, characters in enumerate(groups, start=1) if len(characters) != 4]
        each = (words["slip_short" if n < 4 else "slip_long"].format(group=group, n=n) for group, n in wrong)
        where = words["list"].join(each)
    return words["slip_length"].format(n=sum(map(len, groups)), where=where)

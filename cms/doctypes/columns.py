"""Finding a type's fields among the columns of a spreadsheet: by name, by what a clerk confirmed before, by likeness."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from .definition import FieldDefinition, TypeDefinition

NOTHING_REMEMBERED: Mapping[str, str] = {}
ALIKE = 0.6  # two of three characters in order: 日期 is like 出生日期, 姓氏 is not like 姓名
LONGEST_NAME = 60  # longer ones are sentences
CLEARLY = 0.15  # how far the best guess must stand before the next one

# Characters that people write for each other in column names (not in values).
_VARIANTS = str.maketrans("臺証份号码帐賬爲処", "台證分號碼帳帳為處")
_ASIDE = re.compile(r"\(.*?\)|\[.*?\]|【.*?】|〔.*?〕")


@dataclass(frozen=True, slots=True)
class ColumnMatch:
    """Where each field stands (0-based), and what is wrong with the header.

    missing: columns of required fields that are not there; unknown: named columns that belong to no field;
    duplicated: columns of fields that stand there more than once (the first one is in by_field).
    """

    by_field: dict[str, int]
    missing: tuple[str, ...]
    unknown: tuple[str, ...]
    duplicated: tuple[str, ...]


def match_columns(
    definition: TypeDefinition, header: Sequence[str], mapping: Mapping[str, str] = NOTHING_REMEMBERED
) -> ColumnMatch:
    """Match a header row with the fields; width, spaces and case make no difference.

    mapping is what was confirmed before: field codes by column name. It serves fields that no column is named after,
    so that a file with the right names is never read in another way; codes that the type no longer has are ignored.
    """
    folded = [folded_column(name) for name in header]
    named = {folded_column(name): field.code for field in definition.fields for name in (field.column, *field.aliases)}
    present = {named[name] for name in folded if name in named}
    absent = {field.code for field in definition.fields} - present
    remembered = {folded_column(name): code for name, code in mapping.items() if code in absent}
    codes = remembered | named
    by_field: dict[str, int] = {}
    unknown: list[str] = []
    duplicated: dict[str, None] = {}
    for index, name in enumerate(folded):
        code = codes.get(name)
        if code is None:
            unknown += [header[index]] if name else []
        elif code in by_field:
            duplicated[definition.field(code).column] = None
        else:
            by_field[code] = index
    missing = tuple(field.column for field in definition.fields if field.required and field.code not in by_field)
    return ColumnMatch(by_field, missing, tuple(unknown), tuple(duplicated))


def suggest_columns(
    definition: TypeDefinition, header: Sequence[str], mapping: Mapping[str, str] = NOTHING_REMEMBERED
) -> dict[str, int]:
    """Return field code -> position of a column that may be meant, for fields that match_columns does not find.

    A column is suggested when it is clearly more like this field than like any other, and no other column is as like.
    Optional fields are suggested too: their columns would otherwise be left out without a word. Nothing is decided here.
    """
    match = match_columns(definition, header, mapping)
    absent = [field for field in definition.fields if field.code not in match.by_field]
    present = [field for field in definition.fields if field.code in match.by_field]
    free = {at: _near(name) for at, name in enumerate(header) if name in match.unknown and len(name) <= LONGEST_NAME}
    likeness = {(field.code, at): _likeness(field, name) for field in absent for at, name in free.items()}
    own = {at: max((_likeness(field, name) for field in present), default=0.0) for at, name in free.items()}
    likeness = {(code, at): score for (code, at), score in likeness.items() if score >= max(ALIKE, own[at])}
    suggested: dict[str, int] = {}
    while pair := _clearest(likeness):
        suggested[pair[0]] = pair[1]
        likeness = {key: score for key, score in likeness.items() if key[0] != pair[0] and key[1] != pair[1]}
    return suggested


def folded_column(name: str) -> str:
    """A column's name as it is compared: NFKC, no white space or invisible characters, lower case."""
    plain = unicodedata.normalize("NFKC", name).casefold()
    return "".join(character for character in plain if unicodedata.category(character)[0] not in "CZ")


def _near(name: str) -> str:
    """A column's name as it is guessed at: variants as one, no punctuation, nothing of what stands in brackets."""
    plain = _ASIDE.sub("", folded_column(name)).translate(_VARIANTS)
    return "".join(character for character in plain if unicodedata.category(character)[0] not in "PS")


def _likeness(field: FieldDefinition, name: str) -> float:
    own = {_near(each) for each in (field.column, field.label, field.label_en, *field.aliases)} - {""}
    return max((_ratio(each, name) for each in own), default=0.0)


def _ratio(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other, autojunk=False).ratio()


def _clearest(likeness: Mapping[tuple[str, int], float]) -> tuple[str, int] | None:
    """The best pair of field and column that has no rival within CLEARLY: another column, or another field; or None."""
    for (code, at), score in sorted(likeness.items(), key=lambda item: -item[1]):
        rivals = [other for key, other in likeness.items() if (key[0] == code) != (key[1] == at)]
        if score - max(rivals, default=0.0) >= CLEARLY:
            return code, at
    return None

"""Finding a type's fields among the columns of a spreadsheet, by the names and aliases that its designer gave."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from .definition import TypeDefinition


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


def match_columns(definition: TypeDefinition, header: Sequence[str]) -> ColumnMatch:
    """Match a header row with the fields; width, spaces and case make no difference."""
    codes = {folded_column(name): field.code for field in definition.fields for name in (field.column, *field.aliases)}
    by_field: dict[str, int] = {}
    unknown: list[str] = []
    duplicated: dict[str, None] = {}
    for index, name in enumerate(header):
        code = codes.get(folded_column(name))
        if code is None:
            unknown += [name] if folded_column(name) else []
        elif code in by_field:
            duplicated[definition.field(code).column] = None
        else:
            by_field[code] = index
    missing = tuple(field.column for field in definition.fields if field.required and field.code not in by_field)
    return ColumnMatch(by_field, missing, tuple(unknown), tuple(duplicated))


def folded_column(name: str) -> str:
    """A column's name as it is compared: NFKC, no white space or invisible characters, lower case."""
    plain = unicodedata.normalize("NFKC", name).casefold()
    return "".join(character for character in plain if unicodedata.category(character)[0] not in "CZ")

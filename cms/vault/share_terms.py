"""What a holder decides about a share, and what may be decided: plain values, no database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass

from cms.core.hashing import canonical_json
from cms.doctypes.definition import FieldDefinition, TypeDefinition
from cms.doctypes.kinds.base import without_hidden

DAYS = (1, 7, 30)
USUAL_DAYS = 7
LONGEST_RECIPIENT = 60
LONGEST_PURPOSE = 100


@dataclass(frozen=True, slots=True)
class ShareTerms:
    """For whom, what for, and the codes of the fields that may be seen; all of it personal."""

    fields: tuple[str, ...]
    recipient: str
    purpose: str

    def to_bytes(self) -> bytes:
        """The terms as canonical JSON."""
        return canonical_json(asdict(self))

    @classmethod
    def from_json(cls, data: Mapping) -> ShareTerms:
        """The terms that to_bytes wrote."""
        return cls(tuple(data["fields"]), data["recipient"], data["purpose"])


# Before anything was decided, and all that is known once the document was destroyed.
NO_TERMS = ShareTerms((), "", "")


def shareable_fields(definition: TypeDefinition) -> tuple[FieldDefinition, ...]:
    """The fields that a holder may share: whatever its type does not hide."""
    return tuple(field for field in definition.fields if field.visibility != "hidden")


def problems_in(terms: ShareTerms, days: int, offered: frozenset[str]) -> dict[str, str]:
    """What is wrong with a wish, as part of the form -> code of the sentence; offered are the codes that may be shared."""
    found = {
        "fields": _fields_problem(terms.fields, offered),
        "recipient": _text_problem("recipient", terms.recipient, LONGEST_RECIPIENT),
        "purpose": _text_problem("purpose", terms.purpose, LONGEST_PURPOSE),
        "days": "" if days in DAYS else "share_days",
    }
    return {part: code for part, code in found.items() if code}


def _fields_problem(fields: tuple[str, ...], offered: frozenset[str]) -> str:
    if not fields:
        return "share_fields"
    return "" if offered.issuperset(fields) else "share_field_closed"


def _text_problem(part: str, text: str, longest: int) -> str:
    if not text:
        return f"share_{part}"
    if len(text) > longest:
        return f"share_{part}_long"
    # Characters that are not seen, or that turn the direction of writing around, have no place on an official page.
    return "" if text.isprintable() and text == without_hidden(text) else f"share_{part}_strange"

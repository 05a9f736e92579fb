"""The kinds of fields: how each reads a cell, shows a value, compares what a visitor typed, and masks."""

from cms.doctypes.definition import FieldDefinition

from .base import Kind, Unfit
from .days import Day
from .images import Image
from .numbers import Integer, Mobile, NationalId, TaxId
from .words import Choice, Email, LongText, Text

__all__ = ["KINDS", "Kind", "Unfit", "kind_of"]

KINDS: dict[str, Kind] = {
    "text": Text(),
    "long_text": LongText(),
    "date": Day(),
    "integer": Integer(),
    "choice": Choice(),
    "national_id": NationalId(),
    "mobile": Mobile(),
    "email": Email(),
    "tax_id": TaxId(),
    "image": Image(),
}


def kind_of(field: FieldDefinition) -> Kind:
    """The kind of this field; raises KeyError for one that nobody defined."""
    return KINDS[field.kind]

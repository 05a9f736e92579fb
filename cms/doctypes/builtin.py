"""The document types that MyDoc brings along, as plain definitions to make pages from."""

import json
from pathlib import Path

from .definition import TypeDefinition

_FOLDER = Path(__file__).parent / "builtin"


def builtin_slugs() -> tuple[str, ...]:
    """The slugs of all types that come along."""
    return tuple(sorted(path.stem for path in _FOLDER.glob("*.json")))


def builtin_definition(slug: str) -> TypeDefinition:
    """The type that comes along under this slug; raises KeyError if none does."""
    if slug not in builtin_slugs():
        raise KeyError(slug)
    return TypeDefinition.from_json(json.loads((_FOLDER / f"{slug}.json").read_text(encoding="utf-8")))

"""The layouts that come with the project, with their pictures."""

import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

from cms.core.hashing import sha256_hex

_LAYOUTS = Path(__file__).with_name("layouts")
_ART = Path(__file__).parents[2] / "static" / "img" / "documents"


def builtin_layout(slug: str) -> dict:
    """The layout for a built-in document type, its pictures named by sha256; raises KeyError for other types."""
    path = _LAYOUTS / f"{slug}.json"
    if path not in _LAYOUTS.glob("*.json"):
        raise KeyError(slug)
    return _with_hashes(json.loads(path.read_text()))


@lru_cache
def builtin_art() -> Mapping[str, bytes]:
    """The pictures of the built-in layouts by sha256."""
    return MappingProxyType({sha256_hex(content): content for content in _pictures().values()})


@lru_cache
def _pictures() -> Mapping[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(_ART.glob("*.svg"))}


def _with_hashes(data: dict) -> dict:
    """In the files pictures have names; a layout knows them by their fingerprints only."""
    for holder in (data["page"], *data["elements"]):
        for key in ("background", "asset"):
            if key in holder:
                holder[key] = sha256_hex(_pictures()[holder[key]])
    return data

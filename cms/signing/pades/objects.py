"""PDF objects as bytes (ISO 32000-1 §7.3), always the same bytes for the same object.

pyHanko writes objects too, but what we append to a sealed file must be rebuilt byte for byte when the file is judged,
by whatever version of pyHanko there will be in twenty years.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from pyhanko.pdf_utils import generic

_REGULAR = frozenset(range(0x21, 0x7F)) - frozenset(b"#%()<>[]{}/")


def written(value: Any) -> bytes:
    """One direct object; raises TypeError for a stream and for what is no PDF object."""
    if isinstance(value, generic.IndirectObject):
        return b"%d %d R" % (value.idnum, value.generation)
    if isinstance(value, generic.StreamObject):
        raise TypeError("a stream is never a direct object")
    if isinstance(value, dict):
        return b"<< %s >>" % b" ".join(b"%s %s" % (_name(key), written(raw(value, key))) for key in value)
    if isinstance(value, list):
        return b"[%s]" % b" ".join(written(raw(value, index)) for index in range(len(value)))
    return _scalar(value)


def raw(container: Any, key: Any) -> Any:
    """An entry as it stands in a dictionary or array: a reference stays one."""
    return container.raw_get(key) if hasattr(container, "raw_get") else container[key]


def raw_entries(dictionary: generic.DictionaryObject) -> dict[str, Any]:
    """A plain copy of a dictionary whose references stay references."""
    return {key: raw(dictionary, key) for key in dictionary}


def raw_items(array: generic.ArrayObject) -> list[Any]:
    """A plain copy of an array whose references stay references."""
    return [raw(array, index) for index in range(len(array))]


def _scalar(value: Any) -> bytes:
    if isinstance(value, generic.NameObject):
        return _name(value)
    if isinstance(value, generic.BooleanObject):
        return b"true" if value.value else b"false"
    if isinstance(value, generic.NullObject):
        return b"null"
    if isinstance(value, generic.TextStringObject | generic.ByteStringObject):
        return b"<%s>" % bytes(value.original_bytes).hex().upper().encode()
    if isinstance(value, int):
        return b"%d" % value
    if isinstance(value, Decimal):
        return format(value, "f").encode()
    raise TypeError(f"{type(value).__name__} is no PDF object")


def _name(name: str) -> bytes:
    """A name with everything outside of the regular characters as #xx (§7.3.5)."""
    encoded = name[1:].encode()
    return b"/" + b"".join(bytes([byte]) if byte in _REGULAR else b"#%02X" % byte for byte in encoded)

"""What a sealed PDF shows: a page as a picture small enough for a page of ours, and the values in its machine-readable twin."""

from __future__ import annotations

import base64
import io
import json
from collections.abc import Mapping
from dataclasses import dataclass
from threading import Lock
from typing import Any

import pypdfium2
from PIL.Image import Image

from cms.templates_designer.rendering.reference import TWIN_NAME

# From good to poor: the first that is small enough is taken. Ornament decides how many bytes a page needs.
_QUALITIES = (60, 45, 30, 15, 5)
_one_at_a_time = Lock()  # PDFium knows nothing of threads


@dataclass(frozen=True, slots=True)
class Size:
    """How wide a picture is in pixels, and how many bytes it may have."""

    width: int
    most_bytes: int


# The column is 456 px wide at most; a phone shows 326 px at twice the density.
IN_TEXT = Size(720, 40_000)
ZOOMED = Size(1440, 120_000)


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture with its size; it has no address of its own, so that whoever sees it opened the document for it."""

    data_uri: str
    width: int
    height: int


def page_picture(pdf: bytes, page: int, size: Size) -> Picture:
    """A page, counted from 1, as a picture of this size."""
    with _one_at_a_time, pypdfium2.PdfDocument(pdf) as document:
        leaf = document[page - 1]
        drawn = leaf.render(scale=size.width / leaf.get_width()).to_pil().convert("RGB")
    data = base64.b64encode(_small(drawn, size.most_bytes)).decode("ascii")
    return Picture(f"data:image/webp;base64,{data}", *drawn.size)


def shown_values(pdf: bytes) -> Mapping[str, str]:
    """The values that the pages show, by field code and in their order; what they show masked is masked here too."""
    with _one_at_a_time, pypdfium2.PdfDocument(pdf) as document:
        twin: dict[str, Any] = _twin(document)
    return {entry["code"]: entry["value"] for entry in twin["fields"]}


def _small(picture: Image, most_bytes: int) -> bytes:
    data = b""
    for quality in _QUALITIES:
        out = io.BytesIO()
        picture.save(out, "WEBP", quality=quality, method=4)
        data = out.getvalue()
        if len(data) <= most_bytes:
            break
    return data


def _twin(document: pypdfium2.PdfDocument) -> dict[str, Any]:
    for place in range(document.count_attachments()):
        attachment = document.get_attachment(place)
        if attachment.get_name() == TWIN_NAME:
            return json.loads(bytes(attachment.get_data()))
    return {"fields": []}

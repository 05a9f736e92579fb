"""Pictures that WeasyPrint draws: artwork whose drawing is worked out once a layout, and the QR symbol.

WeasyPrint asks a picture for its size and lets it draw itself into a stream of PDF operators; these two answer the
same questions as its own SVGImage. They travel in the image cache under addresses of our own scheme.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from xml.etree import ElementTree

import qrcode
from weasyprint.images import SVGImage
from weasyprint.pdf.stream import Stream
from weasyprint.urls import URLFetcher

from cms.templates_designer.rendering.finishing import content_of

QUIET_MODULES = 4
# A symbol of 25 mm: 33 modules of version 4, and the white around them.
BOX_MM = 25 * (33 + 2 * QUIET_MODULES) / 33
# Any mask is a right symbol (ISO/IEC 18004, 7.8); looking for the most even one costs eight times the drawing.
_MASK = 2
_VERSION = 4


class Artwork:
    """An SVG picture that keeps its drawing: the operators, deflated once."""

    def __init__(self, svg: bytes, fetcher: URLFetcher) -> None:
        self._svg = SVGImage(ElementTree.fromstring(svg), "", fetcher, None)  # noqa: S314  (checked when it is stored)
        self._drawn: dict[tuple[float, float], tuple[bytes, Mapping]] = {}

    def get_intrinsic_size(self, resolution: float, font_size: float) -> tuple:
        """Width, height and ratio, as WeasyPrint asks for them."""
        return self._svg.get_intrinsic_size(resolution, font_size)

    def draw(self, stream: Stream, width: float, height: float, style: Mapping) -> None:
        """Draw into the stream; the second time at this size from memory."""
        group = stream.add_group(0, 0, width, height)
        kept = self._drawn.get((width, height))
        if kept is None:
            self._svg.draw(group, width, height, style)
            kept = self._keep(group, width, height)
        if kept is not None:
            group.stream, group.compress = [kept[0]], False
            group.extra["Filter"] = "/FlateDecode"
            group.extra["Resources"]["ExtGState"].update(kept[1])
        stream.draw_x_object(group.id)

    def _keep(self, group: Stream, width: float, height: float) -> tuple[bytes, Mapping] | None:
        """The drawing as bytes, unless it stands on objects of this one file (gradients, patterns, inner groups)."""
        resources = group.extra["Resources"]
        if resources["XObject"] or resources["Pattern"] or resources["Shading"]:
            return None
        self._drawn[width, height] = kept = (zlib.compress(content_of(group), 9), dict(resources["ExtGState"]))
        return kept


class QrSymbol:
    """One QR symbol with its quiet zone, drawn as rectangles: crisp at any size, and no detour over an image file."""

    def __init__(self, address: str) -> None:
        self.rows = qr_rows(address)
        self.modules = len(self.rows)

    def get_intrinsic_size(self, _resolution: float, _font_size: float) -> tuple:
        """No size of its own, but square."""
        return None, None, 1

    def draw(self, stream: Stream, width: float, _height: float, _style: Mapping) -> None:
        """White ground, then one rectangle for each run of dark modules."""
        module = width / (self.modules + 2 * QUIET_MODULES)
        stream.push_state()
        stream.transform(a=module, d=module)
        stream.set_color_rgb(1, 1, 1)
        stream.rectangle(0, 0, self.modules + 2 * QUIET_MODULES, self.modules + 2 * QUIET_MODULES)
        stream.fill()
        stream.set_color_rgb(0, 0, 0)
        for y, row in enumerate(self.rows):
            for start, length in _dark_runs(row):
                stream.rectangle(start + QUIET_MODULES, y + QUIET_MODULES, length, 1)
        stream.fill()
        stream.pop_state()


def qr_rows(address: str) -> list[list[bool]]:
    """The modules of the symbol, error correction M, version 4 or the next that is large enough; True is dark."""
    symbol = qrcode.QRCode(
        version=_VERSION, error_correction=qrcode.constants.ERROR_CORRECT_M, border=0, mask_pattern=_MASK
    )
    symbol.add_data(address.encode(), optimize=0)
    symbol.make(fit=True)
    return symbol.modules


def _dark_runs(row: list[bool]) -> list[tuple[int, int]]:
    """(start, length) of each run of dark modules in a row."""
    runs, start = [], None
    for position, dark in enumerate([*row, False]):
        if dark and start is None:
            start = position
        elif not dark and start is not None:
            runs.append((start, position - start))
            start = None
    return runs

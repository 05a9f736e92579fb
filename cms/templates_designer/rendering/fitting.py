"""Does a text fit its box? Widths come from the fonts themselves, before anything is drawn."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence

from cms.templates_designer.rendering.fonts import Face

MM_PER_POINT = 25.4 / 72
# Air that a name keeps on both sides together, so that it does not touch what stands beside its box.
_FILL = 0.93


class Ruler:
    """Measures texts in the batch fonts of each stack."""

    def __init__(self, faces: Mapping[str, Sequence[Face]]) -> None:
        self._advances = {stack: _merged(held) for stack, held in faces.items()}

    def width_mm(self, text: str, style: Mapping) -> float:
        """The width of the text on one line, without the spacing behind its last character."""
        advances, spacing = self._advances[style["font"]], style.get("spacing", 0)
        shown = [character for character in text if not _joins(character)]
        em = sum(advances.get(character, 1.0) + spacing for character in shown)
        return max(em - spacing, 0) * style["size"] * MM_PER_POINT

    def step_that_fits(self, text: str, element: Mapping, style: Mapping) -> int | None:
        """Which of the element's sizes to take: 0 is the style's own, then those of its fit; None if all are too wide."""
        for number, step in enumerate(steps_of(element, style)):
            lines = step["lines"]
            room = element["w"] - 2 * step["margin"]
            # Where several lines break shows only when they are laid out; their height is checked then.
            if self.width_mm(text, step) <= (room * _FILL if lines == 1 else room * lines):
                return number
        return None


def steps_of(element: Mapping, style: Mapping) -> list[dict]:
    """All sizes of a shrinking box, as styles with lines and margin."""
    base = {**style, "lines": 1, "margin": 0}
    return [base, *({**base, "spacing": 0, **step} for step in element.get("fit", ()))]


def _merged(faces: Iterable[Face]) -> dict[str, float]:
    """One table of advances; what an earlier face has counts."""
    merged: dict[str, float] = {}
    for face in faces:
        merged = {**face.advances, **merged}
    return merged


def _joins(character: str) -> bool:
    """Drawn over, or as part of, the character before it."""
    return unicodedata.category(character) in ("Mn", "Me", "Cf")

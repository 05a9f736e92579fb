"""The style sheet of a layout, made once: everything about its look that no document changes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from cms.templates_designer.rendering.drawings import BOX_MM
from cms.templates_designer.rendering.fitting import MM_PER_POINT, steps_of
from cms.templates_designer.rendering.fonts import STACKS

COLORS = {
    "ink": "#1b1b1b",
    "soft": "#333",
    "brand": "#0b5257",
    "edge": "#5d9694",
    "tint": "#f1f7f6",
    "white": "#fff",
    "bronze": "#7a5a1e",
    "indigo": "#7d8bb5",
}
ASSET_ADDRESS = "mydoc:asset/"
FONT_ADDRESS = "mydoc:font/"
QR_ADDRESS = "mydoc:qr"
LINE = 1.6
# PDF/A-3 (6.2.8) forbids interpolated pictures, which WeasyPrint writes unless images are crisp.
_BASE_CSS = """
html { image-rendering: crisp-edges; color: #1b1b1b }
body, h1, h2, p { margin: 0; padding: 0; font-weight: normal }
h1, h2 { bookmark-level: none }
.b { position: absolute; box-sizing: border-box; white-space: pre-wrap; overflow-wrap: anywhere }
.verify p, .verify h2 { position: absolute; left: 34mm; white-space: nowrap }
.verify .k { display: inline-block; width: 16.5mm; color: #444 }
.verify .v { letter-spacing: .04em }
.verify .e { font-size: 9pt }
"""


def style_sheet(data: Mapping, families: Mapping[str, Sequence[str]]) -> str:
    """All CSS of a layout. families: for each font token the batch fonts, in order; the installed faces come after."""
    page = data["page"]
    ground = (
        f"background: url({ASSET_ADDRESS}{page['background']}) 0 0 / 100% 100% no-repeat"
        if "background" in page
        else ""
    )
    rules = [
        f"@page {{ size: {page['width']}mm {page['height']}mm; margin: 0; {ground} }}",
        _BASE_CSS,
        f".small {{ font: 8pt {_families('print', families)} }}",
    ]
    faces = {font: _families(font, families) for font in STACKS}
    rules += [f".s-{name} {{ {_style(style, faces)} }}" for name, style in data["styles"].items()]
    rules += [
        f".s-{name} > .t {{ margin-right: -{style.get('spacing', 0)}em }}" for name, style in data["styles"].items()
    ]
    rules.append(_verify_rules(faces))
    for index, element in enumerate(data["elements"]):
        rules += _KINDS[element["kind"]](index, element, data["styles"])
    return "\n".join(rules)


def font_rules(faces: Sequence[tuple[str, str]]) -> str:
    """@font-face rules for the batch fonts, in the order of their addresses: (font token, family)."""
    return "\n".join(
        f'@font-face {{ font-family: "{family}"; font-weight: {weight_of(font)}; src: url("{FONT_ADDRESS}{number}") }}'
        for number, (font, family) in enumerate(faces)
    )


def weight_of(font: str) -> str:
    """Also said of the batch fonts, so that a character that was not announced comes from an installed face as heavy."""
    return "bold" if font == "ming" else "normal"


def _text(index: int, element: Mapping, styles: Mapping) -> list[str]:
    if element.get("overflow") == "shrink":
        return _shrinking(index, element, styles)
    nowrap = "; white-space: pre" if element.get("overflow") == "refuse" else ""
    return [f".e{index} {{ {_at(element)}; width: {element['w']}mm{nowrap} }}"]


def _shrinking(index: int, element: Mapping, styles: Mapping) -> list[str]:
    """A rule for each size that the text may have; it stands in the middle of its box's height."""
    rules = []
    for number, step in enumerate(steps_of(element, styles[element["style"]])):
        high = step["lines"] * step["size"] * step.get("line", LINE) * MM_PER_POINT
        top = element["y"] + max(element["h"] - high, 0) / 2
        left, width = element["x"] + step["margin"], element["w"] - 2 * step["margin"]
        spacing = step.get("spacing", 0)
        wrap = "pre" if step["lines"] == 1 else "pre-wrap"
        rules.append(
            f".e{index}.k{number} {{ left: {left:.2f}mm; top: {top:.2f}mm; width: {width:.2f}mm; white-space: {wrap}; "
            f"font-size: {step['size']}pt; letter-spacing: {spacing}em }}"
        )
        rules.append(f".e{index}.k{number} > .t {{ margin-right: -{spacing}em }}")
    return rules


def _picture(index: int, element: Mapping, _styles: Mapping) -> list[str]:
    return [f".e{index} {{ {_at(element)}{_size(element)} }}"]


def _agency_slot(index: int, element: Mapping, _styles: Mapping) -> list[str]:
    at = _at(element)
    return [f"p.e{index} {{ {at}; width: {element['w']}mm }}", f"img.e{index} {{ {at}{_size(element)} }}"]


def _offline_seal(index: int, element: Mapping, _styles: Mapping) -> list[str]:
    look = f"border: .2mm dashed #333; text-align: center; line-height: {element['h']}mm"
    return [f".e{index} {{ {_at(element)}{_size(element)}; {look} }}"]


def _line(index: int, element: Mapping, _styles: Mapping) -> list[str]:
    thick = f"{'height' if 'w' in element else 'width'}: {element['thickness']}mm"
    return [f".e{index} {{ {_at(element)}{_size(element)}; {thick}; background: {COLORS[element['color']]} }}"]


def _box(index: int, element: Mapping, _styles: Mapping) -> list[str]:
    look = f"; border: {element['thickness']}mm solid {COLORS[element['color']]}" if "thickness" in element else ""
    look += f"; background: {COLORS[element['fill']]}" if "fill" in element else ""
    return [f".e{index} {{ {_at(element)}{_size(element)}{look} }}"]


_KINDS: Mapping[str, Callable[[int, Mapping, Mapping], list[str]]] = {
    "text": _text,
    "field": _text,
    "image": _picture,
    "seal": _picture,
    "agency_slot": _agency_slot,
    "qr": _picture,
    "offline_seal": _offline_seal,
    "line": _line,
    "box": _box,
}


def _at(element: Mapping) -> str:
    return f"left: {element['x']}mm; top: {element['y']}mm"


def _size(element: Mapping) -> str:
    return "".join(f"; {name}: {element[key]}mm" for key, name in (("w", "width"), ("h", "height")) if key in element)


def _families(font: str, families: Mapping[str, Sequence[str]]) -> str:
    installed = dict.fromkeys(family for family, _ in STACKS[font])
    return ", ".join(f'"{family}"' for family in (*families.get(font, ()), *installed))


def _style(style: Mapping, faces: Mapping[str, str]) -> str:
    rules = [f"font: {weight_of(style['font'])} {style['size']}pt/{style.get('line', LINE)} {faces[style['font']]}"]
    rules += [f"letter-spacing: {style.get('spacing', 0)}em"]
    rules += [f"text-indent: {style['indent']}em"] if "indent" in style else []
    rules += [f"text-align: {style['align']}"] if "align" in style else []
    rules += [f"color: {COLORS[style['color']]}"] if "color" in style else []
    return "; ".join(rules)


def _verify_rules(faces: Mapping[str, str]) -> str:
    """The verification block: the symbol with its white, then the words beside it."""
    tops = (("h2", 2.6), (".l1", 8.5), (".l2", 13.3), (".l3", 17.9), (".l4", 23.2))
    rules = [
        f".verify {{ font: 8.5pt/1.55 {faces['print']} }}",
        f".verify h2 {{ font: bold 10.5pt/1.4 {faces['ming']} }}",
    ]
    rules += [
        f".verify .e {{ font-family: {faces['kai']}; font-weight: normal }}",
        ".verify .l4 { font-size: 8pt; line-height: 1.5; color: #333 }",
    ]
    rules += [f".verify {selector} {{ top: {top}mm }}" for selector, top in tops]
    rules.append(
        f".verify img {{ position: absolute; left: 0; top: 0; width: {BOX_MM:.2f}mm; height: {BOX_MM:.2f}mm }}"
    )
    return "\n".join(rules)

"""From elements to HTML: the body of one page.

User text passes through escape() and nothing else: no template engine ever sees it. The order of the elements is the
order in which they are read aloud (PDF/UA-1, ISO 14289-1, 7.2).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from html import escape

from cms.core.papers import Sheet
from cms.templates_designer.rendering.fitting import Ruler
from cms.templates_designer.rendering.style import ASSET_ADDRESS, QR_ADDRESS
from cms.templates_designer.schema import PLACEHOLDER, runs_of


class DoesNotFit(Exception):
    """A text is too wide for its box in every size it may have."""

    def __init__(self, index: int) -> None:
        super().__init__(index)
        self.index = index


def document(data: Mapping, sheet: Sheet, ruler: Ruler, created: str) -> str:
    """The HTML of one page; raises DoesNotFit. created: a W3C date for the metadata, or an empty text."""
    texts = sheet.texts
    title = escape(filled(data["title"], texts), quote=True)
    dates = "".join(f'<meta name="dcterms.{name}" content="{created}">' for name in ("created", "modified") if created)
    author, subject = (escape(texts.get(name, ""), quote=True) for name in ("agency.name", "type.name"))
    parts = [
        f'<!doctype html><html lang="{data["lang"]}"><head><meta charset="utf-8"><title>{title}</title>',
        f'<meta name="author" content="{author}"><meta name="description" content="{subject}">',
        f'<meta name="generator" content="MyDoc">{dates}</head><body>',
    ]
    for index, element in enumerate(data["elements"]):
        parts.append(_KINDS[element["kind"]](index, element, Page(data, sheet, ruler)))
    parts.append("</body></html>")
    return "".join(parts)


def filled(text: str, texts: Mapping[str, str]) -> str:
    """The text with its placeholders replaced; what the replacement says is never looked at again."""
    return PLACEHOLDER.sub(lambda match: texts.get(match[1], ""), text)


def is_empty(text: str, texts: Mapping[str, str]) -> bool:
    """True if the text has placeholders and all of them are empty: then it is left out."""
    names = [match[1] for match in PLACEHOLDER.finditer(text)]
    return bool(names) and not any(texts.get(name) for name in names)


class Page:
    """What the elements of one page may look at."""

    __slots__ = ("data", "ruler", "sheet", "texts")

    def __init__(self, data: Mapping, sheet: Sheet, ruler: Ruler) -> None:
        self.data, self.sheet, self.texts, self.ruler = data, sheet, sheet.texts, ruler


def _text(index: int, element: Mapping, page: Page) -> str:
    runs = [run for run in runs_of(element) if not is_empty(run["text"], page.texts)]
    if not runs or is_empty("".join(run["text"] for run in runs_of(element)), page.texts):
        return ""
    shown = [(filled(run["text"], page.texts), run) for run in runs]
    styles, tag = page.data["styles"], f"h{element['heading']}" if "heading" in element else "p"
    if element.get("overflow") == "shrink":
        return _shrunk(index, element, page, shown[0][0], tag)
    if element.get("overflow") == "refuse":
        width = sum(page.ruler.width_mm(text, styles[run.get("style", element["style"])]) for text, run in shown)
        if width > element["w"]:
            raise DoesNotFit(index)
    if not any("style" in run or "lang" in run for _, run in shown):
        # One piece where nothing sets the runs apart: WeasyPrint may end a line early where one span meets the next.
        inner = _centered("".join(text for text, _ in shown), styles[element["style"]])
    else:
        inner = "".join(f"<span{_class(run)}{_lang(run)}>{escape(text)}</span>" for text, run in shown)
    return f'<{tag} class="b e{index} s-{element["style"]}"{_lang(element)}>{inner}</{tag}>'


def _field(index: int, element: Mapping, page: Page) -> str:
    text = page.texts.get(element["value"], "")
    if not text:
        return ""
    if element["overflow"] == "shrink":
        return _shrunk(index, element, page, text, "p")
    style = page.data["styles"][element["style"]]
    if element["overflow"] == "refuse" and page.ruler.width_mm(text, style) > element["w"]:
        raise DoesNotFit(index)
    return f'<p class="b e{index} s-{element["style"]}"{_lang(element)}>{_centered(text, style)}</p>'


def _shrunk(index: int, element: Mapping, page: Page, text: str, tag: str) -> str:
    """The text in the first of its sizes that fits."""
    style = page.data["styles"][element["style"]]
    number = page.ruler.step_that_fits(text, element, style)
    if number is None:
        raise DoesNotFit(index)
    opening = f'<{tag} class="b e{index} s-{element["style"]} k{number}"{_lang(element)}>'
    return f"{opening}{_centered(text, style)}</{tag}>"


def _picture(index: int, element: Mapping, _page: Page) -> str:
    return _image(index, element["asset"], element["alt"])


def _agency_slot(index: int, element: Mapping, page: Page) -> str:
    name = page.texts.get("agency.name", "")
    picture = element.get("pictures", {}).get(page.texts.get("agency.code", ""))
    if picture:
        return _image(index, picture, element.get("alt") or name)
    return f'<p class="b e{index} s-{element["style"]}">{_centered(name, page.data["styles"][element["style"]])}</p>'


def _qr(index: int, element: Mapping, page: Page) -> str:
    code = {
        name: escape(page.texts.get(f"issue.{name}", ""))
        for name in ("host", "token_grouped", "compare_grouped", "pages")
    }
    alt = escape(f"查驗用二維條碼，內容為網址 {page.sheet.verify_url}", quote=True)
    return (
        f'<div class="b e{index} verify"><img src="{QR_ADDRESS}" alt="{alt}">'
        '<h2>掃描查驗最新狀態<span class="e" lang="en">　Scan to verify</span></h2>'
        f'<p class="l1"><span class="k">網　址</span><span class="v">{code["host"]}</span></p>'
        f'<p class="l2"><span class="k">驗證碼</span><span class="v">{code["token_grouped"]}</span></p>'
        f'<p class="l3"><span class="k">比對碼</span><span class="v">{code["compare_grouped"]}　共 {code["pages"]} 頁</span></p>'
        f'<p class="l4">{escape(element["note"])}</p></div>'
    )


def _offline_seal(index: int, element: Mapping, _page: Page) -> str:
    return f'<p class="b e{index} small">{escape(element["label"])}</p>' if "label" in element else ""


def _drawn(index: int, _element: Mapping, _page: Page) -> str:
    return f'<div class="b e{index}"></div>'


_KINDS: Mapping[str, Callable[[int, Mapping, Page], str]] = {
    "text": _text,
    "field": _field,
    "image": _picture,
    "seal": _picture,
    "agency_slot": _agency_slot,
    "qr": _qr,
    "offline_seal": _offline_seal,
    "line": _drawn,
    "box": _drawn,
}


def _image(index: int, asset: str, alt: str) -> str:
    return f'<img class="b e{index}" src="{ASSET_ADDRESS}{asset}" alt="{escape(alt, quote=True)}">'


def _centered(text: str, style: Mapping) -> str:
    """The text; spacing behind its last character must not push it off its middle or its right edge."""
    moved = style.get("spacing") and style.get("align", "left") != "left"
    return f'<span class="t">{escape(text)}</span>' if moved else escape(text)


def _class(run: Mapping) -> str:
    return f' class="s-{run["style"]}"' if "style" in run else ""


def _lang(holder: Mapping) -> str:
    return f' lang="{holder["lang"]}"' if "lang" in holder else ""

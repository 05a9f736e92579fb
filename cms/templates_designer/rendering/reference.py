"""The reference renderer: WeasyPrint, one page a sheet; what a later, faster one must equal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Set
from datetime import UTC, datetime
from io import BytesIO

from weasyprint import CSS, HTML, Attachment
from weasyprint.document import Document
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from cms.core.papers import Refusal, SealSlot, Sheet, Unsealed
from cms.templates_designer.rendering.drawings import Artwork, QrSymbol
from cms.templates_designer.rendering.finishing import finisher
from cms.templates_designer.rendering.fitting import Ruler
from cms.templates_designer.rendering.fonts import Face, batch_faces, undrawable
from cms.templates_designer.rendering.page import DoesNotFit, document, filled
from cms.templates_designer.rendering.style import ASSET_ADDRESS, FONT_ADDRESS, QR_ADDRESS, font_rules, style_sheet
from cms.templates_designer.schema import PLACEHOLDER, FrozenLayout, fixed_characters, placeholders, runs_of

VARIANT = "pdf/a-3a"
TWIN_NAME = "document.json"
_BLOCK_CHARACTERS = frozenset(
    "掃描查驗最新狀態網址證碼比對共頁　 Scan to verify0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-.:/"
)
_UNDATED = datetime(1970, 1, 1, tzinfo=UTC)
_MM_PER_PX = 25.4 / 96
# WeasyPrint rounds to whole Pango units; a box is not refused for that.
_TOLERANCE_MM = 0.3


class ReferenceRenderer:
    """Renderer (rendering/base.py) with WeasyPrint 70; writes PDF/A-3a and PDF/UA-1 in one file."""

    def missing(self, layout: FrozenLayout, characters: Set[str]) -> set[str]:
        """The characters that some font token used by the layout cannot draw; raises FontsAbsent."""
        return {character for stack in _stacks(layout.data) for character in undrawable(stack, characters)}

    def compile(self, layout: FrozenLayout, characters: Set[str], slot: SealSlot | None) -> CompiledPage:
        """Batch fonts, style sheet and artwork for these characters, once (about 2 s); raises FontsAbsent."""
        return CompiledPage(layout, frozenset(characters), slot)


class CompiledPage:
    """A layout ready for a batch; lives and dies in the process that made it, since its fonts are files of that process."""

    def __init__(self, layout: FrozenLayout, characters: frozenset[str], slot: SealSlot | None) -> None:
        self.layout, self.slot = layout, slot
        held = characters | fixed_characters(layout.data) | _BLOCK_CHARACTERS
        faces = {stack: batch_faces(stack, held) for stack in sorted(_stacks(layout.data))}
        self._ruler = Ruler(faces)
        self._drawable = held - {lost for stack in faces for lost in undrawable(stack, held)}
        every = [face for stack in faces for face in faces[stack]]
        self._fetcher = _InMemory(layout.assets, every)
        self._fonts = FontConfiguration()
        self._pictures: dict = _artwork(layout.assets, self._fetcher)
        families = {stack: [face.family for face in faces[stack]] for stack in faces}
        css = font_rules([(stack, face.family) for stack in faces for face in faces[stack]])
        css += style_sheet(layout.data, families)
        self._css = CSS(string=css, font_config=self._fonts, url_fetcher=self._fetcher, base_url="mydoc:")
        self._finish = finisher(slot)
        self._created = slot.claimed_at.astimezone(UTC) if slot else None

    def render(self, sheets: Iterable[Sheet]) -> Iterator[Unsealed | Refusal]:
        """One answer a sheet, lazily and in order.

        Refusal.code is "no_glyph" or "does_not_fit"; Refusal.column is the code of the field that caused it.
        """
        for sheet in sheets:
            yield self._answer(sheet)

    def _answer(self, sheet: Sheet) -> Unsealed | Refusal:
        for name in sorted(placeholders(self.layout.data)):
            unknown = self._undrawable(sheet.texts.get(name, ""))
            if unknown:
                remedy = "系統字型沒有這些字（或是自造字），請改用有統一碼的字，或請資訊局補字型。"
                return Refusal(sheet.seq, "no_glyph", _column(name), "".join(sorted(unknown)), remedy)
        try:
            page = self._laid_out(sheet)
        except DoesNotFit as too_wide:
            return self._refusal(sheet, too_wide.index)
        index = _overflowing(page, self.layout.data)
        if index is not None:
            return self._refusal(sheet, index)
        return Unsealed(sheet.seq, self._written(page, sheet), pages=len(page.pages))

    def _undrawable(self, text: str) -> set[str]:
        """Characters that no face has; those outside the announced ones are looked up now."""
        unknown = set(text) - self._drawable
        return (
            {lost for stack in _stacks(self.layout.data) for lost in undrawable(stack, unknown)} if unknown else set()
        )

    def _laid_out(self, sheet: Sheet) -> Document:
        created = f"{self._created:%Y-%m-%dT%H:%M:%SZ}" if self._created else ""
        html = document(self.layout.data, sheet, self._ruler, created)
        self._pictures[QR_ADDRESS] = QrSymbol(sheet.verify_url)
        source = HTML(string=html, base_url="mydoc:", url_fetcher=self._fetcher)
        return source.render(
            font_config=self._fonts,
            stylesheets=[self._css],
            cache=self._pictures,
            pdf_variant=VARIANT,
            presentational_hints=False,
        )

    def _written(self, page: Document, sheet: Sheet) -> bytes:
        dated = self._created or _UNDATED
        twin = Attachment(
            file_obj=BytesIO(sheet.twin),
            name=TWIN_NAME,
            description="本文件的機讀內容",
            created=dated,
            modified=dated,
            relationship="Data",
            url_fetcher=self._fetcher,
        )
        return page.write_pdf(finisher=self._finish, pdf_variant=VARIANT, attachments=[twin])

    def _refusal(self, sheet: Sheet, index: int) -> Refusal:
        element = self.layout.data["elements"][index]
        names = [element["value"]] if element["kind"] == "field" else []
        if element["kind"] == "text":
            names = [match[1] for run in runs_of(element) for match in PLACEHOLDER.finditer(run["text"])]
        longest = max(names, key=lambda name: len(sheet.texts.get(name, "")), default="")
        found = sheet.texts.get(longest, "") or filled("".join(run["text"] for run in runs_of(element)), sheet.texts)
        room = f"寬 {element['w']:g} 公釐" + (f"、高 {element['h']:g} 公釐" if "h" in element else "")
        remedy = f"內容放不進版面上的位置（{room}），縮到最小的字級也一樣；請縮短內容，或請設計人員放大這個位置。"
        return Refusal(sheet.seq, "does_not_fit", _column(longest), found, remedy)


class _InMemory(URLFetcher):
    """Serves the layout's own pictures and fonts, and data: addresses; nothing else is ever fetched."""

    def __init__(self, assets: Mapping[str, bytes], faces: list[Face]) -> None:
        super().__init__(allowed_protocols=("data",), allow_redirects=False, fail_on_errors=True)
        self._held = {f"{ASSET_ADDRESS}{sha}": content for sha, content in assets.items()}
        self._held |= {f"{FONT_ADDRESS}{number}": face.content for number, face in enumerate(faces)}

    def fetch(self, url: str, headers: Mapping | None = None) -> URLFetcherResponse:
        if url in self._held:
            return URLFetcherResponse(url, self._held[url])
        return super().fetch(url, headers)


def _artwork(assets: Mapping[str, bytes], fetcher: URLFetcher) -> dict:
    """The vector pictures, ready to be drawn again and again; raster ones WeasyPrint keeps by itself."""
    return {
        f"{ASSET_ADDRESS}{sha}": Artwork(content, fetcher)
        for sha, content in assets.items()
        if content.lstrip().startswith(b"<")
    }


def _stacks(data: Mapping) -> set[str]:
    """The font tokens that a layout uses, those of the verification block among them."""
    kinds = {element["kind"] for element in data["elements"]}
    block = {"print", "ming", "kai"} if "qr" in kinds else {"print"} if "offline_seal" in kinds else set()
    return {style["font"] for style in data["styles"].values()} | block


def _overflowing(page: Document, data: Mapping) -> int | None:
    """The first element whose text came out higher than its box, by the boxes that WeasyPrint laid out."""
    limits = {
        f"e{index}": (index, element["h"]) for index, element in enumerate(data["elements"]) if _has_limit(element)
    }
    for box in page.pages[0]._page_box.descendants(placeholders=True):
        if box.element is None or not limits:
            continue
        marks = (box.element.get("class") or "").split()
        if marks[:1] == ["b"] and marks[1] in limits:
            index, high = limits.pop(marks[1])
            if box.height * _MM_PER_PX > high + _TOLERANCE_MM:
                return index
    return None


def _has_limit(element: Mapping) -> bool:
    return element["kind"] in ("text", "field") and "h" in element


def _column(name: str) -> str:
    """The field's code in the name of one of its texts."""
    return name.partition(".")[0]

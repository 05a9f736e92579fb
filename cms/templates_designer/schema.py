"""What a layout may say: data in millimetres, checked against layout.schema.json, and its frozen form."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator, ValidationError

from cms.core.hashing import sha256_json

PLACEHOLDER = re.compile(r"\{\{\s*([a-z][a-z0-9_]*(?:\.[a-z0-9_]+)?)\s*\}\}")
QR_PLACEHOLDERS = frozenset({"issue.host", "issue.token_grouped", "issue.compare_grouped", "issue.pages"})

_VALIDATOR = Draft202012Validator(json.loads(Path(__file__).with_name("layout.schema.json").read_text()))
_WORDS = {
    "additionalProperties": "有不認得的項目",
    "required": "缺少必要的項目",
    "enum": "只能是 {expected}",
    "const": "必須是 {expected}",
    "type": "型別必須是 {expected}",
    "pattern": "寫法不符 {expected}",
    "minimum": "不可小於 {expected}",
    "exclusiveMinimum": "必須大於 {expected}",
    "maximum": "不可大於 {expected}",
    "minLength": "不可少於 {expected} 字",
    "maxLength": "不可超過 {expected} 字",
    "minItems": "不可少於 {expected} 項",
    "maxItems": "不可超過 {expected} 項",
    "oneOf": "必須且只能符合其中一種寫法",
    "anyOf": "必須符合其中一種寫法",
    "not": "不可有這種寫法（fit 只用在 overflow 為 shrink 的時候）",
}


@dataclass(frozen=True, slots=True)
class FrozenLayout:
    """A layout as published: data, the bytes of its pictures by sha256, and the fingerprint of the data; picklable."""

    sha256: str
    data: Mapping
    assets: Mapping[str, bytes]


def freeze(data: Mapping, assets: Mapping[str, bytes]) -> FrozenLayout:
    """The frozen form of a layout; pictures are pinned by the hashes inside the data."""
    return FrozenLayout(sha256_json(data), data, {sha: assets[sha] for sha in sorted(assets_of(data))})


def problems_of(data: Any, known: frozenset[str] | set[str] | None = None) -> list[str]:
    """Why this is not a layout: sentences that name the path, at most twenty; empty when it is one.

    known: the names that placeholders may use; None leaves them unchecked.
    """
    errors = sorted(_VALIDATOR.iter_errors(data), key=lambda error: [str(step) for step in error.absolute_path])
    if errors:
        return [_sentence(error) for error in errors[:20]]
    return [
        *_off_the_page(data),
        *_unknown_styles(data),
        *_headings(data),
        *_unbounded(data),
        *_unknown_names(data, known),
    ][:20]


def placeholders(data: Mapping) -> set[str]:
    """The names of all texts that a page of this layout needs."""
    return {name for _, name in _names(data)}


def assets_of(data: Mapping) -> set[str]:
    """The sha256 of every picture that the layout uses."""
    found = {data["page"]["background"]} if "background" in data["page"] else set()
    for element in data["elements"]:
        found |= {element["asset"]} if "asset" in element else set()
        found |= set(element.get("pictures", {}).values())
    return found


def fixed_characters(data: Mapping) -> set[str]:
    """Every character that the layout itself prints."""
    texts = [text for _, text in _texts(data)]
    texts += [element.get(key, "") for element in data["elements"] for key in ("note", "label")]
    return set(PLACEHOLDER.sub("", "".join(texts)))


def runs_of(element: Mapping) -> list[Mapping]:
    """The runs of a text element; a plain string is one run."""
    text = element["text"]
    return [{"text": text}] if isinstance(text, str) else text


def _texts(data: Mapping) -> Iterator[tuple[str, str]]:
    """(path, text with placeholders) of everything that is written out."""
    yield "title", data["title"]
    for index, element in enumerate(data["elements"]):
        if element["kind"] == "text":
            for run in runs_of(element):
                yield f"elements/{index}/text", run["text"]


def _names(data: Mapping) -> Iterator[tuple[str, str]]:
    """(path, name) of everything that a page must be told."""
    for path, text in _texts(data):
        for match in PLACEHOLDER.finditer(text):
            yield path, match[1]
    for index, element in enumerate(data["elements"]):
        if element["kind"] == "field":
            yield f"elements/{index}/value", element["value"]
        if element["kind"] == "agency_slot":
            yield f"elements/{index}", "agency.name"
            yield f"elements/{index}", "agency.code"
        if element["kind"] == "qr":
            for name in sorted(QR_PLACEHOLDERS):
                yield f"elements/{index}", name


def _unknown_names(data: Mapping, known: frozenset[str] | set[str] | None) -> Iterator[str]:
    if known is None:
        return
    for path, name in _names(data):
        if name not in known:
            yield f"{path}：沒有名為「{name}」的欄位或變數，請改用證件種類裡的欄位代碼。"


def _unknown_styles(data: Mapping) -> Iterator[str]:
    for index, element in enumerate(data["elements"]):
        used = [element] if "style" in element else []
        used += [run for run in runs_of(element) if "style" in run] if element["kind"] == "text" else []
        for holder in used:
            if holder["style"] not in data["styles"]:
                yield f"elements/{index}/style：styles 裡沒有名為「{holder['style']}」的樣式，請先定義。"


def _headings(data: Mapping) -> Iterator[str]:
    """PDF/UA (ISO 14289-1, 7.4.2) wants headings from the first level down."""
    titles = [element for element in data["elements"] if element.get("heading") == 1]
    if len(titles) != 1:
        yield f"elements：標題（heading 為 1 的文字）必須剛好一個，現在有 {len(titles)} 個。"


def _unbounded(data: Mapping) -> Iterator[str]:
    """A text that varies needs a height: otherwise nobody would notice that it grew over its neighbors."""
    for index, element in enumerate(data["elements"]):
        grows = element["kind"] == "text" and element.get("overflow", "wrap") == "wrap" and "h" not in element
        if grows and any(PLACEHOLDER.search(run["text"]) for run in runs_of(element)):
            yield f"elements/{index}：內容會變動的文字要有高度 h，或把 overflow 設為 refuse。"


def _off_the_page(data: Mapping) -> Iterator[str]:
    page = data["page"]
    for index, element in enumerate(data["elements"]):
        right, bottom = element["x"] + element.get("w", 0), element["y"] + element.get("h", 0)
        if right > page["width"] or bottom > page["height"]:
            yield (
                f"elements/{index}：右下角在 {right:g}、{bottom:g} 公釐，超出 {page['width']:g} × {page['height']:g} "
                "公釐的頁面，請移動或縮小。"
            )


def _sentence(error: ValidationError) -> str:
    path = "/".join(str(step) for step in error.absolute_path) or "（整份版面）"
    words = _WORDS.get(str(error.validator), "不符合版面格式")
    expected = error.validator_value
    if isinstance(expected, list):
        expected = "、".join(str(value) for value in expected)
    return f"{path}：{words.format(expected=expected)}{_detail(error)}。"


def _detail(error: ValidationError) -> str:
    """Which item is missing or too many."""
    if error.validator == "required":
        absent = [name for name in error.validator_value if name not in error.instance]
        return f"：{'、'.join(absent)}"
    if error.validator == "additionalProperties":
        extra = [name for name in error.instance if name not in error.schema.get("properties", {})]
        return f"：{'、'.join(extra)}"
    return ""

"""Which pictures a layout may hold: found out from their content, never from a name."""

import re
from xml.etree import ElementTree

from cms.core.errors import Refused

MAX_BYTES = 2 * 1024 * 1024
_SVG = "{http://www.w3.org/2000/svg}"
_RASTER = {b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg"}
_ACTIVE = {f"{_SVG}{name}" for name in ("script", "foreignObject", "image", "style", "text", "animate", "set")}
_OUTSIDE = re.compile(r"url\(\s*['\"]?(?!#)", re.IGNORECASE)


def media_type_of(content: bytes) -> str:
    """image/svg+xml, image/png or image/jpeg; raises Refused for anything else, and for an SVG with more than shapes."""
    if len(content) > MAX_BYTES:
        raise Refused(f"圖片有 {len(content):,} 位元組，上限是 {MAX_BYTES:,}。請縮小或簡化圖片。")
    for start, media_type in _RASTER.items():
        if content.startswith(start):
            return media_type
    _refuse_unless_shapes(content)
    return "image/svg+xml"


def _refuse_unless_shapes(content: bytes) -> None:
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise Refused("圖片裡有文件型別宣告（DOCTYPE），可能用來攻擊。請用繪圖軟體重新匯出純 SVG。")
    try:
        root = ElementTree.fromstring(content)  # noqa: S314  (no entities: refused above)
    except ElementTree.ParseError as problem:
        raise Refused("圖片不是 SVG、PNG 或 JPEG。請換成這三種格式之一。") from problem
    if root.tag != f"{_SVG}svg":
        raise Refused("檔案是 XML 但不是 SVG 圖片。請換成 SVG、PNG 或 JPEG。")
    for node in root.iter():
        for name, value in node.attrib.items():
            if name.endswith("href") and not value.startswith("#") or name.startswith("on") or _OUTSIDE.search(value):
                raise Refused(f"SVG 圖片的「{name}」指向圖片以外的內容。請移除連結和程式後再上傳。")
        if node.tag in _ACTIVE:
            raise Refused(
                f"SVG 圖片裡有「{node.tag.removeprefix(_SVG)}」。版面的 SVG 只能有線條和形狀，文字請先轉成外框。"
            )

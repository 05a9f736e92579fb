"""The icons that an editor may choose for a step: their names, and the lines inside <svg viewBox="0 0 24 24">."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from django.utils.safestring import SafeString


class Icon(NamedTuple):
    """What the editor reads in the list of choices, and the drawing."""

    name: str
    lines: SafeString


ICONS: Mapping[str, Icon] = {
    "card": Icon(
        "身分卡",
        SafeString(
            '<rect x="2" y="4" width="20" height="16" rx="1"/><circle cx="8" cy="11" r="2.3"/>'
            '<path d="M4.5 17c.4-2 1.7-3 3.5-3s3.1 1 3.5 3M14 9h5M14 13h5"/>'
        ),
    ),
    "phone": Icon("手機", SafeString('<rect x="6" y="2" width="12" height="20" rx="2"/><path d="M11 18.5h2"/>')),
    "paper": Icon("文件", SafeString('<path d="M6 2h8l5 5v15H6z"/><path d="M14 2v5h5"/>')),
    "download": Icon("下載", SafeString('<path d="M6 2h8l5 5v15H6z"/><path d="M14 2v5h5M12.5 10.5v8m-3-3 3 3 3-3"/>')),
    "key": Icon("鑰匙", SafeString('<circle cx="7.5" cy="15.5" r="4.5"/><path d="M10.7 12.3 20 3m-3.5 3.5 3 3"/>')),
    "qr": Icon(
        "QR",
        SafeString('<path d="M3 3h7v7H3zM14 3h7v7h-7zM3 14h7v7H3zM14 14h3v3h-3zM20 14h1M14 20v1M18 18h3v3h-3"/>'),
    ),
    "tick": Icon("打勾", SafeString('<circle cx="12" cy="12" r="10"/><path d="m7 12.5 3.4 3.4L17 9"/>')),
}

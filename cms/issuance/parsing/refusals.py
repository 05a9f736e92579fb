"""How a file is refused: which file, what was found, what is needed, what to do."""

from __future__ import annotations

from collections.abc import Sequence

from cms.core.errors import Unreadable

NEEDED = "需要 XLSX 活頁簿或 CSV 文字檔（逗號、分號或定位字元分隔）"
SAVE_AS = "請在試算表軟體用「另存新檔」存成 .xlsx 或「CSV UTF-8」後再試"


def refusal(name: str, found: str, needed: str = NEEDED, remedy: str = SAVE_AS) -> Unreadable:
    """Return the exception to raise; the three parts are clauses without a full stop."""
    return Unreadable(f"無法讀取{quoted(name)}：{found}。{needed}。{remedy}。")


def quoted(text: str, longest: int = 60) -> str:
    """Return a name from outside in 「」, on one line, shortened, without characters that hide or turn text."""
    clean = "".join(character if character.isprintable() else " " for character in text)
    shown = " ".join(clean.split())
    return f"「{shown[:longest]}…」" if len(shown) > longest else f"「{shown}」"


def listed(texts: Sequence[str], unit: str = "處", most: int = 5) -> str:
    """Return the first texts joined by 、 and, if some were left out, how many there are in all."""
    shown = "、".join(texts[:most])
    return f"{shown} 等 {len(texts):,} {unit}" if len(texts) > most else shown

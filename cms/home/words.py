"""What the public site's pages say around what their editors wrote, in Chinese and English side by side."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

from cms.verification.words import LANGUAGES, said_in
from cms.verification.words import words_in as site_words

# For editors, whose screens are Chinese.
LANGUAGE_NAMES = {"zh": "中文", "en": "英文"}
SENTENCES = {
    "navigation": ("主要", "Main"),
    "more_pages": ("其他說明", "More to read"),
    "warning": ("注意", "Take care"),
    "phone": ("電話", "Phone"),
    "hours": ("服務時間", "Hours"),
    "updated": ("最後更新", "Last updated"),
    "front": ("回首頁", "Front page"),
    "missing": ("找不到這個頁面", "Page not found"),
    "missing.text": (
        "網址可能打錯了，或頁面已經移走。要查驗文件，請輸入 QR 旁邊的驗證碼。",
        "The address may be mistyped, or the page has moved. To check a document, type the code beside its QR.",
    ),
    "my_documents": ("回到我的證件包", "Back to My Documents"),
    "unreadable": ("這次送出的內容無法處理", "What was sent could not be read"),
    "unreadable.text": (
        "內容太大或格式不對，沒有任何資料被更改。請回到上一頁，改好再送出；一再發生的話，請撥 {hotline}。",
        "It was too large or not in the right form, and nothing was changed. Go back, mend it and send it again; if it "
        "happens again, call {hotline}.",
    ),
    "failed": ("系統暫時無法使用", "The service is not available"),
    "failed.text": (
        "您的資料沒有遺失。請 5 分鐘後再試，或撥 {hotline}。",
        "Nothing was lost. Try again in 5 minutes or call {hotline}.",
    ),
}


@lru_cache(maxsize=len(LANGUAGES))
def words_in(lang: str) -> Mapping[str, str]:
    """The site's words and those of its own pages, in one language; keys use _ for a dot."""
    return MappingProxyType({**site_words(lang), **said_in(lang, SENTENCES)})

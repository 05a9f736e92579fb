"""What the provider's pages say, in Chinese and English side by side."""

from collections.abc import Mapping
from urllib.parse import parse_qs

from django.conf import settings
from django.http import HttpRequest

LANGUAGES = ("zh", "en")
SENTENCES: Mapping[str, tuple[str, str]] = {
    "site": ("示範城市帳號", "Demo City Account"),
    "test": ("測試", "Test"),
    "test_text": (
        "這裡沒有真的帳號：每個人都是虛構的，不需要密碼。",
        "No real account is here: everybody is invented, and no password is needed.",
    ),
    "choose": ("您是哪一位？", "Who are you?"),
    "choose_lead": (
        "選一位，就用這個人的身分登入文件保管箱。",
        "Choose the person as whom you want to sign in to the Document Vault.",
    ),
    "high": ("身分已驗證", "Identity checked"),
    "low": ("身分未驗證", "Identity not checked"),
    "consent": ("讓文件保管箱知道這些資料嗎？", "Share this with the Document Vault?"),
    "consent_lead": (
        "您正以{name}的身分登入。同意以後，資料直接交給文件保管箱，不會出現在網址裡。",
        "You are signing in as {name}. If you agree, the data go straight to the Document Vault, never into an address.",
    ),
    "scope_national_id": ("身分證字號", "National ID number"),
    "scope_phone": ("手機號碼", "Mobile number"),
    "allow": ("同意並登入", "Agree and sign in"),
    "deny": ("不同意", "Do not agree"),
    "leave": ("要登出城市帳號嗎？", "Sign out of the city account?"),
    "leave_yes": ("登出", "Sign out"),
    "leave_no": ("不要登出", "Stay signed in"),
    "front": ("這是示範用的城市帳號", "This is the demo's city account"),
    "front_text": (
        "要試用，請從文件保管箱的登入頁按「城市帳號」。",
        "To try it, choose City account on the sign-in page of the Document Vault.",
    ),
    "front_link": ("到文件保管箱", "To the Document Vault"),
    "error": ("這個請求無法處理", "This request cannot be processed"),
    "error_text": (
        "請回到文件保管箱，重新登入一次。",
        "Go back to the Document Vault and sign in again.",
    ),
}


def words_in(lang: str) -> dict[str, str]:
    """Every sentence in one language, "zh" or "en"."""
    column = LANGUAGES.index(lang)
    return {key: pair[column] for key, pair in SENTENCES.items()} | {"lang": ("zh-Hant", "en")[column]}


def language_of(request: HttpRequest) -> str:
    """The language that the client asked for (ui_locales), here or in the address that follows signing in."""
    following = parse_qs(request.GET.get("next", "").partition("?")[2])  # it may be no address at all
    asked = request.GET.get("ui_locales") or following.get("ui_locales", [""])[0]
    return "en" if asked.startswith("en") else "zh"


def page_words(request: HttpRequest) -> dict[str, object]:
    """What every template has: its words, and the client's address."""
    return {"w": words_in(language_of(request)), "site_url": settings.CITY_ACCOUNT_SITE}

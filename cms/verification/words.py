"""Everything that the public pages say, in Chinese and English side by side."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

from django.conf import settings
from django.utils.html import escape
from django.utils.safestring import SafeString

from .addresses import verify_host
from .status import Status
from .tries import TRIES_PER_DOCUMENT

# key: (zh-Hant, English). {host}, {hotline} and the like are an installation's; the others are filled by the page.
SENTENCES: Mapping[str, tuple[str, str]] = {
    # frame of a page
    "skip": ("跳到主要內容", "Skip to main content"),
    "official": ("官方網站", "Official"),
    "identify": ("如何辨識", "How to tell"),
    "identify_text": (
        "正式網站的網址是 {host}，請核對瀏覽器網址列。我們不會在訊息裡放登入連結，也不會要求信用卡或密碼；"
        "簡訊驗證碼只在您自己登入時輸入。",
        "The official address is {host}: compare it with the address bar. We never send sign-in links and never ask for "
        "a card or a password. Type an SMS code only where you sign in yourself.",
    ),
    "bureau_line": ("{bureau}　客服專線 {hotline}", "{city} · Call {hotline}"),
    "dash": ("｜", " – "),
    "gap": ("　", " "),
    "result": ("查驗結果", "Result"),
    # the verdict
    "name.valid": ("有效", "Valid"),
    "name.void": ("已作廢", "Void"),
    "name.superseded": ("已換發新版", "Superseded"),
    "name.expired": ("已過期", "Expired"),
    "name.not_yet_valid": ("尚未生效", "Not valid yet"),
    "name.destroyed": ("已依規定銷毀", "Destroyed"),
    "name.not_found": ("查無資料", "Not found"),
    "name.cannot_check": ("目前無法查驗", "Cannot check now"),
    "say.valid": ("這份文件由{agency}簽發，目前有效。", "Issued by {agency}. Valid now."),
    "say.void": ("這份文件已於{date}作廢，請勿採用。", "Voided on {date}. Do not accept it."),
    "say.superseded": (
        "這份文件已由{date}的新版取代，請向持有人索取新版。",
        "Replaced on {date}. Ask the holder for the new one.",
    ),
    "say.expired": ("有效期間到{date}止。內容曾經有效。", "Valid until {date}. It was valid before."),
    "say.not_yet_valid": ("自{date}起有效。", "Valid from {date}."),
    "say.destroyed": (
        "這份文件曾於{year}簽發，已於{date}依規定銷毀，系統不再保存內容。",
        "Issued in {year} and lawfully destroyed on {date}. Its contents are no longer kept.",
    ),
    "say.not_found": (
        "系統裡沒有這個驗證碼。這不代表文件是假的，請先核對網址與驗證碼。",
        "No record for this code. This does not by itself prove a fake. Check the address and the code first.",
    ),
    "say.cannot_check": (
        "系統忙碌，這不是文件的問題。請稍後再試。",
        "The service is busy. This says nothing about the document. Try again later.",
    ),
    "caveat": (
        "「有效」只代表系統有這份文件。請核對紙本內容。",
        "Valid means the record exists. Compare the paper with it.",
    ),
    # the facts on the slip
    "agency": ("簽發機關", "Issued by"),
    "issued_on": ("簽發日期", "Issued on"),
    "voided_on": ("作廢日期", "Voided on"),
    "void_reason": ("作廢原因", "Reason"),
    "superseded_on": ("換發日期", "Replaced on"),
    "validity": ("有效期間", "Validity"),
    "validity.between": ("{from_}至{until}", "{from_} to {until}"),
    "validity.from": ("{from_}起", "From {from_}"),
    "validity.until": ("到{until}止", "Until {until}"),
    "number": ("文件編號", "Number"),
    "agency_number": ("字號", "Agency number"),
    "pages": ("頁數", "Pages"),
    "pages.count": ("{n} 頁", "{n}"),
    "compare_code": ("比對碼", "Compare code"),
    # compare with the paper
    "paper": ("跟手上的紙本核對", "Compare with the paper"),
    "paper.look": (
        "看一看：種類、日期、頁數、比對碼，要和紙本一樣。",
        "Look: type, date, pages and compare code must be the same.",
    ),
    "paper.type": (
        "填一填：輸入紙本上的內容，系統只回答是否相符，不會顯示資料。",
        "Type what the paper says. The answer is only match or no match.",
    ),
    "compare.hint": (
        "至少填 2 個欄位，日期例如 113/01/31。每份文件 10 分鐘內可核對 {tries} 次，持有人會看到有人核對過。",
        "Fill in at least 2 fields; a date as 2024-01-31 or 113/01/31. {tries} tries for a document in 10 minutes. "
        "The holder sees that somebody compared.",
    ),
    "compare.button": ("核對內容", "Compare details"),
    "compare.match": ("全部相符", "All match"),
    "compare.match_more": (
        "您填的 {n} 個欄位都和系統的紀錄一樣。10 分鐘內還可以核對 {left} 次。",
        "All {n} fields agree with the record. Tries left in 10 minutes: {left}.",
    ),
    "compare.differ": ("有欄位不相符", "Something differs"),
    "compare.differ_more": (
        "請看看有沒有打錯字。10 分鐘內還可以核對 {left} 次。",
        "Check for typing mistakes. Tries left in 10 minutes: {left}.",
    ),
    "compare.too_few": ("請至少輸入 2 個欄位", "Fill in at least 2 fields"),
    "compare.too_few_more": (
        "您填了 {n} 個。這次沒有核對，不計次數。",
        "You filled in {n}. Nothing was compared and no try was counted.",
    ),
    "compare.too_many": ("查驗次數過多", "Too many checks"),
    "compare.too_many_more": ("請 10 分鐘後再試。", "Try again in 10 minutes."),
    # what to do next
    "next": ("接下來怎麼做", "What to do next"),
    "next.void": (
        "請不要採用這份文件。可以請對方出示新版，或聯絡{agency}。",
        "Do not accept this document. Ask for a new one, or contact {agency}.",
    ),
    "next.superseded": (
        "請向持有人索取新版，再掃描新版的 QR。為了保護個人資料，這裡不提供新版的連結。",
        "Ask the holder for the new one and scan its QR. To protect personal data there is no link to it here.",
    ),
    "next.expired": ("請持有人向{agency}申請新的文件。", "The holder can apply to {agency} for a new one."),
    "next.not_yet_valid": (
        "文件是真的，但還沒到生效日。請在{date}以後再查驗一次。",
        "The document is genuine but not valid yet. Check again from {date} on.",
    ),
    "next.destroyed": (
        "保存年限已滿的文件會依規定銷毀。如需證明，請持有人聯絡原簽發機關。",
        "Documents are destroyed when their retention period ends. The holder can contact the issuing agency.",
    ),
    # signature history
    "history": ("簽章歷程（{n} 筆）", "Signature history ({n})"),
    "act.seal": ("平臺簽章", "Sealed by the platform"),
    "act.agency": ("機關簽章", "Sealed by the agency"),
    "act.timestamp": ("時間戳記", "Time stamp"),
    "act.void": ("作廢", "Voided"),
    "act.superseded": ("換發新版", "Replaced"),
    "certificate": ("簽章憑證資訊", "Signing certificate"),
    "subject": ("主體", "Subject"),
    "issuer": ("簽發者", "Issuer"),
    "serial": ("序號", "Serial number"),
    "algorithm": ("演算法", "Algorithm"),
    "checked_at": ("查驗時間", "Checked at"),
    "report": ("回報可疑文件：撥 {hotline}", "Report a suspicious document: call {hotline}"),
    # a code that was typed
    "your_code": ("您查的驗證碼", "The code you asked for"),
    "letters": (
        "驗證碼沒有字母 O、I、L、U。把 0 打成 O，或把 1 打成 I、L，都沒關係。",
        "A code has no letters O, I, L or U. O counts as 0, and I or L as 1.",
    ),
    "again": ("再試一次", "Try again"),
    "code": ("驗證碼", "Code"),
    "code.hint": ("印在 QR 旁邊，20 個字", "Beside the QR, 20 characters"),
    "check": ("查驗", "Check"),
    "type_code": ("輸入驗證碼", "Type the code"),
    "type_code.lead": (
        "掃描文件上的 QR，或輸入旁邊的驗證碼，就知道文件是不是真的、現在有沒有效。不必登入。",
        "Scan the QR on the document or type the code beside it, to learn whether it is genuine and valid now. "
        "No sign-in.",
    ),
    "error": ("錯誤：", "Error: "),
    # the front page
    "doubt": ("這份文件是真的嗎？", "Is this document genuine?"),
    "doubt.text": (
        "不必登入。掃描文件上的 QR，或輸入旁邊的驗證碼。",
        "No sign-in. Scan the QR on the document, or type the code beside it.",
    ),
    "legend": ("查驗結果只有這幾種", "Every possible result"),
    "mean.valid": ("機關簽發，現在有效", "Issued, and valid now"),
    "mean.void": ("機關已收回，不要採用", "Withdrawn: do not accept it"),
    "mean.superseded": ("有新版，請對方出示新版", "Ask for the newer one"),
    "mean.expired": ("有效期間已過", "Past its validity"),
    "mean.not_yet_valid": ("還沒到生效日", "Its first day is still to come"),
    "mean.destroyed": ("保存期滿，內容已不再保存", "No longer kept, by the rules"),
    "mean.not_found": ("沒有這個驗證碼，先核對", "No such code: check it first"),
    "mean.cannot_check": ("系統忙碌，與文件無關", "No fault of the document"),
    # cannot check now
    "retry": ("重新查驗", "Check again"),
    "retry.call": (
        "也可以撥 {hotline}，告訴我們下面這個驗證碼。",
        "Or call {hotline} and tell us the code below.",
    ),
    "later": ("等一下再來", "Come back later"),
    "later.text": (
        "把這一頁存成書籤，打開就會再查一次。系統暫停期間，文件的效力不變。",
        "Bookmark this page: opening it checks again. While the service pauses, the document stays as valid as it is.",
    ),
    # the likely slip in a code
    "list": ("、", ", "),
    "slip.empty": ("請輸入驗證碼", "Type the code"),
    "slip.address": (
        "這不是查驗網址。正式的查驗網址開頭是 {host}/v/。請輸入 QR 旁邊的驗證碼",
        "This is not an address of ours: those begin with {host}/v/. Type the code beside the QR",
    ),
    "slip.number": (
        "這是文件編號，驗證碼在 QR 旁邊，有 20 個字",
        "This is the document number. The code, 20 characters, is beside the QR",
    ),
    "slip.compare_code": (
        "這是比對碼。驗證碼在 QR 旁邊，有 20 個字",
        "This is the compare code. The code, 20 characters, is beside the QR",
    ),
    "slip.u": (
        "第 {group} 組第 {place} 個字是 U，驗證碼沒有這個字母。請看看是不是 V",
        "Character {place} of group {group} is U, which no code has. Look whether it is V",
    ),
    "slip.chinese": (
        "第 {group} 組第 {place} 個字不是數字或英文字母。請改用英文輸入，再打一次",
        "Character {place} of group {group} is neither a digit nor an English letter. Type it again",
    ),
    "slip.character": (
        "第 {group} 組第 {place} 個字「{character}」不是數字或英文字母",
        "Character {place} of group {group} ({character}) is neither a digit nor a letter",
    ),
    "slip.length": ("驗證碼要有 20 個字，您輸入了 {n} 個：{where}", "A code has 20 characters, you typed {n}: {where}"),
    "slip.short": ("第 {group} 組只有 {n} 個字", "group {group} has only {n}"),
    "slip.long": ("第 {group} 組有 {n} 個字", "group {group} has {n}"),
    "slip.groups": ("有 {n} 組，應該是 5 組", "{n} groups instead of 5"),
    "slip.ungrouped": ("請每 4 個字一組，和紙本核對", "compare it with the paper, four by four"),
    "alike": (
        "有標記的字容易看錯，請和紙本再對一次：",
        "The marked characters are easily misread. Compare them with the paper:",
    ),
    "alike.group": ("第 {group} 組：{pairs}", "Group {group}: {pairs}"),
    "alike.pair": ("{one}\u00a0或\u00a0{other}", "{one}\u00a0or\u00a0{other}"),
    # too many codes without a record from one network
    "many": ("查驗次數過多", "Too many checks"),
    "many.say": (
        "同一個網路在 10 分鐘內，查了太多系統裡沒有的驗證碼。請等 10 分鐘再試。",
        "Too many codes without a record came from this network. Try again in 10 minutes.",
    ),
    "many.still": ("真的文件現在也查得到", "Documents on record are still shown"),
    "many.still_text": (
        "掃描文件上的 QR，或把驗證碼打對，就會看到結果。只有查不到的驗證碼要等。",
        "Scan the QR on the document, or type its code without a mistake. Only codes without a record have to wait.",
    ),
    # what the holder reads of a scan
    "seen": ("對方看到：{facts}", "They saw: {facts}"),
    "seen.facts": ("種類、機關、日期", "type, agency, date"),
    "seen.masked": ("{label}（遮罩）", "{label} (masked)"),
    "seen.no_name": ("；沒有看到姓名", "; no name"),
}

LANGUAGES = ("zh", "en")


@lru_cache(maxsize=len(LANGUAGES))
def words_in(lang: str) -> Mapping[str, str]:
    """Every sentence in one language ("zh" or "en"), the installation's own facts filled in; keys use _ for a dot."""
    column = LANGUAGES.index(lang)
    city = settings.MYDOC_CITY
    own = {
        "lang": ("zh-Hant", "en")[column],
        "other_lang": ("en", "zh-Hant")[column],
        "other_label": ("English", "中文")[column],
        "site": (settings.MYDOC_SITE_NAME, settings.MYDOC_SITE_NAME_EN)[column],
        "city": (city["name"], city["name_en"])[column],
        "home": ("/", "/en/")[column],
        "host": verify_host(),
        "hotline": city["hotline"],
    }
    return MappingProxyType(said_in(lang, SENTENCES) | own)


def said_in(lang: str, sentences: Mapping[str, tuple[str, str]]) -> dict[str, SafeString]:
    """These sentences in one language, as words_in gives them; for the apps above, which have sentences of their own."""
    column = LANGUAGES.index(lang)
    city = settings.MYDOC_CITY
    facts = {
        "{host}": verify_host(),
        "{hotline}": city["hotline"],
        "{bureau}": city["bureau"],
        "{city}": city["name_en"],
        "{tries}": str(TRIES_PER_DOCUMENT),
    }
    # Marked as safe once, so that no request escapes them again.
    return {key.replace(".", "_"): SafeString(escape(_fill(pair[column], facts))) for key, pair in sentences.items()}


def status_names(status: Status, lang: str) -> tuple[str, str]:
    """The status in the page's language, and in the other one."""
    zh, en = SENTENCES[f"name.{status}"]
    return (zh, en) if lang == "zh" else (en, zh)


def _fill(sentence: str, facts: Mapping[str, str]) -> str:
    for name, text in facts.items():
        sentence = sentence.replace(name, text)
    return sentence

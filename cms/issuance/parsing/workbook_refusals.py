"""The sentences for what the child process refuses, by its code."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from cms.core.errors import Unreadable
from cms.issuance.parsing.refusals import NEEDED, SAVE_AS, listed, quoted, refusal
from cms.issuance.parsing.sheets import AskSheet, Sheet

Facts = Mapping[str, Any]
Sentence = Callable[[str, Facts], Unreadable]

COPY_THE_DATA = "請把資料（只有資料的範圍）複製到新的活頁簿，另存成 .xlsx 後再試"


def workbook_refusal(name: str, code: str, facts: Facts | None = None) -> Unreadable:
    """Return the Unreadable for a code of xlsx_child or of the way in which it ended."""
    return _SENTENCES[code](name, facts or {})


def _plain(found: str, needed: str = NEEDED, remedy: str = SAVE_AS) -> Sentence:
    def sentence(name: str, facts: Facts) -> Unreadable:
        return refusal(name, found.format(**facts), needed.format(**facts), remedy)

    return sentence


def _cells(found: str, remedy: str) -> Sentence:
    def sentence(name: str, facts: Facts) -> Unreadable:
        return refusal(name, f"儲存格 {listed(facts['cells'])} {found}", "每一格都需要可以確定的值", remedy)

    return sentence


def _no_such_sheet(name: str, facts: Facts) -> Unreadable:
    sheets = [quoted(title) for title in facts["sheets"]]
    return refusal(
        name,
        f"找不到工作表{quoted(facts['wanted'])}，檔案裡有{listed(sheets, '個')}",
        "指定的名稱要和工作表一字不差",
        "請改用檔案裡的名稱",
    )


def _several_sheets(name: str, facts: Facts) -> Unreadable:
    sheets = [Sheet(**sheet) for sheet in facts["sheets"]]
    sentence = refusal(
        name,
        f"有 {len(sheets)} 個工作表都有內容：{_titles(sheets)}",
        "一次只讀取一個工作表",
        "請指定要讀取的工作表，或隱藏、刪除其他工作表",
    )
    return AskSheet(str(sentence), sheets)


def _only_hidden_sheets(name: str, facts: Facts) -> Unreadable:
    sheets = [Sheet(**sheet) for sheet in facts["sheets"]]
    sentence = refusal(
        name,
        f"沒有看得見的工作表有內容，有內容的都被隱藏了：{_titles(sheets)}",
        "隱藏的工作表要指定才會讀取",
        "請指定要讀取的工作表，或取消隱藏",
    )
    return AskSheet(str(sentence), sheets)


def _titles(sheets: Sequence[Sheet]) -> str:
    return listed([quoted(sheet.name) for sheet in sheets], "個")


_SENTENCES: Mapping[str, Sentence] = {
    "broken": _plain(
        "XLSX 檔案不完整或已損壞",
        "需要可以正常開啟的活頁簿",
        "請在試算表軟體開啟確認，另存成新的 .xlsx 或 CSV 後再試",
    ),
    "ods": _plain("這是 OpenDocument 試算表（.ods）"),
    "xlsb": _plain("這是 Excel 二進位活頁簿（.xlsb）"),
    "encrypted": _plain("內容已用密碼加密", "需要沒有加密的 .xlsx 或 CSV", "請移除密碼，再另存成 .xlsx"),
    "not_a_workbook": _plain("內容是「{kind}」，不是試算表"),
    "bomb": _plain(
        "解壓縮後會膨脹到 {unpacked_mb:,} MB，不像正常的活頁簿",
        "解壓縮後最多 {limit_mb:,} MB，膨脹倍數也要合理",
        COPY_THE_DATA,
    ),
    "memory": _plain(
        "讀取時超出記憶體上限，通常是離資料很遠的儲存格（例如 XFD1048576）有內容",
        "內容需要集中在資料範圍內",
        COPY_THE_DATA,
    ),
    "time": _plain("讀取時間超過上限", "需要能在時限內讀完的活頁簿", COPY_THE_DATA),
    "too_much_text": _plain("儲存格的文字總量超過上限", "一個檔案最多一億字左右", "請分成幾個檔案"),
    "no_such_sheet": _no_such_sheet,
    "several_sheets": _several_sheets,
    "only_hidden_sheets": _only_hidden_sheets,
    "no_visible_sheet": _plain(
        "沒有看得見的工作表", "需要一個看得見、有資料的工作表", "請填入資料，取消隱藏工作表後再試"
    ),
    "formula_errors": _cells("是公式錯誤（例如 #N/A）", "請修正公式，或改填正確的值"),
    "not_calculated": _cells("的公式沒有計算結果", "請用試算表軟體開啟並存檔後再試，或改填值"),
    "not_exact": _cells(
        "是超過 15 位的數字，試算表已經改動了後面的位數", "請把該欄格式改為「文字」，再重新輸入這些號碼"
    ),
}

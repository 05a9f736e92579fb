"""Calendar days as people here write and read them: ROC years, Western years, formal Chinese numerals."""

import re
import unicodedata
from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta

from .errors import Refused

_EPOCH = 1911  # ROC year 1 is 1912; there is no year 0, the year before is 民國前1年
_YEARS = range(1800, 2201)
_EXAMPLE = "請用 113/01/31 或 2024-01-31 的寫法"
_DIGITS = "〇一二三四五六七八九"
_MONTHS_EN = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)

_MIDNIGHT = re.compile(r"[ T]00:00(:00(\.0+)?)?$")
_BEFORE_ROC = re.compile(r"(?:中華)?民國前(\d{1,3})年(\d{1,2})月(\d{1,2})日?")
_ROC_WORDS = re.compile(r"(?:(?:中華)?民國)?(\d{1,3}|元)年(\d{1,2})月(\d{1,2})日?")
_WESTERN_WORDS = re.compile(r"(?:西元)?(\d{4})年(\d{1,2})月(\d{1,2})日?")
_ROC_PLAIN = re.compile(r"(?:(?:中華)?民國)?(\d{1,3})([/.-])(\d{1,2})\2(\d{1,2})")
_WESTERN_PLAIN = re.compile(r"(\d{4})([/.-])(\d{1,2})\2(\d{1,2})")
_ROC_COMPACT = re.compile(r"(\d{3})(\d{2})(\d{2})")
_WESTERN_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_ZERO_LOST = re.compile(r"\d{2}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])")
_YEAR_LAST = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")


class DateProblem(Refused):
    """A text that is no date here: code for programs; message says what was found, remedy what would help."""

    def __init__(self, code: str, remedy: str, message: str = "日期看不懂") -> None:
        super().__init__(f"{message}。{remedy}。")
        self.code = code
        self.remedy = remedy
        self.message = message


def read_date(text: str) -> date:
    """The day that text names: three-digit-or-shorter years are ROC, four-digit years Western.

    Reads 113/06/14, 0970107, 97年7月17日, 民國113年6月14日, 民國前1年1月1日, 2009-10-04, 20091004, full-width
    digits and a midnight that a spreadsheet added. Raises DateProblem with code "empty", "month_first",
    "serial" (an Excel serial number), "zero_lost", "impossible", "year" or "unknown".
    """
    bare = unicodedata.normalize("NFKC", text).strip()
    bare = re.sub(r"\s+", "", _MIDNIGHT.sub("", bare))
    if not bare:
        raise DateProblem("empty", _EXAMPLE, "沒有日期")
    for pattern, to_year in _READINGS:
        if match := pattern.fullmatch(bare):
            year, month, day = (part for part in match.groups() if part not in "/.-")
            return _day(bare, to_year(year), int(month), int(day))
    raise _why_unreadable(bare)


def roc_long(day: date) -> str:
    """民國113年1月31日, and 民國前1年12月31日 for days before 1912."""
    return f"民國{_roc_year(day)}年{day.month}月{day.day}日"


def roc_short(day: date) -> str:
    """113.01.31, three-digit years so that a table sorts; days before 1912 in words."""
    year = day.year - _EPOCH
    return f"{year:03d}.{day.month:02d}.{day.day:02d}" if year >= 1 else roc_long(day)


def roc_formal(day: date) -> str:
    """中華民國一一五年六月十二日: years up to 100 as a number (九十八), later ones digit by digit (一〇一)."""
    year = day.year - _EPOCH
    if year < 1:
        return f"民國前{_numeral(1 - year)}年{_numeral(day.month)}月{_numeral(day.day)}日"
    words = _numeral(year) if year <= 100 else "".join(_DIGITS[int(digit)] for digit in str(year))
    return f"中華民國{words}年{_numeral(day.month)}月{_numeral(day.day)}日"


def english_long(day: date) -> str:
    """31 January 2024, whatever the machine's locale."""
    return f"{day.day} {_MONTHS_EN[day.month - 1]} {day.year}"


def add_years(day: date, years: int) -> date:
    """The same day so many years later; 29 February becomes the last day of its month (Civil Code article 121)."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def _from_roc(year: str) -> int:
    number = 1 if year == "元" else int(year)
    return number + _EPOCH if number else 0


def _from_before_roc(year: str) -> int:
    number = int(year)
    return _EPOCH + 1 - number if number else 0


_READINGS: tuple[tuple[re.Pattern[str], Callable[[str], int]], ...] = (
    (_BEFORE_ROC, _from_before_roc),
    (_ROC_WORDS, _from_roc),
    (_WESTERN_WORDS, int),
    (_ROC_PLAIN, _from_roc),
    (_WESTERN_PLAIN, int),
    (_ROC_COMPACT, _from_roc),
    (_WESTERN_COMPACT, int),
)


def _day(text: str, year: int, month: int, day: int) -> date:
    if not 1 <= month <= 12:
        raise DateProblem("impossible", f"月份要在 1 到 12 之間，{_EXAMPLE}", f"沒有「{text}」這一天")
    if year not in _YEARS:
        raise DateProblem("year", f"請確認年份，{_EXAMPLE}", f"「{text}」的年份不合理")
    last = monthrange(year, month)[1]
    if not 1 <= day <= last:
        raise DateProblem("impossible", f"該月只有 {last} 天，請確認日期", f"沒有「{text}」這一天")
    return date(year, month, day)


def _why_unreadable(text: str) -> DateProblem:
    if match := _YEAR_LAST.fullmatch(text):
        return _year_last(text, int(match[1]), int(match[2]), int(match[3]))
    if re.fullmatch(r"\d{5}(\.\d+)?", text):
        day = date(1899, 12, 30) + timedelta(days=int(text[:5]))
        return DateProblem("serial", f"請改成 {_slashes(day)}", f"「{text}」是 Excel 的日期序號")
    if _ZERO_LOST.fullmatch(text):
        remedy = f"如果是 {int(text[:2])} 年 {int(text[2:4])} 月 {int(text[4:])} 日，請補成 0{text}"
        return DateProblem("zero_lost", remedy, f"「{text}」少了 1 碼，可能是 Excel 把開頭的 0 去掉了")
    return DateProblem("unknown", _EXAMPLE, f"日期看不懂「{text}」")


def _year_last(text: str, first: int, second: int, year: int) -> DateProblem:
    message = f"「{text}」把月日寫在年的前面"
    month, day = sorted((first, second))
    # If only one of the two can be a month, the day meant is certain and may be offered.
    if year in _YEARS and 1 <= month <= 12 < day <= monthrange(year, month)[1]:
        return DateProblem("month_first", f"請把年放在最前面，改成 {_slashes(date(year, month, day))}", message)
    return DateProblem("month_first", f"請把年放在最前面，{_EXAMPLE}", message)


def _slashes(day: date) -> str:
    year = day.year - _EPOCH
    return f"{year}/{day.month:02d}/{day.day:02d}" if year >= 1 else day.isoformat()


def _roc_year(day: date) -> str:
    year = day.year - _EPOCH
    return str(year) if year >= 1 else f"前{1 - year}"


def _numeral(number: int) -> str:
    """1 to 199 in Chinese numerals, as spoken: 十二, 三十一, 一百."""
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    words = f"{_DIGITS[hundreds]}百" if hundreds else ""
    if hundreds and rest and not tens:
        words += "零"
    if tens:
        words += ("" if tens == 1 and not hundreds else _DIGITS[tens]) + "十"
    return words + (_DIGITS[ones] if ones else "")

"""Spreadsheets small enough to read."""

import csv
import io
from collections.abc import Iterable

HEADER = [
    "學校代碼",
    "證書字號",
    "學號",
    "姓名",
    "英文姓名",
    "身分證字號",
    "出生日期",
    "科別",
    "畢業日期",
    "手機",
    "電子郵件",
]
PUPILS = (
    (
        "333303",
        "示市龍門畢字第115700001號",
        "1157001",
        "林昱辰",
        "LIN YU-CHEN",
        "A123456789",
        "100/03/14",
        "",
        "115/06/12",
        "0912345678",
        "a@example.edu.tw",
    ),
    (
        "333303",
        "示市龍門畢字第115700002號",
        "1157002",
        "陳沛𡘙",
        "CHEN PEI-YI",
        "B234567894",
        "99年11月2日",
        "",
        "115/06/12",
        "0922345678",
        "b@example.edu.tw",
    ),
    (
        "333303",
        "示市龍門畢字第115700003號",
        "1157003",
        "黃堃峯",
        "HUANG KUN-FENG",
        "F131104093",
        "1000108",
        "",
        "115/06/12",
        "0932345678",
        "c@example.edu.tw",
    ),
)


def spreadsheet(rows: Iterable[Iterable[str]], header: Iterable[str] = HEADER) -> bytes:
    """A CSV as schools send it."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(header)
    writer.writerows(rows)
    return out.getvalue().encode("utf-8-sig")

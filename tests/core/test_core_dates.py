"""Reading the dates that spreadsheets hold, and writing those that documents show."""

import random
from datetime import date, timedelta

import pytest

from cms.core.dates import DateProblem, add_years, english_long, read_date, roc_formal, roc_long, roc_short


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("113/06/14", date(2024, 6, 14)),
        ("113-6-14", date(2024, 6, 14)),
        ("113.06.14", date(2024, 6, 14)),
        ("97/1/2", date(2008, 1, 2)),
        ("0970107", date(2008, 1, 7)),
        ("1130614", date(2024, 6, 14)),
        ("97年7月17日", date(2008, 7, 17)),
        ("民國113年6月14日", date(2024, 6, 14)),
        ("中華民國 113 年 6 月 14 日", date(2024, 6, 14)),
        ("民國元年1月1日", date(1912, 1, 1)),
        ("民國前1年1月1日", date(1911, 1, 1)),
        ("民國前13年12月31日", date(1899, 12, 31)),
        ("2009-10-04", date(2009, 10, 4)),
        ("2009/10/4", date(2009, 10, 4)),
        ("2009年10月4日", date(2009, 10, 4)),
        ("20091004", date(2009, 10, 4)),
        ("2009-10-04 00:00:00", date(2009, 10, 4)),
        ("１１３／０６／１４", date(2024, 6, 14)),
        (" 113/06/14 ", date(2024, 6, 14)),
        ("113/02/29", date(2024, 2, 29)),
    ],
)
def test_reads_what_people_write(text, day):
    assert read_date(text) == day


@pytest.mark.parametrize(
    ("text", "code", "offer"),
    [
        ("97/13/01", "impossible", "1 到 12"),
        ("113/02/30", "impossible", "29 天"),
        ("112/02/29", "impossible", "28 天"),
        ("2023-04-31", "impossible", "30 天"),
        ("113/06/00", "impossible", "30 天"),
        ("06/14/2008", "month_first", "97/06/14"),
        ("14/06/2008", "month_first", "97/06/14"),
        ("06/05/2008", "month_first", "年放在最前面"),
        ("45457", "serial", "113/06/14"),
        ("45457.0", "serial", "113/06/14"),
        ("970107", "zero_lost", "0970107"),
        ("123456", "unknown", "113/01/31"),
        ("0113/06/14", "year", "確認年份"),
        ("0/06/14", "year", "確認年份"),
        ("999/01/01", "year", "確認年份"),
        ("113/06/14 10:30", "unknown", "113/01/31"),
        ("六月十四日", "unknown", "113/01/31"),
        ("113/06-14", "unknown", "113/01/31"),
        ("-113/06/14", "unknown", "113/01/31"),
        ("", "empty", "113/01/31"),
    ],
)
def test_refuses_in_words_and_offers_what_would_help(text, code, offer):
    with pytest.raises(DateProblem) as refusal:
        read_date(text)
    assert refusal.value.code == code
    assert offer in refusal.value.remedy
    assert str(refusal.value).endswith("。")


def test_every_way_of_writing_a_day_is_read_back():
    source = random.Random(115)
    for _ in range(500):
        day = date(1912, 1, 1) + timedelta(days=source.randrange(60_000))
        compact = f"{day.year - 1911:03d}{day:%m%d}"
        for text in (roc_long(day), roc_short(day), day.isoformat(), f"{day:%Y/%m/%d}", compact):
            assert read_date(text) == day, text
    assert read_date(roc_long(date(1911, 12, 31))) == date(1911, 12, 31)


@pytest.mark.parametrize(
    ("day", "formal"),
    [
        (date(1912, 1, 1), "中華民國一年一月一日"),
        (date(1921, 10, 10), "中華民國十年十月十日"),
        (date(1932, 2, 20), "中華民國二十一年二月二十日"),
        (date(2009, 6, 12), "中華民國九十八年六月十二日"),
        (date(2011, 3, 31), "中華民國一百年三月三十一日"),
        (date(2012, 11, 21), "中華民國一〇一年十一月二十一日"),
        (date(2026, 6, 12), "中華民國一一五年六月十二日"),
        (date(1911, 12, 30), "民國前一年十二月三十日"),
    ],
)
def test_formal_dates_follow_the_certificates(day, formal):
    assert roc_formal(day) == formal


def test_other_forms():
    day = date(2024, 1, 31)
    assert (roc_long(day), roc_short(day), english_long(day)) == ("民國113年1月31日", "113.01.31", "31 January 2024")
    assert roc_short(date(1957, 3, 5)) == "046.03.05"
    assert (roc_long(date(1912, 1, 1)), roc_long(date(1911, 12, 31))) == ("民國1年1月1日", "民國前1年12月31日")


def test_years_added_to_a_leap_day_end_on_the_last_of_february():
    assert add_years(date(2024, 2, 29), 5) == date(2029, 2, 28)
    assert add_years(date(2024, 2, 29), 4) == date(2028, 2, 29)
    assert add_years(date(2024, 6, 14), 5) == date(2029, 6, 14)

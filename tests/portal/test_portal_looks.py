"""Who looked: every look and check of one's own documents in plain words, nobody else's, and nobody's user name."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cms.accounts.models import Agency, Role, RoleGrant, User
from cms.accounts.visitors import Visitor
from cms.core import clock
from cms.delivery.models import Attempt, Notice
from cms.portal import looks
from cms.portal.look_lines import Line
from cms.portal.purposes import SIGNED_IN, VIEW
from cms.vault.access import get_document_for, open_for_system, record_compare
from cms.vault.bearers import ShareBearer
from cms.vault.models import AccessRecord, CustodyGrant, Document
from cms.vault.permissions import Reader
from cms.vault.services.shares import make_share
from cms.vault.share_terms import ShareTerms
from cms.verification import scans

NOON = datetime(2026, 11, 24, 12, 0, 30, tzinfo=clock.TAIPEI)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


class Clock:
    """Stands where a test puts it."""

    at = NOON

    def now(self) -> datetime:
        return self.at


@pytest.fixture
def time(portal_world, db, monkeypatch) -> Clock:
    """The one clock, stopped; roles and custody began long before, whenever the world was built."""
    standing = Clock()
    monkeypatch.setattr(clock, "now", standing.now)
    RoleGrant.objects.update(starts_at=NOON - 1000 * DAY)
    CustodyGrant.objects.update(starts_at=NOON - 1000 * DAY)
    return standing


@pytest.fixture
def diploma(document_of) -> Document:
    return document_of("diploma")


@pytest.fixture
def lin(people) -> Visitor:
    return people["lin_id"]


@pytest.fixture
def clerk(db) -> User:
    """A clerk of the education bureau, above the school."""
    user = User.objects.get(username="clerk.education")
    user.last_name, user.first_name = "林", "測試華"
    user.save()
    return user


@pytest.fixture
def scan(time) -> Iterator[Callable[..., None]]:
    """Somebody scans a document so many times."""

    def run(document: Document, told: str = "valid", times: int = 1) -> None:
        for _ in range(times):
            scans.count_scan(told, document.pk)
        scans.write_scans()

    yield run
    scans.write_scans()


def looked(reader: Reader, document: Document, purpose: str = "測試用途", **more) -> None:
    get_document_for(reader, document.number, purpose=purpose, via="portal", **more)


def text(line: Line) -> str:
    return "；".join([line.what, *map(str, line.details)])


def told(visitor: Visitor, lang: str = "zh", **more) -> list[str]:
    return [text(line) for line in looks.looks_of(visitor, lang, **more).lines]


def test_nothing_on_record_is_said_in_words(client_of, portal_world):
    answer = client_of("lin_id").get("/my/looks/")
    assert (answer.status_code, answer["Cache-Control"]) == (200, "no-store")
    assert "還沒有紀錄。" in answer.content.decode()
    assert "誰都不能刪，包括我們" in answer.content.decode()


def test_staff_are_told_by_agency_role_and_masked_name_never_by_user_name(time, lin, diploma, clerk, client_of):
    looked(clerk, diploma, "補發審核，案號 115-0331")
    assert told(lin) == ["承辦人查閱；教育局 林○○華；用途：補發審核，案號 115-0331"]
    looked(clerk, diploma, "交付學校", kind="export")
    assert told(lin)[0] == "承辦人匯出檔案；教育局 林○○華；用途：交付學校"
    page = client_of(lin).get("/my/looks/").content.decode()
    assert "clerk.education" not in page
    assert "林測試華" not in page


def test_in_english_what_the_record_says_is_marked_as_chinese(time, lin, diploma, clerk, client_of):
    Agency.objects.filter(name="教育局").update(name_en="Education Bureau")
    looked(clerk, diploma, "補發審核")
    assert told(lin, "en") == ["A clerk opened the document；Education Bureau 林○○華；Purpose: 補發審核"]
    page = client_of(lin).get("/my/en/looks/").content.decode()
    assert 'Purpose: <span lang="zh-Hant">補發審核</span>' in page
    assert "Junior High School Diploma" in page
    Agency.objects.filter(name="教育局").update(name_en="")
    assert '<span lang="zh-Hant">教育局 林○○華</span>' in client_of(lin).get("/my/en/looks/").content.decode()


def test_the_role_is_the_one_that_was_held_then(time, lin, diploma, clerk):
    looked(clerk, diploma)
    time.at += DAY
    grants = RoleGrant.objects.filter(user=clerk)
    bureau = grants.get().agency
    grants.update(ends_at=time.at)
    RoleGrant.objects.create(user=clerk, role=Role.AUDITOR, agency=bureau, starts_at=time.at, reason="測試")
    looked(clerk, diploma)
    assert [line.split("；")[0] for line in told(lin)] == ["稽核查閱", "承辦人查閱"]


def test_an_account_without_a_name_or_a_role_is_an_official(time, lin, diploma):
    looked(User.objects.get(username="approver.education"), diploma)
    RoleGrant.objects.filter(user__username="approver.education").delete()
    User.objects.filter(username="approver.education").update(first_name="", last_name="")
    assert told(lin) == ["機關人員查閱；教育局；用途：測試用途"]


def test_ones_own_looks_are_you(time, lin, diploma):
    looked(lin, diploma, SIGNED_IN)
    looked(lin, diploma, VIEW)
    looked(lin, diploma, "本人下載", kind="export")
    assert told(lin) == ["您下載了檔案", "您打開了文件", "證件包顯示您的姓名"]
    assert told(lin, "en")[0] == "You downloaded the file"


def test_whoever_signed_in_as_somebody_else_for_the_same_document_is_not_called_you(time, people, document_of):
    document = document_of("recycled_visit")
    looked(people["recycled_mobile"], document)
    assert told(people["recycled_mobile"]) == ["您打開了文件"]
    looked(people["recycled_id"], document)
    assert told(people["recycled_mobile"])[0].startswith("以持有人身分打開了文件；登入的身分和這次不同")
    # Whoever is both reads of both as their own.
    assert told(people["recycled_id"]) == ["您打開了文件"]


def test_a_scan_says_what_was_seen_and_how_often(time, lin, diploma, scan):
    scan(diploma, times=3)
    [line] = looks.looks_of(lin, "zh").lines
    assert line.what == "有人掃描 QR 查驗"
    assert str(line.details[0]).startswith("對方看到：有效、種類、機關、日期")
    assert (line.count, line.look) == (3, None)


def test_comparing_says_the_outcome_and_that_nothing_was_seen(time, lin, diploma):
    record_compare(diploma.face, matched=False)
    record_compare(diploma.face, matched=True)
    assert [line.split("；")[0] for line in told(lin)] == ["有人核對內容，全部相符", "有人核對內容，有欄位不相符"]
    assert told(lin)[0].endswith("沒有看到資料")


def test_jobs_are_machines_at_work(time, lin, diploma):
    open_for_system("notices", "寄送通知給持有人").open(diploma)
    open_for_system("restamping", "更新時間戳記").open(diploma)
    assert told(lin) == [
        "系統自動作業；更新時間戳記；由電腦執行，沒有人看到內容",
        "系統寄送通知給您；由電腦執行，沒有人看到內容",
    ]


def test_a_share_that_somebody_opened(time, lin, diploma):
    terms = ShareTerms(("holder_name",), "測試公司", "求職")
    share, _token = make_share(visitor=lin, number=diploma.number, terms=terms, days=7, once=False)
    looked(ShareBearer(share.pk), diploma, "看到：姓名")
    assert told(lin) == ["有人用您的分享連結查看；您分享給：測試公司；看到：姓名"]
    assert told(lin, "en") == ["Somebody used the link you shared；You shared it with: 測試公司；They saw: Name"]


def test_emergency_access_stands_out_and_says_whether_the_holder_was_told(time, lin, diploma, client_of):
    admin = User.objects.get(username="admin")
    admin.last_name, admin.first_name = "王", "測試"
    admin.save()
    looked(admin, diploma, "系統事故 115-017", break_glass=True)
    assert told(lin) == ["緊急調閱；系統管理員 王○試；理由：系統事故 115-017；還沒有寄出通知"]
    look = AccessRecord.objects.get(kind="break_glass")
    notice = Notice.objects.create(
        document=diploma, kind="break_glass", channel="sms", look=look, created_at=NOON, not_before=NOON, state="sent"
    )
    for outcome, after in (("deferred", HOUR), ("sent", 2 * HOUR), ("sent", 3 * HOUR)):
        Attempt.objects.create(notice=notice, at=NOON + after, outcome=outcome)
    time.at += DAY
    assert told(lin)[0].endswith("已通知您：11月24日 14:00")
    page = client_of(lin).get("/my/looks/").content.decode()
    assert 'class="md-note s-alert"' in page
    assert f"/my/requests/new/?document={diploma.number}&amp;look={look.pk}" in page


def test_days_have_names_and_the_newest_stands_first(time, lin, diploma, clerk, *, scan, client_of):
    time.at = NOON - 400 * DAY
    scan(diploma)
    time.at = NOON - 4 * DAY
    looked(clerk, diploma)
    time.at = NOON
    scan(diploma)
    page = client_of(lin).get("/my/looks/").content.decode()
    places = [page.index(name) for name in ("今天", "民國115年11月24日", "11月20日", "星期五", "民國114年10月20日")]
    assert places == sorted(places)
    page = client_of(lin).get("/my/en/looks/").content.decode()
    places = [page.index(name) for name in ("Today", "24 November 2026", "20 November ", "Friday", "20 October 2025")]
    assert places == sorted(places)


def test_equal_lines_in_a_row_are_one_with_all_its_times(time, lin, diploma, clerk):
    for _ in range(3):
        looked(lin, diploma, VIEW)
        time.at += timedelta(minutes=2)
    looked(clerk, diploma)
    looked(lin, diploma, VIEW)
    lines = looks.looks_of(lin, "zh").lines
    assert [(line.what, line.count) for line in lines] == [("您打開了文件", 1), ("承辦人查閱", 1), ("您打開了文件", 3)]
    assert [f"{at:%H:%M}" for at in lines[2].minutes] == ["12:04", "12:02", "12:00"]


def test_emergencies_are_never_folded(time, lin, diploma):
    for _ in range(2):
        looked(User.objects.get(username="admin"), diploma, "系統事故", break_glass=True)
    assert len(told(lin)) == 2


def test_others_only_leaves_out_oneself_and_machines(time, lin, diploma, clerk, *, scan, client_of):
    looked(lin, diploma)
    open_for_system("notices", "寄送通知給持有人").open(diploma)
    assert told(lin, others=True) == []
    assert "沒有別人看過。" in client_of(lin).get("/my/looks/?others=1").content.decode()
    looked(clerk, diploma)
    scan(diploma)
    assert [line.split("；")[0] for line in told(lin, others=True)] == ["承辦人查閱", "有人掃描 QR 查驗"]


def test_one_document_of_several(time, people, document_of, scan, client_of):
    void, successor = document_of("void"), document_of("successor")
    scan(void, "void")
    scan(successor)
    chen = people["chen_id"]
    assert len(told(chen)) == 2
    assert [text.split("；")[1] for text in told(chen, number=void.number)] == ["對方看到：已作廢、種類、機關、日期"]
    page = client_of(chen).get(f"/my/looks/?document={void.number}").content.decode()
    assert page.count("有人掃描 QR 查驗") == 1
    assert f'value="{void.number}" selected' in page
    assert f'href="/my/en/looks/?document={void.number}"' in page
    page = client_of(chen).get(f"/my/d/{void.number}/looks/").content.decode()
    assert page.count("有人掃描 QR 查驗") == 1
    assert f'href="/my/d/{void.number}/"' in page


def test_nobody_reads_of_anothers_documents(time, people, document_of, clerk, *, scan, client_of):
    diploma, sister = document_of("diploma"), document_of("sister_diploma")
    looked(clerk, sister)
    scan(sister)
    # The same family phone, another person.
    assert told(people["lin_id"]) == []
    assert looks.latest(people["lin_id"], 5, "zh") == []
    client = client_of("lin_id")
    absent = client.get("/my/d/TEST115-99999999-9/looks/")
    for path in (f"/my/d/{sister.number}/looks/", f"/my/looks/?document={sister.number}", "/my/looks/?document=%00"):
        answer = client.get(path)
        assert (answer.status_code, answer.content) == (404, absent.content)
    assert client.get(f"/my/d/{diploma.number}/looks/").status_code == 200
    assert told(people["nobody_mobile"]) == told(people["nobody_city"]) == []


def test_strangers_sign_in_first(portal_world, document_of):
    for path in ("/my/looks/", f"/my/d/{document_of('diploma').number}/looks/"):
        answer = Client().get(path)
        assert (answer.status_code, answer["Location"]) == (302, "/my/sign-in/")
    assert Client().post("/my/en/looks/").status_code == 405


def test_a_destroyed_documents_looks_stay(time, people, document_of, scan):
    scan(document_of("destroyed"), "destroyed")
    assert told(people["shen_mobile"]) == ["有人掃描 QR 查驗；對方看到：已依規定銷毀；沒有看到姓名"]


def many(document: Document, clerk: User, days: int, *, before: int = 0) -> None:
    """A look and a check on each of so many days, the last of them so many days before today."""
    for back in range(before, before + days):
        at = NOON - back * DAY
        AccessRecord.objects.create(
            document=document, at=at, kind="view", actor_kind="user", actor_ref=clerk.username, purpose=f"第 {back} 天"
        )
        scans.DocumentScan.objects.create(document=document, minute=at - HOUR, status="valid", count=1)


def test_pages_of_fifty_over_looks_and_checks_together(time, lin, diploma, clerk, client_of):
    many(diploma, clerk, days=60)
    seen = [(line.at, line.what) for page in ("1", "2", "3") for line in looks.looks_of(lin, "zh", page=page).lines]
    assert len(seen) == len(set(seen)) == 120
    assert seen == sorted(seen, reverse=True)
    page = client_of(lin).get(f"/my/looks/?document={diploma.number}&page=2").content.decode()
    assert '<li aria-current="page">2</li>' in page
    assert f'rel="next" href="?document={diploma.number}&amp;page=3"' in page
    for beyond in ("99", "-1", "x"):
        assert client_of(lin).get(f"/my/looks/?page={beyond}").status_code == 200


def test_the_number_of_queries_does_not_grow(time, lin, diploma, clerk):
    looked(User.objects.get(username="admin"), diploma, "系統事故", break_glass=True)
    counts = []
    for before, days in ((0, 1), (1, 80)):
        many(diploma, clerk, days, before=before)
        AccessRecord.objects.create(
            document=diploma, at=NOON, kind="break_glass", actor_kind="user", actor_ref=f"gone{days}", purpose="測試"
        )
        with CaptureQueriesContext(connection) as queries:
            looks.looks_of(lin, "zh")
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 9


def test_the_latest_are_others(time, lin, diploma, clerk, scan):
    looked(clerk, diploma)
    for _ in range(4):
        looked(lin, diploma)
    scan(diploma)
    assert [line.what for line in looks.latest(lin, 3, "zh")] == ["承辦人查閱", "有人掃描 QR 查驗"]
    assert len(looks.latest(lin, 1, "en")) == 1


def test_recent_looks_of_others_are_counted(time, lin, diploma, clerk, scan):
    time.at = NOON - 31 * DAY
    looked(clerk, diploma)
    scan(diploma)
    time.at = NOON
    assert looks.count_recent(lin, diploma) == 0
    looked(clerk, diploma)
    looked(lin, diploma)
    open_for_system("notices", "寄送通知給持有人").open(diploma)
    scan(diploma, times=4)
    assert looks.count_recent(lin, diploma) == 5


def test_whoever_else_may_sign_in_for_the_document_is_one_of_the_others(time, people, document_of):
    document = document_of("recycled_visit")
    looked(people["recycled_id"], document)
    assert looks.count_recent(people["recycled_mobile"], document) == 1
    assert looks.count_recent(people["recycled_id"], document) == 0
    assert len(told(people["recycled_mobile"], others=True)) == 1
    [row] = looks.rows_of(people["recycled_mobile"], document, "zh")
    assert row[1] == "以持有人身分打開了文件"
    assert [row[1] for row in looks.rows_of(people["recycled_id"], document, "zh")] == ["您打開了文件"]


def test_all_looks_as_rows_of_plain_words(time, lin, diploma, clerk, scan):
    scan(diploma, times=2)
    looked(lin, diploma)
    looked(clerk, diploma, "補發審核")
    assert looks.headings("zh") == ("時間", "動作", "次數", "說明")
    own, clerk_row, scanned = sorted(looks.rows_of(lin, diploma, "zh"), key=lambda row: row[1])
    assert clerk_row == ("2026-11-24T12:00:30+08:00", "承辦人查閱", "1", "教育局 林○○華　用途：補發審核")
    assert own == ("2026-11-24T12:00:30+08:00", "您打開了文件", "1", "")
    assert scanned[:3] == ("2026-11-24T12:00:00+08:00", "有人掃描 QR 查驗", "2")
    assert looks.rows_of(lin, diploma, "en")[0][1] in {"A clerk opened the document", "You opened the document"}

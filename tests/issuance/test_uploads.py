"""Files from a screen: kept, asked about, checked by a worker; refused without a trace."""

import io

import openpyxl
import pytest
from issuance_sheets import HEADER, PUPILS, spreadsheet

from cms.accounts.selectors import actor_for
from cms.core import clock
from cms.core.errors import Refused
from cms.issuance.models import Batch, ColumnMapping
from cms.issuance.services.batches import withdraw_batch
from cms.issuance.services.uploads import LEASE, answer_question, check_next_upload, receive_upload, same_file
from cms.vault.models import Append


def workbook(**sheets: list) -> bytes:
    """An XLSX with these sheets."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.fixture
def receive(school, person):
    def run(data: bytes, name: str = "grads.csv", who: str = "clerk.school", agency=None) -> Batch:
        actor = actor_for(person(who), "admin")
        return receive_upload(actor=actor, type_slug="junior-diploma", agency=agency or school, data=data, name=name)

    return run


def test_a_file_waits_for_the_worker_and_is_checked(receive):
    batch = receive(spreadsheet(PUPILS))
    assert batch.state == Batch.State.UPLOADED
    assert check_next_upload()
    batch.refresh_from_db()
    assert (batch.state, batch.total_rows, batch.rows.count()) == (Batch.State.CHECKED, 3, 3)
    assert not check_next_upload()


def test_two_workers_do_not_check_the_same_file(receive, monkeypatch):
    batch = receive(spreadsheet(PUPILS))
    Batch.objects.filter(pk=batch.pk).update(lease_until=clock.now() + LEASE)
    assert not check_next_upload()
    later = clock.now() + LEASE * 2
    monkeypatch.setattr(clock, "now", lambda: later)
    assert check_next_upload()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "空"),
        (b"%PDF-1.7 nothing", "PDF"),
        (spreadsheet([], HEADER[:3]) + b"1,2,3\r\n", "缺少"),
    ],
)
def test_a_refused_file_leaves_nothing(receive, data: bytes, words: str):
    stored = Append.objects.count()
    with pytest.raises(Refused, match=words):
        receive(data)
    assert not Batch.objects.exists()
    assert Append.objects.count() == stored


def test_only_a_clerk_uploads(receive):
    with pytest.raises(Refused):
        receive(spreadsheet(PUPILS), who="approver.school")
    assert not Batch.objects.exists()


def test_a_near_miss_is_asked_about_and_remembered(receive, person):
    header = ["身分證字號碼" if name == "身分證字號" else name for name in HEADER]
    batch = receive(spreadsheet(PUPILS, header))
    assert batch.state == Batch.State.ASKING
    assert batch.question["kind"] == "columns"
    assert batch.question["columns"] == [{"field": "national_id", "column": "身分證字號", "header": "身分證字號碼"}]
    actor = actor_for(person("clerk.school"), "admin")
    batch = answer_question(actor=actor, batch=batch, mapping={"身分證字號碼": "national_id"})
    assert batch.state == Batch.State.UPLOADED
    check_next_upload()
    batch.refresh_from_db()
    assert batch.rows.filter(state="good").count() == 3
    assert ColumnMapping.objects.count() == 1
    second = receive(spreadsheet(PUPILS, header))
    assert second.state == Batch.State.UPLOADED
    assert same_file(second) == [batch]


def test_of_two_filled_sheets_one_is_asked_for(receive, person):
    data = workbook(國三甲=[HEADER, PUPILS[0]], 國三乙=[HEADER, PUPILS[1], PUPILS[2]])
    batch = receive(data, "grads.xlsx")
    assert batch.question == {"kind": "sheet", "sheets": ["國三甲", "國三乙"]}
    actor = actor_for(person("clerk.school"), "admin")
    batch = answer_question(actor=actor, batch=batch, sheet="國三乙")
    check_next_upload()
    assert batch.rows.count() == 2
    with pytest.raises(Refused, match="沒有待確認"):
        answer_question(actor=actor, batch=batch, sheet="國三甲")


def test_a_stranger_does_not_answer(receive, person):
    batch = receive(workbook(甲=[HEADER, PUPILS[0]], 乙=[HEADER, PUPILS[1]]), "grads.xlsx")
    with pytest.raises(Refused):
        answer_question(actor=actor_for(person("clerk.social"), "admin"), batch=batch, sheet="甲")
    batch.refresh_from_db()
    assert batch.state == Batch.State.ASKING


def test_a_file_withdrawn_meanwhile_is_not_checked(receive, person):
    batch = receive(spreadsheet(PUPILS))
    withdraw_batch(actor=actor_for(person("clerk.school"), "admin"), batch=batch, reason="拿錯檔案")
    assert not check_next_upload()
    assert batch.rows.count() == 0

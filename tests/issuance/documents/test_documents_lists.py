"""The list of documents: what is found, by whom, and what an export holds and leaves on record."""

import csv
import io
from datetime import date, timedelta

import openpyxl
import pytest
from django.urls import reverse

from cms.audit.models import AuditEvent
from cms.core.errors import Refused
from cms.issuance.documents import STATUSES, Criteria, find_documents
from cms.issuance.services.listing import HEADER, export_documents
from cms.vault.models import AccessRecord, Document, PublicFace
from cms.verification.status import status_of

LIST = "issuance_documents"
EXPORT = "issuance_documents_export"


def _found(user, **criteria: str) -> list[str]:
    return list(find_documents(user, Criteria(**criteria)).order_by("number").values_list("number", flat=True))


def test_documents_are_found_by_what_is_written_on_them(person, numbers):
    clerk = person("clerk.school")
    token = Document.objects.get(number=numbers[1]).face.token
    assert _found(clerk) == numbers
    assert _found(clerk, text=numbers[1]) == [numbers[1]]
    assert _found(clerk, text=numbers[1].lower()) == [numbers[1]]
    assert _found(clerk, text=numbers[1][:9]) == numbers
    assert _found(clerk, text="示市龍門畢字第115700003號") == [numbers[2]]
    assert _found(clerk, text=" 示市龍門畢字第11570000 ") == numbers
    assert _found(clerk, text=token.lower()) == [numbers[1]]


@pytest.mark.parametrize("text", ["林昱辰", "A123456789", "0912345678", "7000", "%", "_"])
def test_nothing_else_finds_a_document(person, numbers, text: str):
    assert _found(person("clerk.school"), text=text) == []


def test_filters(person, numbers):
    clerk = person("clerk.education")
    year = str(Document.objects.first().face.issued_on.year)
    assert _found(clerk, slug="junior-diploma") == _found(clerk, agency="379130000E") == _found(clerk, year=year)
    assert _found(clerk, agency="333303") == numbers
    assert _found(clerk, slug="low-income") == _found(clerk, year="1999") == _found(clerk, agency="none") == []


@pytest.mark.parametrize("mask", range(32))
def test_the_status_filter_says_what_the_verify_page_says(person, numbers, mask: int):
    today = date(2026, 11, 24)
    face = PublicFace.objects.filter(number=numbers[0])
    moment = face.get().document.issued_at
    facts = {
        "destroyed_at": moment,
        "voided_at": moment,
        "superseded_at": moment,
        "valid_from": today + timedelta(days=1),
        "valid_until": today - timedelta(days=1),
    }
    face.update(**{name: fact for bit, (name, fact) in enumerate(facts.items()) if mask & 1 << bit})
    expected = status_of(face.get(), today)
    for status in STATUSES:
        found = find_documents(person("records"), Criteria(status=status), on=today).filter(number=numbers[0])
        assert found.exists() == (status == expected)


@pytest.mark.parametrize("name", ["clerk.school", "approver.education", "records", "auditor"])
def test_who_has_them_in_the_list(browser, numbers, name: str):
    page = browser(name).get(reverse(LIST)).content.decode()
    assert all(number in page for number in numbers)
    assert "有效" in page
    for hidden in ("林昱辰", "A123456789", "0912345678"):
        assert hidden not in page


@pytest.mark.parametrize("name", ["clerk.social", "approver.tourism", "admin"])
def test_who_has_them_not(browser, numbers, name: str):
    page = browser(name).get(reverse(LIST), {"text": numbers[0]}).content.decode()
    assert "共 0 份" in page
    assert reverse("issuance_document", args=[numbers[0]]) not in page


@pytest.mark.parametrize(
    "query",
    [
        {"face__token__startswith": "A"},
        {"agency__code": "none"},
        {"o": "9.-99.x"},
        {"p": "xx"},
        {"status": "nonsense", "year": "never"},
        {"slug": "'; --"},
        {"text": "x" * 500},
    ],
    ids=lambda query: next(iter(query)),
)
def test_the_address_asks_for_nothing_that_is_not_offered(browser, numbers, query: dict):
    response = browser("clerk.school").get(reverse(LIST), query)
    assert response.status_code == 200
    assert numbers[0] in response.content.decode()


@pytest.mark.parametrize("format_", ["csv", "xlsx"])
def test_an_export_holds_the_register_and_nobodys_values(actor, numbers, format_: str):
    PublicFace.objects.filter(number=numbers[0]).update(agency_number="=HYPERLINK(1)")
    looks = AccessRecord.objects.count()
    file = export_documents(actor=actor("clerk.school", "年度清查"), criteria=Criteria(), format_=format_)
    header, *rows = _rows(file, format_)
    assert tuple(header) == HEADER
    assert [row[0] for row in rows] == numbers
    assert rows[0][1] == "'=HYPERLINK(1)"
    assert rows[1][2:6] == ["國民中學畢業證書", "333303", "示範市立龍門國民中學", rows[1][5]]
    assert rows[1][8] == "有效"
    for hidden in ("林昱辰", "A123456789"):
        assert hidden not in str(rows)
    event = AuditEvent.objects.latest("pk")
    assert (event.action, event.actor_ref, event.purpose) == ("documents_listed", "clerk.school", "年度清查")
    assert event.detail["rows"] == 3
    assert AccessRecord.objects.count() == looks


def test_an_export_holds_what_its_reader_sees(actor, numbers):
    options = {"criteria": Criteria(), "format_": "csv"}
    assert len(_rows(export_documents(actor=actor("records", "清查"), **options), "csv")) == 4
    assert len(_rows(export_documents(actor=actor("clerk.social", "清查"), **options), "csv")) == 1


def test_what_was_typed_stands_in_the_trail_as_a_hash(actor, numbers):
    export_documents(actor=actor("clerk.school", "清查"), criteria=Criteria(text="林昱辰"), format_="csv")
    event = AuditEvent.objects.latest("pk")
    assert "林昱辰" not in str(event.detail)
    assert len(event.detail["criteria"]["text"]) == 64


def test_no_reason_no_file(actor, numbers):
    events = AuditEvent.objects.count()
    with pytest.raises(Refused, match="註明理由"):
        export_documents(actor=actor("clerk.school", " "), criteria=Criteria(), format_="csv")
    assert AuditEvent.objects.count() == events


def test_the_export_page_asks_first(browser, numbers):
    client = browser("clerk.school")
    address = f"{reverse(EXPORT)}?status=valid"
    assert "會匯出 3 份" in client.get(address).content.decode()
    events = AuditEvent.objects.count()
    refused = client.post(address, {"reason": "", "format": "csv"})
    assert refused.status_code == 400
    assert "請寫下匯出理由" in refused.content.decode()
    assert AuditEvent.objects.count() == events
    response = client.post(address, {"reason": "年度清查", "format": "csv"})
    assert response["Content-Disposition"].startswith("attachment;")
    assert [row[0] for row in _rows(response.content, "csv")[1:]] == numbers


def test_an_export_needs_a_fresh_sign_in(browser, numbers):
    client = browser("clerk.school")
    session = client.session
    session["mydoc_password"] -= 3600
    session.save()
    for answer in (client.get(reverse(EXPORT)), client.post(reverse(EXPORT), {"reason": "清查", "format": "csv"})):
        assert answer.status_code == 302
        assert answer["Location"].startswith(reverse("accounts_confirm"))


def _rows(file: bytes, format_: str) -> list[list[str]]:
    if format_ == "csv":
        return list(csv.reader(io.StringIO(file.decode("utf-8-sig"), newline="")))
    sheet = openpyxl.load_workbook(io.BytesIO(file)).active
    return [[cell.value or "" for cell in row] for row in sheet.iter_rows()]

"""Claim codes at the desk: who makes them for one document or a batch, that they are shown once, and what is on record."""

import csv
import io
import re
from collections.abc import Callable

import pytest
from desk_clients import desk_of, grow_stale
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from cms.accounts.models import Agency, Role, RoleGrant, User
from cms.accounts.selectors import actor_for
from cms.accounts.visitors import Assurance, Visitor
from cms.audit.models import AuditEvent
from cms.core import clock
from cms.core.errors import Refused
from cms.core.papers import Actor
from cms.issuance.documents import document_for
from cms.issuance.models import Batch
from cms.issuance.readers import readers_of
from cms.issuance.services.approvals import approve_batch
from cms.issuance.services.batches import start_sealing, upload_batch
from cms.issuance.services.check import check_file
from cms.issuance.services.chunks import work_on_next_chunk
from cms.issuance.services.claim_codes import HEADER, export_claim_codes
from cms.issuance.timeline import timeline_of
from cms.vault.claim_codes import read_claim_code
from cms.vault.models import AccessRecord, Claim, ClaimCode, Document
from cms.vault.services.claims import claim_document, make_claim_codes
from cms.vault.services.shares import make_share
from cms.vault.services.status import void_document
from cms.vault.share_terms import ShareTerms

HEADING = "獎狀字號,得獎人,競賽名稱,名次,頒發日期\n"
ROWS = (
    "府資獎字第1159001號,林昱辰,示範市學生語文競賽,特優,115/05/20\n",
    "府資獎字第1159002號,尤瑪‧達陸,示範市城市數據應用黑客松,優等,115/10/03\n",
    "府資獎字第1159003號,河濱資料隊,示範市城市數據應用黑客松,佳作,115/10/03\n",
)
CODE = re.compile(r'class="doc-code">([0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4})<')


@pytest.fixture(scope="module")
def awarded(built_world: None, django_db_blocker) -> None:
    """Three awards of the bureau, which name nobody's id or mobile."""
    with django_db_blocker.unblock():
        clerk, approver = (actor_for(User.objects.get(username=name), "cli") for name in ("clerk.it", "approver.it"))
        data = (HEADING + "".join(ROWS)).encode("utf-8-sig")
        bureau, user = Agency.objects.get(code="379730000A"), User.objects.get(username="clerk.it")
        checked = check_file(user=user, type_slug="award", agency=bureau, data=data, name="award.csv")
        batch = upload_batch(actor=clerk, checked=checked, data=data)
        start_sealing(actor=approver, batch=approve_batch(actor=approver, batch=batch))
        work_on_next_chunk(actor=Actor("system", "worker", "worker"), batch=batch)


@pytest.fixture
def batch(awarded: None, db: None) -> Batch:
    return Batch.objects.get(file_name="award.csv")


@pytest.fixture
def numbers(batch: Batch) -> list[str]:
    return list(batch.rows.order_by("seq").values_list("document__number", flat=True))


@pytest.fixture
def claim() -> Callable[[str], Document]:
    """Somebody of whom a mobile is known claims with this code."""
    visitor = Visitor(None, "0" * 64, Assurance.MOBILE)
    return lambda code: claim_document(visitor=visitor, code=code, network="here")


def there(number: str) -> str:
    return reverse("issuance_claim_code", args=[number])


def make(client: Client, number: str, form_key: str = "one") -> str:
    """The code on the slip."""
    return CODE.search(client.post(there(number), {"act": "make", "form_key": form_key}).content.decode())[1]


def page_of(client: Client, address: str) -> str:
    return client.get(address, follow=True).content.decode()


# one document


@pytest.mark.parametrize("who", ["clerk.it", "approver.it"])
def test_clerk_and_approver_make_a_code_that_works(numbers, claim, who):
    client = desk_of(who)
    assert there(numbers[0]) in page_of(client, reverse("issuance_document", args=[numbers[0]]))
    assert "產生領取碼" in page_of(client, there(numbers[0]))
    assert claim(make(client, numbers[0])).number == numbers[0]


def test_the_slip_shows_the_code_once_and_where_to_enter_it(numbers):
    client = desk_of("clerk.it")
    answer = client.post(there(numbers[0]), {"act": "make", "form_key": "one"})
    page = answer.content.decode()
    code = CODE.search(page)[1]
    for told in (
        "領取通知",
        "獎狀",
        "府資獎字第1159001號",
        "https://verify.mydoc.example/my/claim/",
        "只能用一次",
        "<svg",
    ):
        assert told in page
    assert "林昱辰" not in page
    assert "no-store" in answer["Cache-Control"]
    assert page.count(code) == 1
    again = client.post(there(numbers[0]), {"act": "make", "form_key": "one"}, follow=True).content.decode()
    assert "也沒有產生新的" in again
    assert code not in again
    assert code not in page_of(client, there(numbers[0]))
    assert ClaimCode.objects.count() == 1


def test_a_second_code_ends_the_first(numbers, claim):
    client = desk_of("clerk.it")
    first, second = make(client, numbers[0]), make(client, numbers[0], "two")
    with pytest.raises(Refused):
        claim(first)
    assert claim(second)


def test_a_code_is_taken_back_on_screen(numbers, claim):
    client = desk_of("clerk.it")
    code = make(client, numbers[0])
    assert "收回領取碼" in page_of(client, there(numbers[0]))
    told = client.post(there(numbers[0]), {"act": "withdraw"}, follow=True).content.decode()
    assert "印出去的通知不能再用" in told
    with pytest.raises(Refused):
        claim(code)


def test_what_became_of_the_code_is_said(numbers, claim):
    client = desk_of("clerk.it")
    code = make(client, numbers[0])
    assert "還沒有人領取" in page_of(client, there(numbers[0]))
    claim(code)
    page = page_of(client, there(numbers[0]))
    assert "由民眾領取" in page
    assert "產生領取碼</button>" not in page
    assert there(numbers[0]) not in page_of(client, reverse("issuance_document", args=[numbers[0]]))
    refused = client.post(there(numbers[0]), {"act": "make", "form_key": "two"}, follow=True).content.decode()
    assert "已由民眾持有" in refused


@pytest.mark.parametrize("who", ["clerk.school", "clerk.social", "bureau"])
def test_for_people_of_other_agencies_the_page_is_absent(numbers, who):
    client = desk_of(who)
    hidden, absent = client.get(there(numbers[0])), client.get(there("TEST115-99999999-9"))
    assert (hidden.status_code, hidden.content) == (absent.status_code, absent.content)
    assert hidden.status_code in (302, 404)
    assert client.post(there(numbers[0]), {"act": "make"}).status_code in (302, 404)
    assert not ClaimCode.objects.exists()


@pytest.mark.parametrize("who", ["records", "auditor"])
def test_who_may_only_look_is_told_why_there_is_no_button(numbers, who):
    client = desk_of(who)
    assert there(numbers[0]) not in page_of(client, reverse("issuance_document", args=[numbers[0]]))
    page = page_of(client, there(numbers[0]))
    assert "產生領取碼</button>" not in page
    assert "您不是這個機關的承辦人、核定人" in page
    assert "需要承辦人、核定人的角色" in client.post(there(numbers[0]), {"act": "make"}, follow=True).content.decode()
    assert (
        "需要承辦人、核定人的角色" in client.post(there(numbers[0]), {"act": "withdraw"}, follow=True).content.decode()
    )
    assert not ClaimCode.objects.exists()


def test_a_void_document_gets_none(numbers):
    clerk, approver = Actor("user", "clerk.it", "cli"), Actor("user", "approver.it", "cli")
    void_document(actor=clerk, approved_by=approver, number=numbers[0], reason_code="data_error", reason="誤植")
    client = desk_of("clerk.it")
    assert "不能產生領取碼" in page_of(client, there(numbers[0]))
    assert "作廢、換發、銷毀" in client.post(there(numbers[0]), {"act": "make"}, follow=True).content.decode()


def test_the_timeline_tells_of_codes_and_the_claim(numbers, claim):
    client = desk_of("clerk.it")
    claim(make(client, numbers[0]))
    user = User.objects.get(username="clerk.it")
    told = [(one.what, one.who) for one in timeline_of(user, document_for(user, numbers[0]))]
    assert told[:2] == [("以領取碼領取", "民眾"), ("製作領取碼", "clerk.it")]


def test_readers_name_the_holder_and_whoever_was_given_a_link(numbers, claim):
    document = claim(make(desk_of("clerk.it"), numbers[0]))
    citizen = Claim.objects.get().citizen
    holder = Visitor(None, "0" * 64, Assurance.MOBILE, citizen.pk)
    make_share(visitor=holder, number=document.number, terms=ShareTerms(("rank",), "甲", "乙"), days=1, once=False)
    readers = {(one.who, one.why) for one in readers_of(document)}
    assert ("民眾本人", "持有人，以領取碼領取") in readers
    assert ("拿到分享連結的人", "持有人分享，只看得到他選的欄位") in readers
    assert "甲" not in str(readers)


# a batch


def table_of(answer) -> list[list[str]]:
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))


def batch_page(batch: Batch) -> str:
    return reverse("issuance_batch_claim_codes", kwargs={"code": batch.code})


def test_a_batch_gets_a_table_of_codes_that_work(batch, numbers, claim):
    client = desk_of("clerk.it")
    assert batch_page(batch) in page_of(client, reverse("issuance_batch", kwargs={"code": batch.code}))
    assert "3 份還沒有人領取的文件" in page_of(client, batch_page(batch))
    answer = client.post(batch_page(batch), {"reason": "頒獎典禮", "format": "csv"})
    header, *rows = table_of(answer)
    assert tuple(header) == HEADER
    assert [row[:3] for row in rows] == [
        [str(seq), number, f"府資獎字第115900{place}號"]
        for place, (seq, number) in enumerate(batch.rows.order_by("seq").values_list("seq", "document__number"), 1)
    ]
    assert all(claim(row[3]).number == row[1] for row in rows)
    assert answer["Content-Disposition"].startswith(f'attachment; filename="claim-codes-{batch.code}-')
    assert "no-store" in answer["Cache-Control"]
    assert batch_page(batch) not in page_of(client, reverse("issuance_batch", kwargs={"code": batch.code}))


def test_as_a_workbook_too(batch):
    answer = desk_of("approver.it").post(batch_page(batch), {"reason": "頒獎典禮", "format": "xlsx"})
    rows = list(load_workbook(io.BytesIO(answer.content)).active.values)
    assert rows[0] == HEADER
    assert all(read_claim_code(row[3]) for row in rows[1:])


def test_who_handed_out_what_and_why_is_on_record_without_a_code_or_a_look(batch, numbers):
    rows = table_of(desk_of("clerk.it").post(batch_page(batch), {"reason": "頒獎典禮", "format": "csv"}))[1:]
    event = AuditEvent.objects.get(action="claim_codes_exported")
    assert (event.actor_ref, event.purpose, event.object_ref) == ("clerk.it", "頒獎典禮", batch.code)
    assert event.detail == {"documents": 3, "format": "csv"}
    assert AuditEvent.objects.filter(action="vault.claim_code.made").count() == 3
    kept = str([one.__dict__ for one in AuditEvent.objects.all()]) + str(
        [one.__dict__ for one in ClaimCode.objects.all()]
    )
    assert not any(row[3] in kept or read_claim_code(row[3]) in kept for row in rows)
    assert not AccessRecord.objects.exists()


def test_what_is_claimed_or_ended_is_left_out_and_older_codes_end(batch, numbers, claim):
    clerk, approver = Actor("user", "clerk.it", "cli"), Actor("user", "approver.it", "cli")
    made = {one.number: one.code for one in make_claim_codes(actor=clerk, numbers=numbers)}
    claim(made[numbers[0]])
    void_document(actor=clerk, approved_by=approver, number=numbers[1], reason_code="data_error", reason="誤植")
    rows = table_of(desk_of("clerk.it").post(batch_page(batch), {"reason": "補發", "format": "csv"}))[1:]
    assert [row[1] for row in rows] == [numbers[2]]
    with pytest.raises(Refused):
        claim(made[numbers[2]])
    assert claim(rows[0][3])


def test_without_a_reason_or_a_fresh_sign_in_there_is_no_table(batch):
    client = desk_of("clerk.it")
    assert client.post(batch_page(batch), {"reason": " ", "format": "csv"}).status_code == 400
    with pytest.raises(Refused, match="理由"):
        export_claim_codes(actor=Actor("user", "clerk.it", "cli"), batch=batch, format_="csv")
    grow_stale(client)
    assert client.post(batch_page(batch), {"reason": "典禮", "format": "csv"}).status_code == 302
    assert not ClaimCode.objects.exists()


@pytest.mark.parametrize("who", ["clerk.school", "bureau"])
def test_a_batch_of_another_agency_is_absent(batch, who):
    client = desk_of(who)
    assert client.get(batch_page(batch)).status_code in (302, 404)
    assert client.post(batch_page(batch), {"reason": "典禮", "format": "csv"}).status_code in (302, 404)
    assert not ClaimCode.objects.exists()


def test_who_sees_the_batch_without_a_right_to_hand_out_gets_neither_link_nor_table(batch):
    auditor = User.objects.get(username="auditor")
    if not RoleGrant.objects.filter(user=auditor, role=Role.AUDITOR).exists():
        RoleGrant.objects.create(
            user=auditor, role=Role.AUDITOR, agency=batch.agency, starts_at=clock.now(), reason="測試"
        )
    client = desk_of("auditor")
    assert batch_page(batch) not in page_of(client, reverse("issuance_batch", kwargs={"code": batch.code}))
    answer = client.post(batch_page(batch), {"reason": "典禮", "format": "csv"})
    assert answer.status_code == 400
    assert "需要承辦人、核定人的角色" in answer.content.decode()
    assert not ClaimCode.objects.exists()


def test_a_batch_whose_documents_have_holders_offers_nothing(batch, numbers, claim):
    for made in make_claim_codes(actor=Actor("user", "clerk.it", "cli"), numbers=numbers):
        claim(made.code)
    answer = desk_of("clerk.it").post(batch_page(batch), {"reason": "典禮", "format": "csv"})
    assert answer.status_code == 400
    assert "沒有可以領取的文件" in answer.content.decode()

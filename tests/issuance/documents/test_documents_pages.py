"""The page of one document: its timeline and readers, the file behind a purpose, voiding and superseding on screen."""

from django.test import Client
from django.urls import reverse

from cms.accounts.selectors import actor_for
from cms.core.papers import Actor
from cms.delivery.models import Notice
from cms.issuance.documents import document_for
from cms.issuance.models import Batch, VoidRequest
from cms.issuance.readers import readers_of
from cms.issuance.services.approvals import approve_batch
from cms.issuance.services.batches import start_sealing
from cms.issuance.services.chunks import work_on_next_chunk
from cms.issuance.timeline import timeline_of
from cms.vault.access import get_public_face
from cms.vault.models import AccessRecord, Document
from cms.verification.status import Status, status_of

PAGES = ("issuance_document", "issuance_document_void", "issuance_document_supersede")
ABSENT = "TEST115-99999999-9"


def _at(name: str, number: str) -> str:
    return reverse(name, args=[number])


def test_the_page_tells_facts_verdict_timeline_and_readers(browser, numbers):
    page = browser("clerk.school").get(_at("issuance_document", numbers[0])).content.decode()
    for told in (
        numbers[0],
        "示市龍門畢字第115700001號",
        "有效",
        "上傳「grads.csv」",
        "核定",
        "核發並存入保管庫",
        "證件種類第 1 版，版面第 1 版",
        "PAdES B-B",
        "示範市立龍門國民中學的承辦人",
        "教育局的承辦人，範圍包含這份文件的機關",
    ):
        assert told in page
    for hidden in ("林昱辰", "A123456789", "0912345678"):
        assert hidden not in page


def test_what_is_hidden_is_answered_like_what_is_absent(browser, numbers):
    client = browser("approver.social")
    for name in PAGES:
        hidden, absent = (client.get(_at(name, number)) for number in (numbers[0], ABSENT))
        assert hidden.status_code == absent.status_code == 404
        assert hidden.content == absent.content
        assert dict(hidden.headers) == dict(absent.headers)
    for name in ("issuance_document_pdf", "issuance_document_void", "issuance_document_supersede"):
        told = {"purpose": "查詢", "reason_code": "other", "reason": "測試", "corrected": "1"}
        hidden, absent = (client.post(_at(name, number), told) for number in (numbers[0], ABSENT))
        assert hidden.status_code == absent.status_code == 404
        assert hidden.content == absent.content
    assert not AccessRecord.objects.exists()
    assert not VoidRequest.objects.exists()


def test_a_stranger_is_sent_to_sign_in(numbers):
    assert Client().get(_at("issuance_document", numbers[0])).status_code == 302


def test_the_file_is_opened_with_a_purpose_that_the_timeline_shows(browser, person, numbers):
    client = browser("clerk.school")
    response = client.post(_at("issuance_document_pdf", numbers[0]), {"purpose": "家長來電查詢"})
    assert response.content.startswith(b"%PDF")
    assert "no-store" in response["Cache-Control"]
    look = AccessRecord.objects.get()
    assert (look.actor_ref, look.purpose, look.via, look.kind) == ("clerk.school", "家長來電查詢", "admin", "view")
    moments = timeline_of(person("auditor"), document_for(person("auditor"), numbers[0]))
    assert (moments[0].what, moments[0].detail) == ("開啟文件", "家長來電查詢")


def test_no_purpose_no_file(browser, numbers):
    client = browser("clerk.school")
    answer = client.post(_at("issuance_document_pdf", numbers[0]), {"purpose": " "}, follow=True)
    assert answer.redirect_chain == [(_at("issuance_document", numbers[0]), 302)]
    assert "開啟文件要註明目的" in answer.content.decode()
    assert client.get(_at("issuance_document_pdf", numbers[0])).status_code == 405
    assert not AccessRecord.objects.exists()


def test_a_reader_is_named_once_for_each_place_with_all_roles(person, numbers):
    readers = readers_of(document_for(person("clerk.school"), numbers[0]))
    assert [reader.who for reader in readers][:2] == ["approver.school", "clerk.school"]
    assert readers[0].why == "示範市立龍門國民中學的核定人、用印人"
    assert readers[-1].who == "民眾本人"
    assert "clerk.social" not in {reader.who for reader in readers}


def test_two_people_void_on_screen_and_the_public_page_says_so_at_once(browser, numbers):
    token = Document.objects.get(number=numbers[0]).face.token
    clerk, approver = browser("clerk.school"), browser("approver.school")
    empty = clerk.post(_at("issuance_document_void", numbers[0]), {})
    assert empty.status_code == 400
    assert "請選擇作廢原因" in empty.content.decode()
    wish = {"reason_code": "data_error", "reason": "出生日期誤植"}
    asked = clerk.post(_at("issuance_document_void", numbers[0]), wish, follow=True).content.decode()
    assert "等另一位核定人決定" in asked
    request = VoidRequest.objects.get()
    decision = reverse("issuance_void_request", args=[request.pk])
    assert decision in approver.get(reverse("issuance_void_requests")).content.decode()
    assert "核准，作廢這份文件" not in clerk.get(decision).content.decode()
    assert "有效" in Client().get(f"/v/{token}").content.decode()
    approver.post(decision, {"decision": "approve"})
    assert "已作廢" in Client().get(f"/v/{token}").content.decode()
    page = clerk.get(_at("issuance_document", numbers[0])).content.decode()
    assert "資料錯誤：出生日期誤植" in page
    assert "clerk.school、approver.school" in page


def test_the_decision_needs_a_fresh_sign_in_and_the_right_person(browser, numbers):
    browser("clerk.school").post(_at("issuance_document_void", numbers[0]), {"reason_code": "other", "reason": "測試"})
    decision = reverse("issuance_void_request", args=[VoidRequest.objects.get().pk])
    approver = browser("approver.school")
    session = approver.session
    session["mydoc_password"] -= 3600
    session.save()
    assert approver.post(decision, {"decision": "approve"})["Location"].startswith(reverse("accounts_confirm"))
    refused = browser("clerk.school").post(decision, {"decision": "approve"}, follow=True).content.decode()
    assert "決定作廢需要核定人的角色" in refused
    assert browser("approver.social").get(decision).status_code == 404
    assert browser("approver.school").post(decision, {"decision": "maybe"}).status_code == 200
    assert VoidRequest.objects.get().decided_at is None
    assert (
        status_of(Document.objects.get(number=numbers[0]).face, Document.objects.first().face.issued_on) == Status.VALID
    )


def test_a_corrected_successor_takes_the_place_and_both_pages_show_the_chain(browser, person, numbers):
    client = browser("clerk.school")
    address = _at("issuance_document_supersede", numbers[0])
    form = client.post(address, {"purpose": "更正英文姓名"})
    typed = {field.name: field.value() for field in form.context["form"]}
    assert (typed["holder_name"], typed["birth_date"]) == ("林昱辰", "100/03/14")
    assert AccessRecord.objects.get().purpose == "更正英文姓名"
    wrong = client.post(address, typed | {"corrected": "1", "birth_date": "113/13/01"})
    assert wrong.status_code == 400
    assert "113/13/01" in wrong.content.decode()
    assert Batch.objects.count() == 1
    made = client.post(address, typed | {"corrected": "1", "holder_name_en": "LIN YU CHEN"})
    batch = Batch.objects.latest("pk")
    assert made["Location"] == reverse("issuance_batch", args=[batch.code])
    successor = _seal(batch, person)
    old, new = (Document.objects.get(number=number).face for number in (numbers[0], successor))
    assert get_public_face(old.token).superseded_at is not None
    assert get_public_face(new.token).superseded_at is None
    assert _at("issuance_document", successor) in client.get(_at("issuance_document", numbers[0])).content.decode()
    assert _at("issuance_document", numbers[0]) in client.get(_at("issuance_document", successor)).content.decode()


def test_who_is_no_clerk_makes_no_successor(browser, numbers):
    client = browser("auditor")
    typed = {"corrected": "1", "holder_name": "林昱辰"}
    answer = client.post(_at("issuance_document_supersede", numbers[0]), typed)
    assert answer.status_code == 400
    assert "沒有「承辦人」的角色" in answer.content.decode()
    assert Batch.objects.count() == 1


def _seal(batch: Batch, person) -> str:
    approver = actor_for(person("approver.school"), "cli")
    start_sealing(actor=approver, batch=approve_batch(actor=approver, batch=batch))
    work_on_next_chunk(actor=Actor("system", "worker", "worker"), batch=batch)
    batch.refresh_from_db()
    return batch.rows.select_related("document").get().document.number


def test_the_notice_is_sent_again_and_stands_in_the_timeline(browser, numbers):
    clerk = browser("clerk.school")
    page = clerk.post(f"/admin/issuance/documents/{numbers[0]}/notice/", follow=True)
    assert "已排入 2 則通知" in page.content.decode()
    assert "通知持有人：核發" in page.content.decode()
    again = clerk.post(f"/admin/issuance/documents/{numbers[0]}/notice/", follow=True)
    assert "還在寄送中" in again.content.decode()


def test_a_stranger_finds_no_document_to_tell_of(browser, numbers):
    assert browser("clerk.social").post(f"/admin/issuance/documents/{numbers[0]}/notice/").status_code == 404
    assert not Notice.objects.exists()


def test_an_auditor_is_offered_no_notice(browser, numbers):
    page = browser("auditor").get(f"/admin/issuance/documents/{numbers[0]}/")
    assert "重寄通知" not in page.content.decode()

"""Emergency access: administrators only, with a reason, on record for the holder; nobody else sees that it exists."""

import pytest
from django.urls import reverse

from cms.delivery.models import Notice
from cms.delivery.services import follow_changes
from cms.vault.models import AccessRecord

WHY = "系統事故 115-017，確認檔案可否讀取"


@pytest.fixture
def address() -> str:
    return reverse("issuance_break_glass")


def test_an_administrator_opens_it_and_the_holder_is_told(browser, numbers, address):
    follow_changes()
    answer = browser("admin").post(address, {"number": numbers[0], "purpose": WHY})
    assert answer.content.startswith(b"%PDF")
    assert "no-store" in answer["Cache-Control"]
    look = AccessRecord.objects.get(document__number=numbers[0], kind="break_glass")
    assert look.purpose == WHY
    follow_changes()
    assert Notice.objects.filter(look=look, kind=Notice.Kind.BREAK_GLASS).exists()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"number": "", "purpose": WHY}, "請輸入文件編號"),
        ({"number": "TEST115-00000001-1", "purpose": "看看"}, "理由太短"),
        ({"number": "TEST115-99999999-9", "purpose": WHY}, "查無文件"),
    ],
)
def test_without_reason_or_document_nothing_opens(browser, numbers, address, data, said):
    answer = browser("admin").post(address, data)
    assert answer.status_code == 400
    assert said in answer.content.decode()
    assert not AccessRecord.objects.filter(kind="break_glass").exists()


@pytest.mark.parametrize("name", ["clerk.school", "records", "auditor"])
def test_everybody_else_is_refused_and_sees_no_menu(browser, numbers, address, name):
    client = browser(name)
    answer = client.post(address, {"number": numbers[0], "purpose": WHY})
    assert b"%PDF" not in answer.content
    assert not AccessRecord.objects.filter(kind="break_glass").exists()
    assert address not in client.get(reverse("wagtailadmin_home")).content.decode()
    assert address in browser("admin").get(reverse("wagtailadmin_home")).content.decode()


def test_a_session_that_is_not_fresh_is_asked_again(browser, numbers, address):
    client = browser("admin")
    session = client.session
    session["mydoc_password"] = 0
    session.save()
    answer = client.post(address, {"number": numbers[0], "purpose": WHY})
    assert answer.status_code == 302
    assert not AccessRecord.objects.filter(kind="break_glass").exists()

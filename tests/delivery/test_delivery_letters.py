"""What a notice says, and above all what it does not."""

import re

import pytest
from delivery_world import EMAIL, MOBILE, NAME, NATIONAL_ID, issue

from cms.core import clock
from cms.delivery.letters import compose
from cms.delivery.models import Notice
from cms.delivery.words import WORDS
from cms.vault.access import get_document_for, open_for_system

pytestmark = pytest.mark.django_db
REQUEST = "R115-000012"
ABOUT_DOCUMENTS = [kind for kind in Notice.Kind.values if kind != Notice.Kind.ANSWERED]


def _message(kind: str, *, short: bool = False, **values: str):
    document = issue("a", **values)
    request = REQUEST if kind == Notice.Kind.ANSWERED else ""
    opened = open_for_system("tests", "測試").open(document)
    now = clock.now()
    notice = Notice.objects.create(
        document=document, kind=kind, channel="email", request=request, created_at=now, not_before=now
    )
    return notice, compose(notice, opened, short=short)


@pytest.mark.parametrize("kind", ABOUT_DOCUMENTS)
@pytest.mark.parametrize("short", [False, True])
def test_it_says_what_of_whom_and_where_but_nobodys_data(world, kind, short):
    notice, message = _message(kind, short=short)
    whole = f"{message.subject}\n{message.text}\n{message.html}"
    assert "國民中學畢業證書" in message.text
    assert "Junior High School Diploma" in message.text
    assert "verify.mydoc.example" in message.text
    assert notice.code in message.text
    for secret in (NAME, NATIONAL_ID, MOBILE, EMAIL, notice.document.face.token):
        assert secret not in whole
    assert "{" not in message.text


@pytest.mark.parametrize("short", [False, True])
def test_an_answer_is_told_without_a_word_of_person_document_or_agency(world, short):
    notice, message = _message("answered", short=short)
    whole = f"{message.subject}\n{message.text}\n{message.html}"
    assert "您提出的申請有答覆了" in message.text
    assert "request was answered" in message.text or "request of yours was answered" in message.text
    assert "verify.mydoc.example" in message.text and notice.code in message.text
    face = notice.document.face
    telling = (
        NAME,
        "林",
        NATIONAL_ID,
        MOBILE,
        EMAIL,
        face.token,
        notice.document.number,
        "畢業",
        "Diploma",
        "國中",
        "Shifan",
    )
    assert [secret for secret in telling if secret in whole] == []
    assert (REQUEST in message.text) is not short
    assert "{" not in message.text


@pytest.mark.parametrize("kind", Notice.Kind.values)
def test_the_subject_names_neither_person_nor_type_nor_agency(world, kind):
    _notice, message = _message(kind)
    assert message.subject
    for telling in ("林", "畢業", "Diploma", "示範國中", "Shifan"):
        assert telling not in message.subject


def test_a_short_message_names_nobody(world):
    _notice, message = _message("issued", short=True)
    assert (message.subject, message.html) == ("", "")
    assert "林" not in message.text
    assert "示範國中" in message.text


@pytest.mark.parametrize("kind", Notice.Kind.values)
def test_the_only_link_is_the_front_page(world, kind):
    _notice, message = _message(kind)
    assert set(re.findall(r'href="([^"]*)"', message.html)) == {"https://verify.mydoc.example/"}
    assert set(re.findall(r"https?://\S+", message.text)) == {"https://verify.mydoc.example/"}
    assert "src=" not in message.html


def test_the_holder_is_greeted_by_the_mask(world):
    _notice, message = _message("issued")
    assert "林○試，您好：" in message.text
    assert "林○試，您好：" in message.html


def test_a_holder_without_a_name_is_not_greeted(world):
    _notice, message = _message("issued", holder="")
    assert "您好" not in message.text + message.html


def test_what_was_accepted_as_text_is_shown_as_written(world):
    _notice, message = _message("issued", holder="<b>林 & {{ x }}</b>")
    assert "<b>林" not in message.html
    assert "&lt;" in message.html
    assert "&lt;" not in message.text


def test_break_glass_says_when(world):
    document = issue("b")
    get_document_for(world.people.admin, document.number, purpose="法院調閱某人", via="admin", break_glass=True)
    look, now = document.looks.get(), clock.now()
    notice = Notice.objects.create(
        document=document, kind="break_glass", channel="email", look=look, created_at=now, not_before=now
    )
    message = compose(notice, open_for_system("tests", "測試").open(document), short=False)
    assert f"{look.at.astimezone(clock.TAIPEI):%H:%M}" in message.text
    assert "誰看過" in message.text
    assert "法院調閱某人" not in message.text  # free text: it is read after signing in


def test_every_kind_has_its_words():
    assert set(WORDS) == set(Notice.Kind.values)

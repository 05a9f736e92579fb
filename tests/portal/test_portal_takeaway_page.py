"""The page for taking everything away: what it says, and whom it gives the file."""

import io
import zipfile
from datetime import timedelta

import pytest

from cms.audit.models import AuditEvent
from cms.core import clock
from cms.portal.services.takeaways import MOST_AN_HOUR
from cms.vault.models import AccessRecord

PATH = "/my/take-away/"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_page_sends_the_file(client_of, portal_world, lang: str):
    path = PATH if lang == "zh" else "/my/en/take-away/"
    client = client_of("lin_id")
    before = AccessRecord.objects.count()
    page = client.get(path)
    assert page.status_code == 200
    assert AccessRecord.objects.count() == before
    answer = client.post(path)
    assert answer.streaming
    assert answer["Content-Type"] == "application/zip"
    assert answer["Content-Disposition"] == f'attachment; filename="mydoc-{clock.today():%Y%m%d}.zip"'
    assert answer["Cache-Control"] == "no-store"
    archive, number = zipfile.ZipFile(io.BytesIO(answer.getvalue())), portal_world.numbers["diploma"]
    assert f"documents/{number}/{number}.pdf" in archive.namelist()


def test_strangers_get_nothing(client, db):
    for answer in (client.get(PATH), client.post(PATH)):
        assert (answer.status_code, answer["Location"]) == (302, "/my/sign-in/")
    assert AuditEvent.objects.filter(action="portal.takeaway.begun").count() == 0


def test_it_needs_the_sessions_secret(client_of):
    client = client_of("lin_id")
    client.handler.enforce_csrf_checks = True
    before = AccessRecord.objects.count()
    assert client.post(PATH).status_code == 403
    assert AccessRecord.objects.count() == before


def test_it_needs_a_session_that_began_lately(client_of, monkeypatch):
    client = client_of("lin_id")
    began, minutes = clock.now(), [0]
    monkeypatch.setattr(clock, "now", lambda: began + timedelta(minutes=minutes[0]))
    for minutes[0] in (10, 20, 29):  # somebody is there all the time
        assert "請再登入一次" not in client.get(PATH).content.decode()
    minutes[0] = 31
    before = AccessRecord.objects.count()
    answer = client.post(PATH)
    assert answer.status_code == 403
    assert "請再登入一次" in answer.content.decode()
    assert AccessRecord.objects.count() == before
    again = client.post(PATH, {"again": "1"})
    assert again["Location"] == "/my/sign-in/"
    assert client.get(PATH)["Location"] == "/my/sign-in/"


def test_the_page_says_when_it_was_too_often(client_of):
    client = client_of("lin_id")
    for _ in range(MOST_AN_HOUR):
        client.post(PATH).getvalue()
    answer = client.post("/my/en/take-away/")
    assert answer.status_code == 429
    assert "At most 5 downloads an hour" in answer.content.decode()


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("lin_mobile", "用身分證字號發給您的文件不在裡面"),
        ("lin_id", "發到別支手機的文件不在裡面"),
        ("lin_city", ""),
    ],
)
def test_the_page_says_what_is_left_out(client_of, name: str, said: str):
    page = client_of(name).get(PATH).content.decode()
    assert said in page
    assert ("這次不包含的文件" in page) == bool(said)
    assert ("/my/sign-in/id/" in page) == (name == "lin_mobile")

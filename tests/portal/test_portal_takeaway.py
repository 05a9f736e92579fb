"""Taking everything away: what is in the file, that it can be checked without us, and what happens when something fails."""

import csv
import io
import json
import subprocess
import tracemalloc
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.db import transaction
from portal_world import _destroy

from cms.accounts.models import User
from cms.accounts.selectors import actor_for
from cms.accounts.visitors import Visitor
from cms.audit.models import AuditEvent
from cms.core import clock
from cms.core.errors import Refused
from cms.core.hashing import sha256_hex
from cms.delivery.services import resend_notice
from cms.portal.purposes import TAKE_AWAY
from cms.portal.services.requests import answer_request, ask
from cms.portal.services.takeaways import MOST_AN_HOUR, begin_take_away
from cms.portal.takeaway import NOT_INCLUDED, archive_of
from cms.portal.zipping import MANIFEST, Packing
from cms.vault.access import get_document_for
from cms.vault.models import AccessRecord, CustodyGrant, WrappedKey
from cms.vault.permissions import documents_for
from cms.vault.services.shares import make_share
from cms.vault.share_terms import ShareTerms
from cms.vault.storage import PackStore
from cms.verification.services import verify_file

NAMES = ("林昱辰", "陳沛", "沈沛", "黃堃峯", "LIN", "CHEN", "A123456789", "0912345678")


def _taken(visitor: Visitor, lang: str = "zh") -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(b"".join(archive_of(visitor, begin_take_away(visitor=visitor), lang))))


def _json(archive: zipfile.ZipFile, name: str) -> dict | list:
    return json.loads(archive.read(name))


def _of(number: str, kind: str) -> str:
    return f"documents/{number}/{number}{kind}"


def _ended(archive_bytes: bytes) -> bool:
    """Whether a program opens it."""
    try:
        zipfile.ZipFile(io.BytesIO(archive_bytes))
    except zipfile.BadZipFile:
        return False
    return True


def test_each_document_is_there_as_sealed_and_verifies(people, portal_world, tmp_path):
    archive = _taken(people["huang_city"])
    for name in ("old_phone_diploma", "new_phone_low_income"):
        number = portal_world.numbers[name]
        pdf = archive.read(_of(number, ".pdf"))
        opened = get_document_for(people["huang_city"], number, purpose="測試", via="portal")
        assert pdf == opened.pdf
        result = verify_file(pdf)
        assert (result.bottom_line, result.number) == ("valid", number)
        record = _json(archive, _of(number, ".json"))
        assert record["file"] == {
            "name": f"{number}.pdf",
            "sha256": sha256_hex(pdf),
            "size": len(pdf),
            "pages": opened.version.pages,
        }
        assert {one["code"]: one["value"] for one in record["values"]} == opened.values
        assert all(one["label"] and one["label_en"] for one in record["values"])
        assert record["verify_url"].endswith(opened.document.face.token)
        assert record["signatures"][0]["certificate"] in archive.namelist()


def test_the_manifest_is_last_and_right(people):
    archive = _taken(people["chen_id"])
    *others, last = archive.namelist()
    assert last == MANIFEST
    lines = [line.split("  ", 1) for line in archive.read(MANIFEST).decode().splitlines()]
    assert [name for _, name in lines] == others
    assert all(sha256_hex(archive.read(name)) == digest for digest, name in lines)
    event = AuditEvent.objects.latest("pk")
    assert event.action == "portal.takeaway.completed"
    assert event.detail == {"taken": 3, "left_out": 0, "manifest_sha256": sha256_hex(archive.read(MANIFEST))}


def test_names_are_ascii_and_name_nobody(people):
    names = _taken(people["chen_id"]).namelist()
    assert all(name.isascii() and ".." not in name and not name.startswith("/") for name in names)
    assert not any(person in name for name in names for person in NAMES)


def test_each_opening_is_one_look_of_ones_own(people, portal_world):
    before = AccessRecord.objects.count()
    _taken(people["chen_id"])
    looks = AccessRecord.objects.order_by("pk")[before:]
    assert [(one.kind, one.purpose, one.actor_kind, one.via) for one in looks] == [
        ("export", TAKE_AWAY, "citizen", "portal")
    ] * 3
    assert {one.document.number for one in looks} == {
        portal_world.numbers[name] for name in ("void", "superseded", "successor")
    }


def test_nobody_elses_document_is_there(people, portal_world):
    for name in ("lin_id", "lin_mobile", "recycled_mobile", "recycled_id", "nobody_mobile", "nobody_city"):
        numbers = set(documents_for(people[name]).values_list("number", flat=True))
        found = {one.split("/")[1] for one in _taken(people[name]).namelist() if one.startswith("documents/")}
        assert found == numbers
    assert portal_world.numbers["sister_diploma"] not in str(_taken(people["lin_id"]).namelist())


def test_status_and_successor_are_told(people, portal_world):
    archive, numbers = _taken(people["chen_id"]), portal_world.numbers
    void, superseded = (_json(archive, _of(numbers[name], ".json")) for name in ("void", "superseded"))
    assert (void["status"]["code"], bool(void["voided_at"])) == ("void", True)
    assert (superseded["status"]["name_en"], superseded["superseded_by"]) == ("Superseded", numbers["successor"])


def test_a_destroyed_document_is_told_of_without_its_file(people, portal_world):
    number = portal_world.numbers["destroyed"]
    archive = _taken(people["shen_mobile"])
    names = archive.namelist()
    assert _of(number, ".pdf") not in names
    assert _of(portal_world.numbers["visit"], ".pdf") in names
    record = _json(archive, _of(number, ".json"))
    assert record["status"]["code"] == "destroyed"
    assert record["destruction"]["legal_ground"] == "測試：保存年限屆滿"
    assert "values" not in record
    assert "records" not in json.dumps(record)  # whose account it was is the office's business
    assert NOT_INCLUDED not in names


def test_looks_are_there_twice_over_and_open_in_a_spreadsheet(people, portal_world):
    number = portal_world.numbers["diploma"]
    get_document_for(User.objects.get(username="clerk.school"), number, purpose="=家長來電", via="admin")
    archive = _taken(people["lin_id"])
    table = archive.read(_of(number, "-looks.csv"))
    assert table.startswith(b"\xef\xbb\xbf")
    header, *rows = csv.reader(io.StringIO(table.decode("utf-8-sig")))
    data = _json(archive, _of(number, "-looks.json"))
    assert list(data[0]) == ["time", "what", "count", "details"]
    assert [one["time"] for one in data] == [row[0] for row in rows]
    assert any("=家長來電" in one["details"] for one in data)
    assert not any(cell.startswith("=") for row in rows for cell in row)
    assert len(header) == 4


def test_the_lists_tell_of_shares_requests_and_notices(people, portal_world):
    visitor, number = people["lin_id"], portal_world.numbers["diploma"]
    terms = ShareTerms(("holder_name",), "示範公司", "應徵")
    make_share(visitor=visitor, number=number, terms=terms, days=7, once=False)
    wish = ask(visitor=visitor, kind="correct", number=number, text="生日有誤")
    actor = actor_for(User.objects.get(username="records"), "admin")
    answer_request(actor=actor, code=wish.code, outcome="granted", text="同意換發")
    resend_notice(actor=actor_for(User.objects.get(username="clerk.school"), "admin"), number=number)
    archive = _taken(visitor)
    (share,) = _json(archive, "shares.json")
    assert (share["document"], share["recipient"], share["purpose"], share["state"]) == (
        number,
        "示範公司",
        "應徵",
        "可以開啟",
    )
    (asked,) = _json(archive, "requests.json")
    assert (asked["code"], asked["text"], asked["answer"]) == (wish.code, "生日有誤", "同意換發")
    notices = _json(archive, "notices.json")
    assert {one["about"] for one in notices} == {number, wish.code}
    for name in ("shares", "requests", "notices"):
        assert archive.read(f"{name}.csv").startswith(b"\xef\xbb\xbf")
    assert _json(_taken(people["sister_id"]), "requests.json") == []


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_guides_are_in_both_languages_and_lists_in_the_pages(people, lang: str):
    archive = _taken(people["lin_id"], lang)
    zh, en = (archive.read(f"README-{one}.txt").decode() for one in ("zh", "en"))
    for guide in (zh, en):
        assert "{{" not in guide and "{%" not in guide and "&#" not in guide
        assert django_settings.MYDOC_VERIFY_URL in guide
        for name in ("SHA256SUMS.txt", "NOT-INCLUDED.txt", "anchors.pem", "revocation.pem", "-looks.csv"):
            assert name in guide
    assert not any("一" <= one <= "鿿" for one in en)
    header = archive.read("requests.csv").decode("utf-8-sig").splitlines()[0]
    assert header.startswith("編號" if lang == "zh" else "Number")


@pytest.mark.parametrize(
    ("name", "said", "unsaid"),
    [
        ("lin_mobile", "身分證後 4 碼，或改用", "別支手機"),
        ("lin_id", "別支手機", "碼，或改用"),
        ("lin_city", "", "不包含"),
    ],
)
def test_the_guide_says_what_this_sign_in_leaves_out(people, name: str, said: str, unsaid: str):
    guide = _taken(people[name]).read("README-zh.txt").decode()
    assert said in guide
    assert unsaid not in guide


def test_a_document_whose_key_is_gone_is_named_and_the_others_are_whole(people, portal_world):
    lost, kept = portal_world.numbers["void"], portal_world.numbers["successor"]
    WrappedKey.objects.filter(ref=documents_for(people["chen_id"]).get(number=lost).pk).delete()
    looks = AccessRecord.objects.filter(document__number=lost).count()
    archive = _taken(people["chen_id"])
    assert archive.testzip() is None
    assert [name for name in archive.namelist() if lost in name] == []
    assert _of(kept, ".pdf") in archive.namelist()
    told = archive.read(NOT_INCLUDED).decode()
    assert lost in told and "打不開" in told and "Cannot be opened now" in told
    assert AccessRecord.objects.filter(document__number=lost).count() == looks
    assert AuditEvent.objects.latest("pk").detail["left_out"] == 1


def test_bytes_that_are_gone_or_not_as_sealed_are_named_too(people, portal_world, monkeypatch):
    seen: list = []
    monkeypatch.setattr(PackStore, "read", _harmed(PackStore.read, seen))
    archive = _taken(people["chen_id"])
    assert archive.testzip() is None
    assert sum(name.endswith(".pdf") for name in archive.namelist()) == 1
    assert archive.read(NOT_INCLUDED).decode().count("打不開") == 2


def _harmed(own, seen: list):
    """The pack's own reading; the first time the disk fails, the second time a bit is wrong."""

    def read(self, ref):
        if len(seen) >= 2:
            return own(self, ref)
        seen.append(ref)
        if len(seen) == 1:
            raise OSError("disk")
        data = own(self, ref)
        return data[:-1] + bytes([data[-1] ^ 1])

    return read


def test_a_document_destroyed_while_the_file_is_made_is_told_of_as_destroyed(people, portal_world):
    visitor = people["chen_id"]
    numbers = begin_take_away(visitor=visitor)
    stream = archive_of(visitor, numbers, "zh")
    pieces = _until(stream, f"{numbers[0]}-looks.json")
    _destroy(numbers[1])
    archive = zipfile.ZipFile(io.BytesIO(b"".join([*pieces, *stream])))
    assert archive.testzip() is None
    assert _of(numbers[0], ".pdf") in archive.namelist()
    assert _of(numbers[1], ".pdf") not in archive.namelist()
    assert _json(archive, _of(numbers[1], ".json"))["status"]["code"] == "destroyed"


def test_custody_that_ends_while_the_file_is_made_opens_nothing_more(people):
    visitor = people["chen_id"]
    numbers = begin_take_away(visitor=visitor)
    stream = archive_of(visitor, numbers, "zh")
    pieces = _until(stream, f"{numbers[0]}-looks.json")
    CustodyGrant.objects.filter(document__number=numbers[1]).update(ends_at=clock.now() - timedelta(seconds=1))
    archive = zipfile.ZipFile(io.BytesIO(b"".join([*pieces, *stream])))
    assert not any(numbers[1] in name for name in archive.namelist())
    assert "不在您的證件包" in archive.read(NOT_INCLUDED).decode()


def _until(stream: Iterator[bytes], name: str) -> list[bytes]:
    """The pieces up to the one with this file."""
    pieces = []
    for piece in stream:
        pieces.append(piece)
        if name.encode() in piece:
            return pieces
    raise AssertionError(name)


def test_a_cut_download_does_not_open_and_is_not_noted_as_complete(people):
    visitor = people["chen_id"]
    whole = list(archive_of(visitor, begin_take_away(visitor=visitor), "zh"))
    completed = AuditEvent.objects.filter(action="portal.takeaway.completed")
    count = completed.count()
    for end in (1, len(whole) // 2, len(whole) - 1):
        stream = archive_of(visitor, begin_take_away(visitor=visitor), "zh")
        pieces = [next(stream) for _ in range(end)]
        stream.close()
        assert not _ended(b"".join(pieces))
    assert completed.count() == count


def test_an_error_in_the_middle_ends_the_file_before_its_directory(people, monkeypatch):
    visitor = people["chen_id"]
    stream = archive_of(visitor, begin_take_away(visitor=visitor), "zh")
    pieces = [next(stream) for _ in range(4)]
    monkeypatch.setattr("cms.portal.takeaway.get_document_for", lambda *args, **kwargs: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        pieces.extend(stream)
    assert not _ended(b"".join(pieces))


def test_five_an_hour(people, monkeypatch):
    for _ in range(MOST_AN_HOUR):
        begin_take_away(visitor=people["lin_id"])
    with pytest.raises(Refused) as refused:
        begin_take_away(visitor=people["lin_id"])
    assert refused.value.code == "takeaway_limit"
    begin_take_away(visitor=people["sister_id"])
    later = clock.now() + timedelta(hours=1, seconds=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    begin_take_away(visitor=people["lin_id"])


def test_memory_is_that_of_one_file_however_many_there_are():
    big = bytes(range(256)) * 4 * 1024  # 1 MiB

    def peak(files: int) -> int:
        packing = Packing(clock.now())
        tracemalloc.start()
        for n in range(files):
            packing.add(f"{n}.pdf", big)
        packing.finish()
        top = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return top

    assert peak(60) < peak(3) + 256 * 1024


@pytest.mark.real("openssl", "poppler")
def test_it_can_be_checked_without_us(people, portal_world, tmp_path):
    """With the commands of the guide, and nothing of ours."""
    _taken(people["lin_id"]).extractall(tmp_path)
    number = portal_world.numbers["diploma"]
    pdf = _of(number, ".pdf")
    pem = json.loads((tmp_path / _of(number, ".json")).read_text())["signatures"][0]["certificate"]
    lists = ("-crl_check", "-CRLfile", "evidence/revocation.pem")
    trust = (*lists, "-CAfile", "evidence/anchors.pem", "-untrusted", pem, pem)
    assert "OK" in _run(tmp_path, "openssl", "verify", *trust)
    assert "Signature is Valid" in _run(tmp_path, "pdfsig", "-nocert", pdf)
    assert "1 embedded" in _run(tmp_path, "pdfdetach", "-list", pdf)
    sums = _run(tmp_path, "sha256sum", "-c", MANIFEST)
    assert sums.count(": OK") == len(list(_files(tmp_path))) - 1


def _run(folder: Path, *command: str) -> str:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if path.is_file())


def test_a_transaction_is_not_held_open_over_the_whole_file(people):
    visitor = people["chen_id"]
    stream = archive_of(visitor, begin_take_away(visitor=visitor), "zh")
    depth = len(transaction.get_connection().savepoint_ids)
    _until(stream, "-looks.json")
    assert len(transaction.get_connection().savepoint_ids) == depth
    stream.close()

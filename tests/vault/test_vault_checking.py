"""check_vault: fine when all is fine, and every kind of damage is named."""

import json
from io import StringIO

import pytest
from django.core.management import call_command
from vault_world import WORKER, acting, issue, reserve

from cms.vault.models import DocumentVersion, PublicFace, WrappedKey
from cms.vault.opening import packs
from cms.vault.services.checking import check_vault
from cms.vault.services.deposit import cancel_reservations
from cms.vault.services.status import void_document


def codes():
    return [problem.code for problem in check_vault().problems]


def test_all_is_well_and_counted(world):
    number, _other = issue("1"), issue("2")
    reserve(2, key="3")
    cancel_reservations(actor=WORKER, document_ids=[reserve(key="4")[0].document_id], reason="移出")
    void_document(actor=acting("clerk"), approved_by=acting("approver"), number=number, reason_code="e", reason="誤植")
    report = check_vault()
    assert report.problems == ()
    assert (report.documents, report.opened, report.open, report.cancelled, report.tail) == (2, 2, 2, 1, 0)


def test_a_changed_bit_is_named(world):
    number = issue()
    (pack,) = packs().folder.glob("*.pack")
    data = bytearray(pack.read_bytes())
    data[50] ^= 1
    pack.write_bytes(data)
    (problem,) = check_vault().problems
    assert (problem.code, problem.ref) == ("unreadable", number)


def test_a_short_pack_is_named(world):
    issue()
    (pack,) = packs().folder.glob("*.pack")
    pack.write_bytes(pack.read_bytes()[:-1])
    assert codes() == ["pack_short", "unreadable"]


def test_a_missing_key_is_named(world):
    issue()
    WrappedKey.objects.all().delete()
    assert codes() == ["key_missing"]


@pytest.mark.parametrize(
    "damage",
    [
        {"voided_at": "2026-01-01T00:00+08:00"},
        {"void_reason": "x"},
        {"number": "x"},
        {"destroyed_at": "2026-01-01T00:00+08:00"},
    ],
)
def test_a_face_that_tells_another_story_is_named(world, damage):
    issue()
    issue("2")
    PublicFace.objects.filter(document__reservation__key="2").update(**damage)
    assert codes() == ["face_differs"]


def test_a_void_that_the_face_hides_is_named(world):
    number = issue()
    void_document(actor=acting("clerk"), approved_by=acting("approver"), number=number, reason_code="e", reason="誤植")
    PublicFace.objects.update(voided_at=None)
    assert codes() == ["face_differs"]


def test_a_document_without_bytes_is_named(world):
    issue()
    DocumentVersion.objects.all().delete()
    assert codes() == ["part_missing"]


def test_an_unfinished_append_is_told_but_no_problem(world):
    issue()
    packs().append([b"a killed process left this"])
    report = check_vault()
    assert (report.ok, report.tail) == (True, 26)


def test_the_command_speaks_and_exits(world):
    issue()
    out = StringIO()
    call_command("check_vault", "--json", "--sample", "5", stdout=out)
    assert json.loads(out.getvalue())["ok"] is True
    WrappedKey.objects.all().delete()
    out = StringIO()
    with pytest.raises(SystemExit) as left:
        call_command("check_vault", stdout=out)
    assert left.value.code == 1
    assert "沒有金鑰" in out.getvalue()

"""The list, a new batch, the result, and who sees what: the admin's screens through Django's own client."""

import re

import pytest
from desk_clients import address, bad_second, desk_of, file_of
from django.urls import reverse
from issuance_sheets import HEADER, PUPILS

from cms.issuance.models import Batch, Presence
from cms.issuance.services.uploads import check_next_upload
from cms.vault.models import Append

UPLOAD = {"slug": "junior-diploma"}
WORDS = re.compile(r"[A-Za-z]{4,}")


@pytest.fixture
def clerk(world):
    return desk_of("clerk.school")


def text_of(answer) -> str:
    """What a page's own part says, without tags."""
    desk = answer.content.decode().partition('id="desk"')[2].partition(">")[2].partition("</main>")[0]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", desk))


def stored() -> tuple[int, int]:
    return Batch.objects.count(), Append.objects.count()


def test_the_list_shows_only_batches_of_ones_own_agencies(uploaded):
    batch = uploaded()
    for name in ("clerk.school", "approver.school", "clerk.education", "auditor"):
        assert batch.code in desk_of(name).get(reverse("issuance_batches")).content.decode(), name
    for name in ("clerk.social", "bureau", "admin"):
        assert batch.code not in desk_of(name).get(reverse("issuance_batches")).content.decode(), name


@pytest.mark.parametrize("name", ["issuance_batch", "issuance_status"])
def test_a_hidden_batch_is_absent(uploaded, name):
    hidden = address(name, uploaded())
    absent = hidden.replace("B115", "B114")
    for person in ("clerk.social", "admin"):
        client = desk_of(person)
        assert client.get(hidden).status_code == client.get(absent).status_code == 404


@pytest.mark.parametrize(
    ("name", "more"),
    [
        ("issuance_answer", {}),
        ("issuance_cells", {}),
        ("issuance_approve", {}),
        ("issuance_seal", {}),
        ("issuance_withdraw", {}),
        ("issuance_retry", {}),
        ("issuance_follow_up", {}),
    ],
)
def test_nothing_can_be_sent_to_a_hidden_batch(uploaded, name, more):
    batch = uploaded()
    form = {"seq": "2", "cell-holder_name": "甲", "reason": "x"}
    assert desk_of("clerk.social").post(address(name, batch, **more), form).status_code == 404
    before = Batch.objects.filter(pk=batch.pk).values().get()
    assert before["state"] == Batch.State.CHECKED


@pytest.mark.parametrize(
    ("name", "more"),
    [
        ("issuance_preview", {"seq": 2}),
        ("issuance_preview_png", {"seq": 2}),
        ("issuance_preview_pdf", {"seq": 2}),
        ("issuance_errors", {"suffix": "xlsx"}),
    ],
)
def test_nothing_of_a_hidden_batch_can_be_looked_at(uploaded, name, more):
    assert desk_of("clerk.social").get(address(name, uploaded(), **more)).status_code == 404


def test_a_stranger_to_the_admin_is_sent_to_sign_in(client, uploaded):
    answer = client.get(address("issuance_batch", uploaded()))
    assert answer.status_code == 302
    assert "login" in answer["Location"]


def test_the_type_used_last_stands_first(uploaded, clerk):
    first = clerk.get(reverse("issuance_new_batch")).context["types"]
    assert first[0].last_used is None
    uploaded()
    types = clerk.get(reverse("issuance_new_batch")).context["types"]
    assert types[0].version.slug == "junior-diploma"
    assert types[0].last_used is not None


def test_who_is_no_clerk_gets_no_types(world):
    answer = desk_of("auditor").get(reverse("issuance_new_batch"))
    assert answer.context["types"] == []
    assert "沒有承辦人的角色" in answer.content.decode()


def test_a_file_goes_from_upload_to_result(clerk):
    sent = clerk.post(reverse("issuance_upload", kwargs=UPLOAD), {"file": file_of(bad_second())})
    batch = Batch.objects.get()
    assert sent["Location"] == address("issuance_batch", batch)
    assert "檢查中" in text_of(clerk.get(sent["Location"]))
    assert clerk.get(address("issuance_status", batch)).json()["state"] == "uploaded"
    assert check_next_upload()
    assert clerk.get(address("issuance_status", batch)).json()["state"] == "checked"
    text = text_of(clerk.get(sent["Location"]))
    assert "3 列 可發 2 需修正 1" in text.replace("　", " ")
    assert "身分證字號檢查碼不符（1 列）：第 3 列" in text
    assert "A123456780" in clerk.get(sent["Location"]).content.decode()


@pytest.mark.parametrize(
    ("file", "words"),
    [
        (None, "還沒有選檔案"),
        ({"rows": ()}, "沒有資料"),
        ({"name": "grads.xls", "data": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)}, "xls"),
        ({"name": "grads.pdf", "data": b"%PDF-1.7\n\x00"}, "PDF"),
        ({"header": ["甲", *HEADER[1:-1], "乙"]}, "缺少"),
        ({"header": [*HEADER[:-1], "姓名"]}, "不只一次"),
    ],
)
def test_what_cannot_be_read_is_said_and_nothing_is_stored(clerk, file, words):
    before = stored()
    form = {} if file is None else {"file": file_of(**file)}
    answer = clerk.post(reverse("issuance_upload", kwargs=UPLOAD), form)
    assert answer.status_code == 200
    assert words in text_of(answer)
    assert "<title>錯誤：" in re.sub(r"\s*\n\s*", "", answer.content.decode())
    assert stored() == before


def test_a_file_too_large_is_refused_before_it_is_read(clerk, settings):
    settings.MYDOC_UPLOAD_MAX_BYTES = 100
    answer = clerk.post(reverse("issuance_upload", kwargs=UPLOAD), {"file": file_of()})
    assert "最多" in text_of(answer)
    assert not Batch.objects.exists()


@pytest.mark.parametrize("name", ["approver.school", "auditor", "admin"])
def test_who_is_no_clerk_cannot_upload(world, name):
    before = stored()
    answer = desk_of(name).post(reverse("issuance_upload", kwargs=UPLOAD), {"file": file_of()})
    assert "承辦人的角色" in text_of(answer)
    assert stored() == before


def test_a_clerk_cannot_name_a_strange_agency(clerk):
    social = desk_of("clerk.social").get(reverse("issuance_upload", kwargs=UPLOAD)).context["form"].only
    clerk.post(reverse("issuance_upload", kwargs=UPLOAD), {"file": file_of(), "agency": social.pk})
    assert not Batch.objects.exists()


def test_an_unknown_type_is_absent(clerk):
    assert clerk.get(reverse("issuance_upload", kwargs={"slug": "nothing"})).status_code == 404


def test_a_column_with_another_name_is_asked_about_and_remembered(clerk):
    header = ["身證字號" if name == "身分證字號" else name for name in HEADER]
    clerk.post(reverse("issuance_upload", kwargs=UPLOAD), {"file": file_of(header=header)})
    batch = Batch.objects.get()
    assert batch.state == Batch.State.ASKING
    text = text_of(clerk.get(address("issuance_batch", batch)))
    assert "要把「身證字號」當作「身分證字號」嗎？" in text
    refused = clerk.post(address("issuance_answer", batch), {"header": ["身證字號"], "field-0": ""})
    batch.refresh_from_db()
    assert (refused.status_code, batch.state) == (302, Batch.State.ASKING)
    field = batch.question["columns"][0]["field"]
    clerk.post(address("issuance_answer", batch), {"header": ["身證字號"], "field-0": field})
    batch.refresh_from_db()
    assert batch.state == Batch.State.UPLOADED
    clerk.post(reverse("issuance_upload", kwargs=UPLOAD), {"file": file_of(PUPILS[:2], header=header)})
    assert Batch.objects.latest("pk").state == Batch.State.UPLOADED


def test_the_same_file_is_recognised(uploaded, clerk):
    first, second = uploaded(), uploaded()
    assert f"同一個檔案已經上傳過：批次 {first.code}" in text_of(clerk.get(address("issuance_batch", second)))


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_templates_and_error_files_are_downloads(uploaded, clerk, suffix):
    empty = clerk.get(reverse("issuance_template", kwargs=UPLOAD | {"suffix": suffix}))
    wrong = clerk.get(address("issuance_errors", uploaded(bad_second()), suffix=suffix))
    for answer in (empty, wrong):
        assert answer["Content-Disposition"].startswith("attachment")
    if suffix == "csv":
        assert "姓名" in empty.content.decode("utf-8-sig")
        lines = wrong.content.decode("utf-8-sig").splitlines()
        assert "錯誤說明" in lines[0]
        assert "A123456780" in lines[1]


def test_two_people_on_one_batch_see_each_other(uploaded):
    batch = uploaded()
    clerk, approver = desk_of("clerk.school"), desk_of("approver.school")
    clerk.get(address("issuance_batch", batch))
    assert "蔡明軒" in approver.get(address("issuance_status", batch)).json()["others"]
    assert "羅淑芬" in clerk.get(address("issuance_status", batch)).json()["others"]
    assert Presence.objects.filter(batch=batch).count() == 2


def test_rows_come_fifty_a_page_and_only_the_wrong_ones_first(uploaded, clerk):
    rows = [(*PUPILS[0][:1], f"示市龍門畢字第1159{n:05}號", *PUPILS[0][2:]) for n in range(60)]
    batch = uploaded([*rows, *bad_second()[1:2]])
    wrong = clerk.get(address("issuance_batch", batch)).context["rows_page"]
    assert (len(wrong.rows), wrong.total) == (1, 1)
    every = clerk.get(address("issuance_batch", batch) + "?rows=all&page=2").context["rows_page"]
    assert (len(every.rows), every.total, every.pages) == (11, 61, 2)
    assert clerk.get(address("issuance_batch", batch) + "?rows=all&page=99").context["rows_page"].page == 1


def test_masked_cells_stay_masked_in_the_page(uploaded, clerk):
    page = clerk.get(address("issuance_batch", uploaded()) + "?rows=all").content.decode()
    assert "林○辰" in page
    assert "A123456789" not in page
    assert "0912345678" not in page


def test_hostile_text_is_shown_as_written(uploaded, clerk):
    rows = [changed_name("<script>alert(1)</script>"), *bad_second()[1:2]]
    page = clerk.get(address("issuance_batch", uploaded(rows)) + "?rows=all&edit=2").content.decode()
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page


def changed_name(name: str) -> tuple[str, ...]:
    return tuple(name if column == "姓名" else cell for column, cell in zip(HEADER, PUPILS[0], strict=True))


def test_no_english_stands_on_the_desk(uploaded, clerk):
    names = {"XLSX", "clerk", "school", "approver", "grads", "junior", "diploma"}
    for path in (
        reverse("issuance_batches"),
        reverse("issuance_new_batch"),
        reverse("issuance_upload", kwargs=UPLOAD),
        address("issuance_batch", uploaded(bad_second())),
    ):
        desk = text_of(clerk.get(path)).split(" 欄位說明 ")[0]
        desk = desk.partition("欄位說明")[0]
        assert set(WORDS.findall(desk)) <= names, path


def test_nothing_inline_so_that_a_strict_policy_can_hold(uploaded, clerk):
    for path in (reverse("issuance_batches"), address("issuance_batch", uploaded(bad_second()))):
        desk = clerk.get(path).content.decode().partition('id="desk"')[2].partition("</main>")[0]
        assert not re.search(r"<style|\sstyle=|<script(?![^>]*src=)|\son[a-z]+=", desk)

"""A code that cannot be read or found: the likely slip is named, from what was typed alone, in both languages."""

import html
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from verification_faces import make_reservation

from cms.core.ids import group_token
from cms.verification.slips import code_in, look_alikes, marked, slip_in
from cms.verification.words import words_in

TOKEN = "7KQF2M9X4TRDHW3PV8NC"
BOPOMOFO = "ㄅㄆㄇㄈ-2M9X"

# typed, what is said in Chinese, what is said in English
SLIPS = {
    "nothing": (" - ", "請輸入驗證碼", "Type the code"),
    "one short": (
        "7KQF-2M9X-4TR-HW3P-V8NC",
        "驗證碼要有 20 個字，您輸入了 19 個：第 3 組只有 3 個字",
        "A code has 20 characters, you typed 19: group 3 has only 3",
    ),
    "one long": (
        "7KQF 2M9X 4TRD HW3P V8NCC",
        "您輸入了 21 個：第 5 組有 5 個字",
        "you typed 21: group 5 has 5",
    ),
    "two wrong": (
        "7KQF-2M9-4TRD-HW3-V8NC",
        "您輸入了 18 個：第 2 組只有 3 個字、第 4 組只有 3 個字",
        "you typed 18: group 2 has only 3, group 4 has only 3",
    ),
    "a group missing": (
        "7KQF-2M9X-4TRD-V8NC",
        "您輸入了 16 個：有 4 組，應該是 5 組",
        "you typed 16: 4 groups instead of 5",
    ),
    "in one go": (
        TOKEN[:-1],
        "您輸入了 19 個：請每 4 個字一組，和紙本核對",
        "you typed 19: compare it with the paper, four by four",
    ),
    "a U": (
        "7KQF-2M9X-4TRD-HW3P-U8NC",
        "第 5 組第 1 個字是 U，驗證碼沒有這個字母。請看看是不是 V",
        "Character 1 of group 5 is U, which no code has. Look whether it is V",
    ),
    "a u in one go": (
        TOKEN[:9].lower() + "u" + TOKEN[10:].lower(),
        "第 3 組第 2 個字是 U",
        "Character 2 of group 3 is U",
    ),
    "a sign": (
        "7KQF-2M9X-4T*D-HW3P-V8NC",
        "第 3 組第 3 個字「*」不是數字或英文字母",
        "Character 3 of group 3 (*) is neither a digit nor a letter",
    ),
    "a full-width sign": ("７ＫＱＦ－２Ｍ９Ｘ－４Ｔ＠Ｄ", "第 3 組第 3 個字「@」", "Character 3 of group 3 (@)"),
    "Chinese keyboard": (
        BOPOMOFO,
        "第 1 組第 1 個字不是數字或英文字母。請改用英文輸入",
        "Character 1 of group 1 is neither a digit nor an English letter",
    ),
    "document number": (
        "DEMO115-00000128-2",
        "這是文件編號，驗證碼在 QR 旁邊",
        "This is the document number. The code, 20",
    ),
    "document number, carelessly": ("demo115 00000128 2", "這是文件編號", "This is the document number"),
    "compare code": ("4821 0937", "這是比對碼。驗證碼在 QR 旁邊", "This is the compare code. The code, 20"),
    "compare code with an O": ("4821O937", "這是比對碼", "This is the compare code"),
    "another address": (
        f"https://verify.mydoc.example.evil.example/v/{TOKEN}",
        "這不是查驗網址。正式的查驗網址開頭是 verify.mydoc.example/v/",
        "This is not an address of ours: those begin with verify.mydoc.example/v/",
    ),
    "another page of ours": ("verify.mydoc.example/my/", "這不是查驗網址", "This is not an address of ours"),
    "our address, code short": (
        "https://verify.mydoc.example/v/7KQF-2M9X-4TRD-HW3P-V8N",
        "您輸入了 19 個：第 5 組只有 3 個字",
        "you typed 19: group 5 has only 3",
    ),
    "a broken address": ("http://[verify", "這不是查驗網址", "This is not an address of ours"),
}


@pytest.mark.parametrize("slip", SLIPS)
def test_the_slip_is_named_at_the_field_and_above_the_form(client, db, slip):
    typed, *sentences = SLIPS[slip]
    for place, sentence, error in zip(("/v/", "/en/v/"), sentences, ("錯誤：", "Error: "), strict=True):
        response = client.get(place, {"code": typed})
        page = html.unescape(response.content.decode())
        assert response.status_code == 400
        assert page.split("<main")[1].count(sentence) >= 2
        assert f"<title>{error}" in page
        assert 'aria-invalid="true"' in page
        assert not response.cookies


def test_only_the_right_sentence_is_said():
    for lang, column in (("zh", 1), ("en", 2)):
        said = {slip: slip_in(code_in(SLIPS[slip][0]), words_in(lang)) for slip in SLIPS}
        for slip, sentence in said.items():
            assert SLIPS[slip][column] in sentence
            assert "{" not in sentence


@pytest.mark.parametrize(
    "pasted",
    [
        "https://verify.mydoc.example/v/{}",
        "http://VERIFY.mydoc.example/en/v/{}/",
        "verify.mydoc.example/v/{}",
        " https://verify.mydoc.example/v/{}?from=qr#c ",
        "https\uff1a//verify.mydoc.example/v/{}",
        "\u200bhttps://verify.mydoc.example/v/{}\u200e",
    ],
)
def test_a_pasted_address_of_ours_goes_on_to_its_verdict(client, db, pasted):
    for code in (TOKEN, group_token(TOKEN).lower(), TOKEN.replace("0", "O")):
        assert client.get("/v/", {"code": pasted.format(code)})["Location"] == f"/v/{TOKEN}"
        assert client.get("/en/v/", {"code": pasted.format(code)})["Location"] == f"/en/v/{TOKEN}"


@pytest.mark.parametrize(
    "typed",
    [
        "７ＫＱＦ－２Ｍ９Ｘ－４ＴＲＤ－ＨＷ３Ｐ－Ｖ８ＮＣ",
        "7KQF–2M9X—4TRD HW3P\u3000V8NC",
        "\u200e7kqf2m9x4trdhw3pv8nc\u200b",
    ],
)
def test_full_width_and_unseen_characters_are_forgiven(client, db, typed):
    assert client.get("/v/", {"code": typed})["Location"] == f"/v/{TOKEN}"


@pytest.mark.parametrize(
    "copied",
    [
        "驗證碼：7KQF-2M9X-4TRD-HW3P-V8NC",
        "驗證碼 7KQF 2M9X 4TRD HW3P V8NC",
        "（7KQF-2M9X-4TRD-HW3P-V8NC）",
        "7KQF-2M9X-4TRD-HW3P-V8NC。",
        "<https://verify.mydoc.example/v/7KQF2M9X4TRDHW3PV8NC>",
        "查驗網址：https://verify.mydoc.example/v/7KQF2M9X4TRDHW3PV8NC",
    ],
)
def test_what_is_copied_with_a_code_is_forgiven(client, db, copied):
    response = client.get("/v/", {"code": copied})
    assert (response.status_code, response["Location"]) == (302, f"/v/{TOKEN}")


def test_what_was_typed_is_there_to_be_mended(client, db):
    for typed, shown in (
        (TOKEN[:-1].lower(), "7KQF-2M9X-4TRD-HW3P-V8N"),
        ("7KQF 2M9X", "7KQF 2M9X"),
        ("https://verify.mydoc.example/v/7KQF", "7KQF"),
        ("7KQF*2M9X", "7KQF*2M9X"),
    ):
        assert f'name="code" value="{shown}"' in client.get("/v/", {"code": typed}).content.decode()


def test_the_empty_form_has_no_error(client, db):
    response = client.get("/v/")
    assert response.status_code == 200
    assert "錯誤" not in response.content.decode()


def test_an_unreadable_code_in_the_address_is_explained_too(client, db):
    for place, sentence in (("/v/", SLIPS["one short"][1]), ("/en/v/", SLIPS["one short"][2])):
        response = client.get(f"{place}{SLIPS['one short'][0]}")
        page = response.content.decode()
        assert response.status_code == 404
        assert f'<p class="md-note">{sentence}</p>' in page
        assert "<mark>" not in page
        assert '<p class="md-code">7KQF 2M9X 4TR HW3P V8NC</p>' in page  # its groups are those that the hint counts
        assert 'href="/en/v/7KQF-2M9X-4TR-HW3P-V8NC"' in page or place == "/en/v/"


def test_characters_easily_misread_are_marked_and_named_in_words(client, db):
    page = client.get(f"/v/{TOKEN}").content.decode()
    assert "<mark>7</mark>K<mark>Q</mark>F <mark>2</mark>M9X 4TRD HW3P V<mark>8</mark>NC" in page
    lines = re.findall(r"<li>(第 .*?)</li>", page.replace("\u00a0", " "))
    assert lines == ["第 1 組：7 或 1、Q 或 0", "第 2 組：2 或 Z", "第 5 組：8 或 B"]
    assert f'name="code" value="{group_token(TOKEN)}"' in page
    english = client.get(f"/en/v/{TOKEN}").content.decode()
    assert "<li>Group 1: 7 or 1, Q or 0</li>" in english.replace("\u00a0", " ")
    assert "The marked characters are easily misread" in english


def test_a_code_without_such_characters_has_no_list(client, db):
    words = words_in("zh")
    assert look_alikes("ACDE" * 5, words) == []
    assert "<mark>" not in marked("ACDE" * 5)
    assert words["alike"] not in client.get("/v/" + "ACDE" * 5).content.decode()


def test_no_code_like_it_is_looked_for(client, db):
    """One of the misread kind is on record: nothing on the page or in the queries knows of it."""
    reserved = make_reservation().token
    wrong = reserved.translate(str.maketrans("0Q1728B5S6G", "Q0718B8S5G6"))
    with CaptureQueriesContext(connection) as queries:
        page = client.get(f"/v/{wrong}").content.decode()
    assert reserved not in page.replace(wrong, "")
    faces = [each["sql"] for each in queries.captured_queries if "vault_" in each["sql"]]
    assert len(faces) == 1
    assert faces[0].endswith(f"token = '{wrong}'")


def test_a_message_cannot_be_written_into_a_hint(client, db):
    for code in ("請撥-0900", "請撥 0900-000-000 領回證書", "U撥0900"):
        for address in ("/v/" + code, "/en/v/" + code):
            assert "請撥" not in (page := client.get(address).content.decode())
            assert "「" not in page.split("<main")[1]
    assert "&lt;" in client.get("/v/", {"code": "<b>"}).content.decode()
    assert "<b>" not in client.get("/v/", {"code": "<b>"}).content.decode().split("<main")[1]

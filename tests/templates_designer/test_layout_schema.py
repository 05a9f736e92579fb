"""What is a layout and what is not, in sentences that name the place."""

import copy
import pickle

import pytest

from cms.doctypes.builtin import builtin_definition, builtin_slugs
from cms.templates_designer.builtin import builtin_art, builtin_layout
from cms.templates_designer.schema import assets_of, freeze, placeholders, problems_of
from cms.templates_designer.variables import names_for

TITLE = {"kind": "text", "x": 10, "y": 10, "w": 100, "style": "plain", "heading": 1, "text": "標題"}


def layout(*elements: dict, **changed) -> dict:
    return {
        "schema": 1,
        "lang": "zh-Hant-TW",
        "title": "標題",
        "page": {"width": 210, "height": 297},
        "styles": {"plain": {"font": "kai", "size": 12}},
        "elements": [TITLE, *elements],
        **changed,
    }


@pytest.mark.parametrize("slug", builtin_slugs())
def test_built_in_layouts_suit_their_types(slug):
    assert problems_of(builtin_layout(slug), names_for(builtin_definition(slug))) == []


def test_every_kind_of_element_is_a_layout():
    field = {
        "kind": "field",
        "x": 10,
        "y": 30,
        "w": 50,
        "h": 10,
        "style": "plain",
        "value": "holder",
        "overflow": "refuse",
    }
    slot = {
        "kind": "agency_slot",
        "x": 10,
        "y": 50,
        "w": 30,
        "h": 30,
        "style": "plain",
        "pictures": {"333303": "0" * 64},
    }
    picture = {"kind": "image", "x": 1, "y": 1, "w": 9, "h": 9, "asset": "0" * 64, "alt": "校徽"}
    seal = {**picture, "kind": "seal"}
    offline = {"kind": "offline_seal", "x": 10, "y": 200, "w": 36, "h": 36, "label": "離線驗證保留區"}
    qr = {"kind": "qr", "x": 30, "y": 243, "note": "以查驗結果為準。"}
    line = {"kind": "line", "x": 1, "y": 1, "w": 9, "thickness": 0.2, "color": "edge"}
    box = {"kind": "box", "x": 1, "y": 1, "w": 9, "h": 9, "fill": "tint"}
    assert problems_of(layout(field, slot, picture, seal, offline, qr, line, box)) == []


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"schema": 2}, "schema：必須是 1。"),
        ({"extra": 1}, "（整份版面）：有不認得的項目：extra。"),
        ({"elements": []}, "elements：不可少於 1 項。"),
        ({"styles": {"plain": {"font": "comic", "size": 12}}}, "styles/plain/font：只能是 kai、ming、print。"),
        ({"styles": {"plain": {"font": "kai", "size": 2}}}, "styles/plain/size：不可小於 5。"),
        ({"styles": {}}, "elements/0/style：styles 裡沒有名為「plain」的樣式，請先定義。"),
        (
            {"page": {"width": 210, "height": 297, "background": "frame.svg"}},
            "page/background：寫法不符 ^[0-9a-f]{64}$。",
        ),
    ],
)
def test_what_is_wrong_with_the_whole_is_said(changed, sentence):
    assert problems_of(layout(**changed)) == [sentence]


@pytest.mark.parametrize(
    ("element", "sentence"),
    [
        ({"kind": "video"}, "elements/1/kind：只能是 text、field、"),
        ({"x": 10}, "elements/1：缺少必要的項目：kind。"),
        (
            {"kind": "line", "x": 1, "y": 1, "thickness": 0.2, "color": "edge"},
            "elements/1：必須且只能符合其中一種寫法。",
        ),
        ({"kind": "offline_seal", "x": 1, "y": 1, "w": 20, "h": 36}, "elements/1/w：不可小於 36。"),
        ({"kind": "box", "x": 200, "y": 1, "w": 20, "h": 9, "fill": "tint"}, "elements/1：右下角在 220、10 公釐，超出"),
        ({**TITLE, "onclick": "x"}, "elements/1：有不認得的項目：onclick。"),
        (TITLE, "elements：標題（heading 為 1 的文字）必須剛好一個，現在有 2 個。"),
        (
            {"kind": "text", "x": 1, "y": 1, "w": 9, "style": "plain", "text": "{{ holder }}"},
            "elements/1：內容會變動的文字要有高度 h，或把 overflow 設為 refuse。",
        ),
        (
            {
                "kind": "field",
                "x": 1,
                "y": 1,
                "w": 9,
                "h": 9,
                "style": "plain",
                "value": "holder",
                "overflow": "shrink",
            },
            "elements/1：缺少必要的項目：fit。",
        ),
        (
            {"kind": "text", "x": 1, "y": 1, "w": 9, "h": 9, "style": "plain", "text": "甲", "overflow": "shrink"},
            "elements/1：缺少必要的項目：fit。",
        ),
        (
            {"kind": "text", "x": 1, "y": 1, "w": 9, "style": "plain", "text": "甲", "fit": [{"size": 8}]},
            "elements/1：不可有這種寫法（fit 只用在 overflow 為 shrink 的時候）。",
        ),
    ],
)
def test_what_is_wrong_with_an_element_is_said(element, sentence):
    problems = problems_of(layout(element))
    assert len(problems) == 1
    assert problems[0].startswith(sentence)


def test_a_name_that_the_type_does_not_have_is_refused():
    text = {"kind": "text", "x": 1, "y": 1, "w": 9, "h": 5, "style": "plain", "text": "{{ holder }}{{ os.environ }}"}
    assert problems_of(layout(text), {"holder"}) == [
        "elements/1/text：沒有名為「os.environ」的欄位或變數，請改用證件種類裡的欄位代碼。"
    ]


@pytest.mark.parametrize("nonsense", [None, [], "text", 7])
def test_what_is_no_object_is_refused_in_words(nonsense):
    assert problems_of(nonsense) == ["（整份版面）：型別必須是 object。"]


def test_a_frozen_layout_is_pinned_and_travels():
    data = builtin_layout("junior-diploma")
    frozen = freeze(data, builtin_art())
    changed = copy.deepcopy(data)
    changed["elements"][0]["x"] += 1
    assert set(frozen.assets) == assets_of(data)
    assert freeze(changed, builtin_art()).sha256 != frozen.sha256
    assert pickle.loads(pickle.dumps(frozen)) == frozen


def test_the_verification_block_needs_its_codes():
    qr = {"kind": "qr", "x": 30, "y": 243, "note": "以查驗結果為準。"}
    assert placeholders(layout(qr)) == {"issue.host", "issue.token_grouped", "issue.compare_grouped", "issue.pages"}

"""Masks hide what they must, whatever script a name is written in."""

import pytest

from cms.core.masking import mask_address, mask_email, mask_id, mask_name, mask_phone

NAMES = [
    ("\ufa19大明", "\ufa19○明", "\ufa19○○"),
    ("陳大明", "陳○明", "陳○○"),
    ("陳明", "陳○", "陳○○"),
    ("明", "○", "○○○"),
    ("歐陽小明", "歐○○明", "歐○○"),
    ("張簡明", "張○明", "張○○"),
    ("𠮷田明", "𠮷○明", "𠮷○○"),
    ("葛\U000e0100城明", "葛\U000e0100○明", "葛\U000e0100○○"),
    ("尤瑪‧達陸", "尤○‧達○", "尤○○"),
    ("Voyʉ e Yakumangana ne Paayai", "V○○ … P○○", "V○○"),
    ("John Smith", "J○○ S○○", "J○○"),
    ("Nguyễn Thị Hoa", "N○○ T○○ H○○", "N○○"),
    ("MARIA CLARA DE LA CRUZ SANTOS", "M○○ … S○○", "M○○"),
    ("", "（未提供）", "（未提供）"),
]


@pytest.mark.parametrize(("name", "recognise", "public"), NAMES)
def test_names(name, recognise, public):
    assert mask_name(name) == recognise
    assert mask_name(name, "public") == public


def test_a_public_mask_does_not_tell_how_long_the_name_is():
    assert {len(mask_name("陳" + "明" * more, "public")) for more in range(1, 50)} == {3}


def test_ids_phones_and_addresses():
    assert mask_id("A123456789") == "A12345****"
    assert mask_id("a-1234 56789") == "A12345****"
    assert mask_id("A1") == "***"
    assert mask_phone("0912345678") == mask_phone("+886 912-345-678") == "0912-***-678"
    assert mask_phone("02-27208889") == "***889"
    assert mask_email("lin.clerk@gov.taipei") == "l***@gov.taipei"
    assert mask_email("nonsense") == "***"
    assert mask_address("示範市北投區三民巷5段61號") == "示範市北投區○○"
    assert mask_address("三民巷61號") == "三○○"

"""Definitions as plain values: to JSON and back, and the two types that come along."""

import json

import pytest

from cms.core.hashing import sha256_json
from cms.doctypes.builtin import builtin_definition, builtin_slugs
from cms.doctypes.columns import match_columns
from cms.doctypes.definition import TypeDefinition
from cms.doctypes.soundness import problems_in


def test_a_definition_survives_json(every_kind):
    plain = json.loads(json.dumps(every_kind.to_json()))
    assert TypeDefinition.from_json(plain) == every_kind
    assert sha256_json(plain) == sha256_json(every_kind.to_json())


@pytest.mark.parametrize("change", [{"color": "red"}, {"fields": None}])
def test_foreign_json_is_refused(junior, change):
    with pytest.raises(TypeError):
        TypeDefinition.from_json({**junior.to_json(), **change})


def test_fields_are_found_by_code_and_by_role(junior):
    assert junior.field("certificate_number").column == "證書字號"
    assert junior.with_role("holder_name").code == "holder_name"
    assert junior.with_role("valid_from") is None
    with pytest.raises(KeyError):
        junior.field("nothing")


# docs/decisions/0006: all that anybody with the QR may read of each type, beside agency, number and dates of the face.
SHOWN = {
    "award": ["competition", "rank"],
    "junior-diploma": ["graduation_date"],
    "low-income": [],
    "senior-diploma": ["course", "graduation_date"],
    "visit": [],
}


@pytest.mark.parametrize("slug", builtin_slugs())
def test_what_comes_along_is_sound_and_shows_nobody(slug):
    definition = builtin_definition(slug)
    assert definition.slug == slug
    assert problems_in(definition) == ()
    assert [field.code for field in definition.fields if field.visibility in {"public", "masked"}] == SHOWN[slug]
    assert len([field for field in definition.fields if field.visibility == "comparable"]) >= 3


def test_an_unknown_builtin_is_a_key_error():
    assert builtin_slugs() == ("award", "junior-diploma", "low-income", "senior-diploma", "visit")
    with pytest.raises(KeyError):
        builtin_definition("../junior-diploma")


def test_the_real_spreadsheets_have_all_columns(data, junior, low_income):
    for definition, name, encoding in (
        (junior, "diplomas-city-junior-3300.csv", "utf-8-sig"),
        (low_income, "low-income-big5.csv", "cp950"),
    ):
        header = (data / name).read_text(encoding=encoding).splitlines()[0].split(",")
        match = match_columns(definition, header)
        assert (match.missing, match.unknown, match.duplicated) == ((), (), ())
        assert sorted(match.by_field) == sorted(field.code for field in definition.fields)

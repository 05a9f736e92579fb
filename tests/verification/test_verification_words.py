"""Every sentence exists in both languages and asks for the same values."""

from string import Formatter

import pytest

from cms.verification.looks import ACT_ICONS, LOOKS
from cms.verification.status import Status
from cms.verification.words import SENTENCES, words_in

HALF_WIDTH = set(",;:?!()")


def _values(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name}


@pytest.mark.parametrize("key", SENTENCES)
def test_both_languages_are_there(key):
    zh, en = SENTENCES[key]
    assert zh
    assert en
    # The line that names the bureau has another name for it in each language.
    assert key == "bureau_line" or _values(zh) == _values(en)


@pytest.mark.parametrize("key", SENTENCES)
def test_chinese_is_written_with_full_width_punctuation(key):
    assert not HALF_WIDTH & set(SENTENCES[key][0])


@pytest.mark.parametrize("status", Status)
def test_every_status_has_words_and_a_look(status):
    assert LOOKS[status].icon
    for lang in ("zh", "en"):
        assert {f"name_{status}", f"say_{status}", f"mean_{status}"} <= words_in(lang).keys()


@pytest.mark.parametrize("act", ACT_ICONS)
def test_every_act_has_words(act):
    assert f"act_{act}" in words_in("zh")

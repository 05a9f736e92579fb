"""Which face draws which character, and the small fonts that hold just the characters of one batch.

A batch font is made once from the installed faces. It keeps files small and rendering quick: cutting a few dozen
glyphs out of a font of a few hundred costs a tenth of cutting them out of one with sixty thousand.
"""

from __future__ import annotations

import io
import logging
import subprocess
import unicodedata
from collections.abc import Mapping, Set
from dataclasses import dataclass
from functools import lru_cache

from fontTools import subset
from fontTools.ttLib import TTFont

from cms.core.errors import MyDocError

logging.getLogger("fontTools.subset").setLevel(logging.ERROR)  # it tells of tables that no page needs

_SERIF, _KAI, _LATIN = ("Noto Serif CJK TC", "Regular"), ("TW-Kai", "Regular"), ("Gentium Plus", "Regular")
_RARE = (
    ("TW-Kai-Ext-B", "Regular"),
    ("TW-Kai-Plus", "Regular"),
    _SERIF,
    ("HanaMinB", "Regular"),
    ("BabelStone Han", "Regular"),
)
# For each font token of the schema the faces to ask in turn: (family, style). Kai is set with Gentium's Latin letters.
STACKS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "kai": (_LATIN, _KAI, *_RARE),
    "ming": (("Noto Serif CJK TC", "Bold"), _SERIF, _LATIN, _KAI, *_RARE),
    "print": (_SERIF, _LATIN, _KAI, *_RARE),
}
# The Kai face sets brackets in the middle of their square; those of the Ming face stand where they belong.
_BRACKETS = frozenset("「」『』（）")
_BRACKETED = "kai"
_SELECTORS = frozenset(map(chr, (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))))
# Letters with several marks need them; for Han they change nothing, and reading those tables takes most of the time.
_LATIN_FEATURES = ["ccmp", "kern", "mark", "mkmk"]
_NEVER = ("Cc", "Co", "Cs")  # control, private use, surrogate
_PACKAGES = (
    "fonts-noto-cjk fonts-noto-cjk-extra fonts-cns11643-kai fonts-sil-gentiumplus fonts-hanazono fonts-babelstone-han"
)


class FontsAbsent(MyDocError):
    """A face that the layouts are set in is not installed."""


@dataclass(frozen=True, slots=True)
class Face:
    """One batch font: the family name that CSS calls it by, its file, and the advance of each character in em."""

    family: str
    content: bytes
    advances: Mapping[str, float]


def undrawable(stack: str, characters: Set[str]) -> set[str]:
    """The characters that no face of the stack can draw; private use counts, since nobody else could read it back.

    PDF/A-3a (ISO 19005-3, 6.2.11.7.3) wants a meaning for every character, which private use has not. A variation
    selector draws nothing by itself: its base decides.
    """
    covered = [_coverage(*_located(*face)) for face in STACKS[stack]]
    asked = {character for character in characters if character not in _SELECTORS and character != "\n"}
    never = {character for character in asked if unicodedata.category(character) in _NEVER}
    return never | {character for character in asked if not any(ord(character) in face for face in covered)}


@lru_cache(maxsize=16)
def batch_faces(stack: str, characters: frozenset[str]) -> tuple[Face, ...]:
    """Fonts that hold just these characters, each character in the first face of the stack that has it."""
    wanted = characters | {" "}
    joining = {character for character in wanted if character in _SELECTORS or unicodedata.combining(character)}
    faces, left = [], wanted - joining
    for number, named in enumerate(_order(stack)):
        located = _located(*named)
        covered = _coverage(*located)
        mine = {character for character in left if ord(character) in covered}
        if number == 0 and stack == _BRACKETED:
            mine &= _BRACKETS
        if not mine:
            continue
        left -= mine
        # The blank of every font is what a variation selector without a variant is drawn with: nothing.
        held = mine | {" "} | {character for character in joining if ord(character) in covered}
        features = _LATIN_FEATURES if named == _LATIN else []
        faces.append(_cut(located, held, features, f"{named[0]} {named[1]} {stack}{number}"))
    return tuple(faces)


def _order(stack: str) -> tuple[tuple[str, str], ...]:
    """The faces of a stack; the Ming face comes first where its brackets are wanted."""
    return (_SERIF, *STACKS[stack]) if stack == _BRACKETED else STACKS[stack]


@lru_cache
def _installed() -> dict[tuple[str, str], tuple[str, int]]:
    """(family, style) -> (file, number in the collection) of every face that fontconfig knows."""
    lines = subprocess.run(
        ["fc-list", "--format", "%{family}\t%{style}\t%{file}\t%{index}\n"], check=True, capture_output=True, text=True
    ).stdout.splitlines()
    faces = {}
    for families, styles, file, index in (line.split("\t") for line in lines):
        for family in families.replace("\\-", "-").split(","):
            for style in styles.split(","):
                faces.setdefault((family, style), (file, int(index) & 0xFFFF))
    return faces


def _located(family: str, style: str) -> tuple[str, int]:
    located = _installed().get((family, style))
    if located is None:
        raise FontsAbsent(
            f"這台機器沒有安裝字型「{family} {style}」，版面無法排印。請安裝：apt-get install {_PACKAGES}"
        )
    return located


@lru_cache(maxsize=32)
def _coverage(file: str, number: int) -> frozenset[int]:
    """The code points that a face has a glyph for."""
    with TTFont(file, fontNumber=number, lazy=True) as font:
        # Any names will do; without them fontTools would read the whole CFF table to learn the real ones.
        font.setGlyphOrder([str(glyph) for glyph in range(font["maxp"].numGlyphs)])
        return frozenset(font.getBestCmap())


def _cut(located: tuple[str, int], characters: Set[str], features: list[str], family: str) -> Face:
    """A font of these characters only, under a family name of its own."""
    options = subset.Options(
        layout_features=features,
        hinting=False,
        desubroutinize=True,
        notdef_outline=True,
        name_IDs=[],
    )
    options.drop_tables += ["BASE", "FFTM", "Silt", "VORG", "vhea", "vmtx"]
    options.drop_tables += [] if features else ["GDEF", "GPOS", "GSUB"]
    font = TTFont(located[0], fontNumber=located[1], lazy=True, recalcBBoxes=False, recalcTimestamp=False)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=map(ord, characters))
    cutter.subset(font)
    # Two cuts of one face must not share a name: WeasyPrint would take them for one font file.
    for name_id, text in ((1, family), (2, "Regular"), (4, family), (6, family.replace(" ", "-"))):
        font["name"].setName(text, name_id, 3, 1, 0x409)
    font["OS/2"].usWeightClass = 400
    if "CFF " in font:
        _number_by_position(font)
    out = io.BytesIO()
    font.save(out)
    units, widths = font["head"].unitsPerEm, font["hmtx"].metrics
    cmap = font.getBestCmap()
    return Face(family, out.getvalue(), {chr(code): widths[glyph][0] / units for code, glyph in cmap.items()})


def _number_by_position(font: TTFont) -> None:
    """Give the glyphs of a CID-keyed font their positions as numbers (charset = identity).

    WeasyPrint writes glyph positions as character codes; a reader that goes by the charset, as PDF says, would
    otherwise show other glyphs or none.
    """
    top = font["CFF "].cff.topDictIndex[0]
    names = [".notdef", *(f"cid{position:05d}" for position in range(1, len(top.charset)))]
    top.CharStrings.charStrings = {
        new: top.CharStrings.charStrings[old] for new, old in zip(names, top.charset, strict=True)
    }
    top.charset = names

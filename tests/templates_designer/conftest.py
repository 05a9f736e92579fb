"""The built-in layouts, frozen and compiled once for all tests."""

from collections.abc import Callable

import pytest
from layout_world import SLOT

from cms.doctypes.builtin import builtin_slugs
from cms.templates_designer.builtin import builtin_art, builtin_layout
from cms.templates_designer.rendering.reference import CompiledPage, ReferenceRenderer
from cms.templates_designer.schema import FrozenLayout, freeze

HELD = frozenset("林昱辰王雅婷示範市立青田國民中學政府社會局校局長趙冠宏方芷寧低收入戶第號字畢助")


@pytest.fixture(scope="session")
def layouts() -> dict[str, FrozenLayout]:
    return {slug: freeze(builtin_layout(slug), builtin_art()) for slug in builtin_slugs()}


@pytest.fixture(scope="session")
def compiled(layouts) -> Callable[[str], CompiledPage]:
    made: dict[str, CompiledPage] = {}

    def compile_once(slug: str = "junior-diploma") -> CompiledPage:
        if slug not in made:
            made[slug] = ReferenceRenderer().compile(layouts[slug], HELD, SLOT)
        return made[slug]

    return compile_once

"""What any renderer promises; a faster one goes behind the same two protocols."""

from collections.abc import Iterable, Iterator, Set
from typing import Protocol

from cms.core.papers import Refusal, SealSlot, Sheet, Unsealed
from cms.templates_designer.schema import FrozenLayout


class CompiledLayout(Protocol):
    """A layout made ready for a batch."""

    def render(self, sheets: Iterable[Sheet]) -> Iterator[Unsealed | Refusal]:
        """One answer a sheet, lazily, in order; no I/O, clock or randomness: the same sheet gives the same bytes."""
        ...


class Renderer(Protocol):
    """Draws layouts."""

    def missing(self, layout: FrozenLayout, characters: Set[str]) -> Set[str]:
        """The characters that no font of the layout can draw; ask before anything is issued."""
        ...

    def compile(self, layout: FrozenLayout, characters: Set[str], slot: SealSlot | None) -> CompiledLayout:
        """Do the work of a batch once; characters are those of all its texts. Compile in the process that renders."""
        ...

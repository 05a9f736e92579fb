"""Document types as pages, and their frozen versions."""

from .pages import DocTypeIndexPage, DocTypePage
from .versions import DocTypeVersion

__all__ = ["DocTypeIndexPage", "DocTypePage", "DocTypeVersion"]

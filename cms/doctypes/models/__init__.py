"""Document types as pages, and their frozen versions."""

from .versions import DocTypeVersion

__all__ = ["DocTypeVersion"]

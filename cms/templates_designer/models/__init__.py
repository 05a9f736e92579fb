"""Layouts as pages, their frozen versions, and the pictures that both use."""

from .assets import LayoutAsset
from .pages import LayoutPage
from .versions import LayoutVersion

__all__ = ["LayoutAsset", "LayoutPage", "LayoutVersion"]

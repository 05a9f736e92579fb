"""PAdES (EN 319 142-1): sealing pages at baseline B, and keeping sealed files checkable for decades at baseline LTA."""

from .augmenting import augment
from .sealing import RESERVE, SealError, check_seal, seal

__all__ = ["RESERVE", "SealError", "augment", "check_seal", "seal"]

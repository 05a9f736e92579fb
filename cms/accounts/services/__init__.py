"""Everything that changes who may do what, and who is known."""

from .agencies import import_agencies
from .citizens import find_or_make_citizens
from .derived import derive_guardian_rows, refresh_derived_rights
from .roles import end_role, grant_role

__all__ = [
    "derive_guardian_rows",
    "end_role",
    "find_or_make_citizens",
    "grant_role",
    "import_agencies",
    "refresh_derived_rights",
]

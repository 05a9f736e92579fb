"""Everything that changes who may do what, and who is known."""

from .accounts import deactivate_account, invite_person, make_password_link, reset_second_factor
from .agencies import import_agencies
from .citizens import citizen_of_mobile, find_or_make_citizens
from .derived import derive_guardian_rows, refresh_derived_rights
from .roles import end_role, grant_role

__all__ = [
    "citizen_of_mobile",
    "deactivate_account",
    "derive_guardian_rows",
    "end_role",
    "find_or_make_citizens",
    "grant_role",
    "import_agencies",
    "invite_person",
    "make_password_link",
    "refresh_derived_rights",
    "reset_second_factor",
]

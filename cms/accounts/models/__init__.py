"""Who: users, agencies, citizens and roles."""

from .agencies import Agency
from .citizens import Citizen
from .roles import Role, RoleGrant
from .tries import TryCount
from .users import User

__all__ = ["Agency", "Citizen", "Role", "RoleGrant", "TryCount", "User"]

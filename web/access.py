"""Who may call an endpoint."""

from __future__ import annotations

from enum import Enum
from typing import Final

from lezerprint.accounts.errors import ForbiddenError
from lezerprint.base.enums import UserRole


class Access(Enum):
    """The least that a caller must be."""

    ANYONE = "anyone"
    """No credential is asked for, and a wrong one is no error."""
    VISITOR = "visitor"
    """Anyone, as long as the settings open the public pages."""
    VIEWER = "viewer"
    OPERATOR = "operator"
    ADMIN = "admin"

    @property
    def needs_credential(self) -> bool:
        """Whether a caller must say who they are."""
        return self in _ROLES

    def admits(self, role: UserRole) -> bool:
        """Whether this role is enough; everything that needs no credential admits each."""
        return role in _ROLES.get(self, frozenset(UserRole))

    def check(self, role: UserRole) -> None:
        """Refuse a role that is not enough.

        Raises:
            ForbiddenError: It is not.
        """
        if not self.admits(role):
            raise ForbiddenError(f"This needs the role {self.name}; yours is {role.value}")


_ROLES: Final = {
    Access.VIEWER: frozenset(UserRole),
    Access.OPERATOR: frozenset({UserRole.OPERATOR, UserRole.ADMIN}),
    Access.ADMIN: frozenset({UserRole.ADMIN}),
}

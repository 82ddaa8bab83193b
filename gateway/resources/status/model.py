"""
Which bank this database belongs to, and how well we are.

A database is bound to its mode when it is made, and to its world (in mock mode the bank's nonce, in live mode
the organization) at the first write. The ids of another world mean nothing here, and writing on would tie
invoices to the wrong ones.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

from gateway.errors import Code


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """Who stands at the other end."""

    mode: str
    world_id: str
    organization: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Binding:
    mode: str
    world_id: str | None
    organization: str | None
    bound_at: datetime | None

    def admits(self, world: World) -> bool:
        """True for the world it is bound to, and for any while it is bound to none."""
        if self.mode != world.mode:
            return False
        return self.world_id is None or (self.world_id, self.organization) == (
            world.world_id,
            world.organization,
        )


class Cause(StrEnum):
    """Why we are not healthy, in the words of the guide's troubleshooting section where it has one."""

    MISSING_SETTINGS = "missing_settings"
    KEY_REVOKED = "key_revoked"
    UNREACHABLE = "unreachable"
    TIMEOUT = "timeout"
    NOT_THE_MOCK = "not_the_mock"
    WORLD_CHANGED = "world_changed"
    RATE_LIMITED = "rate_limited"
    DATABASE = "database"
    UPSTREAM = "upstream"


CAUSE_OF: Mapping[Code, Cause] = MappingProxyType(
    {
        Code.MISCONFIGURED: Cause.MISSING_SETTINGS,
        Code.UPSTREAM_AUTH_FAILED: Cause.KEY_REVOKED,
        Code.UPSTREAM_UNREACHABLE: Cause.UNREACHABLE,
        Code.UPSTREAM_NOT_THE_MOCK: Cause.NOT_THE_MOCK,
        Code.WORLD_CHANGED: Cause.WORLD_CHANGED,
        Code.RATE_LIMITED: Cause.RATE_LIMITED,
        Code.DATABASE_UNAVAILABLE: Cause.DATABASE,
    }
)

# These do not mend themselves: somebody has to change a setting.
MISCONFIGURATIONS = frozenset({Cause.MISSING_SETTINGS, Cause.NOT_THE_MOCK})


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    bank_accounts_count: int
    edition: str
    world_id: str | None

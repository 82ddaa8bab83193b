"""Who acts, and with what: handed from the endpoints down to whatever asks Qonto or writes a row."""

from dataclasses import dataclass

from gateway.clock import Clock
from gateway.db import Database
from gateway.qonto.client import Qonto


@dataclass(frozen=True, slots=True, kw_only=True)
class Clerk:
    db: Database
    qonto: Qonto
    clock: Clock
    user_id: str

    @property
    def world_id(self) -> str | None:
        """The world the bank's last answer came from; None in live mode."""
        return None if self.qonto.seen is None else self.qonto.seen.world_id

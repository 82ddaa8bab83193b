"""Who acts, and with what: handed from the endpoints down to whatever asks Qonto or writes a row."""

from dataclasses import dataclass

from starlette.requests import Request

from gateway.clock import Clock
from gateway.db import Database
from gateway.qonto.client import Qonto
from gateway.web import identity, service


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


def clerk_of(request: Request) -> Clerk:
    return Clerk(
        db=service(request, Database),
        qonto=service(request, Qonto),
        clock=service(request, Clock),
        user_id=identity(request).user_id,
    )

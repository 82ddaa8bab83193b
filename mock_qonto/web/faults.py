"""Faults: what a test makes go wrong between the bank and its customer, after or instead of the work."""

from dataclasses import dataclass

from starlette.types import Scope, Send


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """
    One rule that applies to the call at hand.

    *instead* kinds answer without doing the work; the others spoil an answer that has been worked for.
    """

    kind: str
    instead: bool = False
    status: int = 500
    delay_s: float = 0.0


class FaultBook:
    """The rules of every world; empty most of the time."""

    __slots__ = ("active",)

    def __init__(self) -> None:
        self.active = False

    def take(self, world: str, operation: str) -> Fault | None:
        """The fault that this call of *operation* meets, counted as used."""
        raise AssertionError((world, operation))


async def deliver_fault(fault: Fault, scope: Scope, send: Send) -> bool:
    """Spoil the delivery; True when nothing is left to send."""
    raise AssertionError((fault, scope, send))

"""The mock's control plane as a suite needs it: time, worlds, journal, what goes wrong, the dashboard."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from contracts.rules import telling
from contracts.rules.journal import Exchange
from contracts.suite.line import Line
from contracts.suite.outcome import CannotTry

_PAGE = 50
"""What happened beside all exchanges comes with every page: a short one is cheap."""


class NotAControlPlane(Exception):
    """What answers there is something else, or nothing at all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """A world made for one behaviour; *authorization* is the header that opens it at the bank."""

    slug: str
    authorization: str
    edition: str


@dataclass(slots=True)
class ControlPlane:
    """*world* is the slug that calls speak of; None: the default world."""

    line: Line
    world: str | None = None

    def of(self, world: str) -> "ControlPlane":
        return ControlPlane(self.line, world)

    # ------------------------------------------------------------------ time
    def advance(self, seconds: float) -> None:
        self._done("POST", "/clock/advance", {"seconds": seconds})

    def hold(self) -> str:
        """Stop the clock where it is; its mode until now."""
        mode: str = self._done("GET", "/clock")["mode"]
        self._done("PUT", "/clock", {"mode": "manual"})
        return mode

    def release(self, mode: str) -> None:
        self._done("PUT", "/clock", {"mode": mode})

    @property
    def now(self) -> datetime:
        return datetime.fromisoformat(self._done("GET", "/clock")["now"])

    # ------------------------------------------------------------------ worlds
    def open_world(
        self, *, edition: str | None = None, fixture: str | None = "verone_demo", at: datetime | None = None
    ) -> World:
        """
        A world nobody else knows, its clock held (*at* an hour, or where it stands), without rate limits.
        *fixture* None: what the default world began with.
        """
        clock = {"mode": "manual", **({} if at is None else {"now": at.isoformat()})}
        asked: dict[str, Any] = {"rate_limit": "off", "clock": clock}
        if fixture is not None:
            asked["fixture"] = fixture
        if edition is not None:
            asked["edition"] = edition
        made = self._done("POST", "/worlds", asked)
        return World(slug=made["slug"], authorization=made["authorization"], edition=made["edition"])

    def end_world(self, slug: str) -> None:
        self._done("DELETE", f"/worlds/{slug}")

    @property
    def edition(self) -> str:
        edition: str = self._done("GET", "/edition")["edition"]
        return edition

    def lift_limits(self) -> str:
        """No rate limits from now on; what they were until now."""
        before: str = self._done("GET", "/settings")["rate_limit"]
        self.limit("off")
        return before

    def limit(self, rate_limit: str) -> None:
        """`edition` or `off`."""
        self._done("PUT", "/settings", {"rate_limit": rate_limit})

    def turn(self, **switches: Any) -> None:
        """Change named switches of the world: `pdf_delay_s=60`."""
        self._done("PUT", "/settings", {"switches": switches})

    # ------------------------------------------------------------------ the journal
    @property
    def last(self) -> int:
        """The number of the newest exchange."""
        last: int = self._done("GET", "/journal?limit=1")["meta"]["last"]
        return last

    def journal_after(self, number: int) -> tuple[tuple[Exchange, ...], int]:
        """What reached the bank after exchange *number*, and the number of the last one."""
        found: list[Exchange] = []
        while True:
            told = self._done("GET", f"/journal?since={number}&limit={_PAGE}")
            found += telling.exchanges_of(told)
            if told["meta"]["shown"] == told["meta"]["matched"]:
                return tuple(found), told["meta"]["last"]
            number = told["exchanges"][-1]["number"]

    # ------------------------------------------------------------------ what goes wrong
    def fault(self, operation: str, kind: str, **options: Any) -> None:
        self._done("POST", "/faults", {"operation": operation, "kind": kind, **options})

    def clear_faults(self) -> None:
        self._done("DELETE", "/faults")

    def capability(self, operation: str, state: str) -> None:
        """`present`, `absent-edge`, `absent-routed`, `401` or `403` from now on."""
        self._done("PUT", "/capabilities", {"capabilities": {operation: state}})

    # ------------------------------------------------------------------ what only a person at Qonto can do
    def act(self, action: str, **body: Any) -> Mapping[str, Any]:
        """`receive-transfer`, `issue-credit-note`, `approve-quote`, `cancel-quote`."""
        return self._done("POST", f"/actions/{action}", body)

    @property
    def outbox(self) -> list[Mapping[str, Any]]:
        emails: list[Mapping[str, Any]] = self._done("GET", "/outbox")["emails"]
        return emails

    # ------------------------------------------------------------------ inside
    def _done(self, method: str, target: str, body: Any = None) -> dict[str, Any]:
        headers = {} if self.world is None else {"X-World": self.world}
        answer = self.line.say(method, target, json=body, headers=headers)
        if not answer.is_success:
            raise CannotTry(f"the control plane refused {method} {target}: {answer.text[:200]}")
        found: dict[str, Any] = answer.json() if answer.content else {}
        return found

"""The bank of a test session: one house, one bank, and as many worlds as there are tests."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from typing import Any

import httpx
from starlette.types import ASGIApp

import contracts
from mock_qonto.app import DEFAULT_SLUG, build_bank, build_bank_app, build_control_app
from mock_qonto.kernel.clock import ClockState
from mock_qonto.testing.controlling import ask
from mock_qonto.testing.house import House, InProcess, Lodger, open_house
from mock_qonto.testing.world import QontoWorld
from mock_qonto.web.faults import FaultBook

NOW = "2026-02-19T09:00:00Z"
"""The day of the guide."""
ANY_KEY = "offline-test-key"


@contextmanager
def open_bank(
    *, edition: str = contracts.DEFAULT_EDITION, fixture: str = "empty", now: str = NOW
) -> Iterator["QontoBank"]:
    """A bank without a rate limit, its clock held at *now*; the worlds it opens begin in the same way."""
    held = datetime.fromisoformat(now)
    bank = build_bank(
        edition=edition,
        fixture=fixture,
        rate_limit="off",
        clock=ClockState(held=held.replace(tzinfo=UTC) if held.tzinfo is None else held.astimezone(UTC)),
    )
    faults = FaultBook()
    with ExitStack() as leaving:
        house = leaving.enter_context(open_house())
        customers = leaving.enter_context(house.lodge(lambda _: build_bank_app(bank, faults=faults)))
        controls = leaving.enter_context(house.lodge(lambda _: build_control_app(bank, faults=faults)))
        bank.listen_at(customers.base_url)
        yield QontoBank(house, customers, controls, edition=edition, leaving=leaving)


class QontoBank:
    """
    One bank, shared by a session.

    *world* is its default world: it accepts any key and everybody meets in it. A test of its own opens one,
    or is handed one by `qonto_world`.
    """

    def __init__(
        self, house: House, customers: Lodger[Any], controls: Lodger[Any], *, edition: str, leaving: ExitStack
    ) -> None:
        self.house = house
        self._customers = customers
        self._controls = controls
        self.control = leaving.enter_context(
            httpx.Client(transport=controls.transport, base_url=controls.base_url)
        )
        self.world = self._world({"slug": DEFAULT_SLUG, "api_key": ANY_KEY, "edition": edition}, leaving)

    @property
    def app(self) -> ASGIApp:
        """The bank's ASGI application, for any thread and any loop."""
        return self._customers.app

    @property
    def transport(self) -> InProcess:
        """The way in without a port, for `httpx.Client` and `httpx.AsyncClient`."""
        return self._customers.transport

    @property
    def base_url(self) -> str:
        return self._customers.base_url

    @property
    def url(self) -> str:
        """Where a real server answers, from the moment somebody asks."""
        return self._customers.url

    @property
    def control_url(self) -> str:
        """The same for the control plane."""
        return self._controls.url

    @property
    def authorization(self) -> str:
        return self.world.authorization

    @contextmanager
    def open_world(
        self,
        slug: str | None = None,
        *,
        edition: str | None = None,
        fixture: str | None = None,
        now: str | None = None,
    ) -> Iterator[QontoWorld]:
        """A world of one's own, gone afterwards; what is left open is as in the default world."""
        asked: dict[str, Any] = {"slug": slug, "edition": edition, "fixture": fixture}
        if now is not None:
            asked["clock"] = {"mode": "manual", "now": now}
        given = {name: value for name, value in asked.items() if value is not None}
        told = ask(self.control, "POST", "/worlds", json=given)
        with ExitStack() as leaving:
            leaving.callback(ask, self.control, "DELETE", f"/worlds/{told['slug']}")
            yield self._world(told, leaving)

    def _world(self, told: dict[str, Any], leaving: ExitStack) -> QontoWorld:
        return QontoWorld(
            house=self.house,
            customers=self._customers,
            controls=self._controls,
            told=told,
            leaving=leaving,
        )

"""One organization at the bank, as its customer and as the test see it."""

from collections.abc import Mapping
from contextlib import ExitStack
from typing import Any

import httpx
from starlette.types import ASGIApp

from mock_qonto.testing.clock import QontoClock
from mock_qonto.testing.controlling import ask
from mock_qonto.testing.house import House, InProcess, Lodger


class QontoWorld:
    """
    A world with its credentials, its clock and its side of the control plane.

    *client* speaks to the bank and *control* to the control plane, both in process and both of this world;
    an `async_client()` is whoever's who asks for it.
    """

    def __init__(
        self,
        *,
        house: House,
        customers: Lodger[Any],
        controls: Lodger[Any],
        told: Mapping[str, Any],
        leaving: ExitStack,
    ) -> None:
        self.house = house
        self.slug: str = told["slug"]
        self.api_key: str = told["api_key"]
        self.edition: str = told["edition"]
        self._customers = customers
        self.control = leaving.enter_context(
            httpx.Client(
                transport=controls.transport, base_url=controls.base_url, headers={"X-World": self.slug}
            )
        )
        self.client = leaving.enter_context(
            httpx.Client(transport=self.transport, base_url=self.base_url, headers=self.headers)
        )
        self.clock = QontoClock(self.control)

    # ------------------------------------------------------------------ the customer's side
    @property
    def authorization(self) -> str:
        """What an API key of Qonto's looks like on the wire; there is no scheme word."""
        return f"{self.slug}:{self.api_key}"

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": self.authorization}

    @property
    def app(self) -> ASGIApp:
        return self._customers.app

    @property
    def transport(self) -> InProcess:
        return self._customers.transport

    @property
    def base_url(self) -> str:
        return self._customers.base_url

    @property
    def url(self) -> str:
        """Where a real server answers, from the moment somebody asks; the credentials choose the world."""
        return self._customers.url

    @property
    def environment(self) -> dict[str, str]:
        """The variables of an integration that is told by its environment where Qonto is, over a port."""
        return {
            "QONTO_API_BASE_URL": self.url,
            "QONTO_AUTH_MODE": "api_key",
            "QONTO_ORGANIZATION_ID": self.slug,
            "QONTO_API_KEY": self.api_key,
        }

    def async_client(self) -> httpx.AsyncClient:
        return httpx.AsyncClient(transport=self.transport, base_url=self.base_url, headers=self.headers)

    # ------------------------------------------------------------------ the test's side
    def journal(self, operation: str | None = None) -> list[dict[str, Any]]:
        """The calls of this world's customers, oldest first: what was asked, answered, and caused."""
        wanted = {} if operation is None else {"operation": operation}
        exchanges: list[dict[str, Any]] = ask(
            self.control, "GET", "/journal", params={"limit": 1000, **wanted}
        )["exchanges"]
        return exchanges

    def outbox(self) -> list[dict[str, Any]]:
        """The e-mails the bank would have sent."""
        emails: list[dict[str, Any]] = ask(self.control, "GET", "/outbox")["emails"]
        return emails

    def fail(self, operation: str, kind: str, **more: Any) -> None:
        """Let the next call of *operation* meet a fault (`apply-then-drop`); *more* as in `POST /faults`."""
        ask(self.control, "POST", "/faults", json={"operation": operation, "kind": kind, **more})

    def reset(self) -> None:
        """Be as at birth again; whoever keeps copies will notice that it is another world."""
        ask(self.control, "POST", "/reset")

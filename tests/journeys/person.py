"""What a person at the back office does, over real sockets."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from ssl import PROTOCOL_TLS_CLIENT, SSLContext
from tempfile import TemporaryDirectory
from typing import Any

import httpx

from tests.stack import Stack

BANK_KEY = "verone-4819:offline-test-key"
MORNING = "manual=2026-02-19T09:00:00Z"
"""A clock held by hand, on the day of the guide."""


@dataclass(frozen=True, slots=True)
class Person:
    """One user of one stack, with the bank and its control plane within reach."""

    stack: Stack
    gateway: httpx.Client
    bank: httpx.Client
    control: httpx.Client

    @classmethod
    def at(cls, stack: Stack, user: str = "claire") -> "Person":
        return cls(
            stack,
            _client(stack.gateway_url, {"X-User-Id": user}),
            _client(stack.bank_url, {"Authorization": BANK_KEY}),
            _client(stack.control_url, {}),
        )

    def close(self) -> None:
        """As `contextlib.closing` calls it."""
        self.leave()

    def leave(self) -> None:
        for client in (self.gateway, self.bank, self.control):
            client.close()

    def order(self, number: int = 0) -> dict[str, Any]:
        return _demo()[number]

    def ask(self, method: str, path: str, body: Any = None) -> httpx.Response:
        return self.gateway.request(method, f"/api/qonto{path}", json=body)

    def done(self, method: str, path: str, body: Any = None, *, status: int = 200) -> dict[str, Any]:
        """What the gateway says of something that goes well."""
        answer = self.ask(method, path, body)
        assert answer.status_code == status, answer.text
        said: dict[str, Any] = answer.json()
        return said

    def confirmed(self, path: str) -> dict[str, Any]:
        """Read the summary, then say yes."""
        question = self.done("POST", path, {}, status=428)["confirmation"]
        assert question["summary"]["irreversible"]
        return self.done("POST", path, {"confirmationToken": question["token"]})

    def draft(self, order_id: str) -> dict[str, Any]:
        answer = self.ask("POST", "/invoices", {"salesOrderId": order_id})
        assert answer.status_code == 201, answer.text
        invoice: dict[str, Any] = answer.json()["invoice"]
        return invoice

    def token(self, invoice_id: str) -> str:
        answer = self.ask("POST", f"/invoices/{invoice_id}/finalize", {})
        assert answer.status_code == 428, answer.text
        token: str = answer.json()["confirmation"]["token"]
        return token

    def finalize(self, invoice_id: str) -> dict[str, Any]:
        """Read the summary, then say yes."""
        token = {"confirmationToken": self.token(invoice_id)}
        answer = self.ask("POST", f"/invoices/{invoice_id}/finalize", token)
        assert answer.status_code == 200, answer.text
        invoice: dict[str, Any] = answer.json()["invoice"]
        return invoice

    def wait(self, seconds: int) -> None:
        """Let virtual time pass."""
        self.control.post("/clock/advance", json={"seconds": seconds}).raise_for_status()

    def at_the_bank(self, invoice_id: str) -> dict[str, Any]:
        invoice: dict[str, Any] = self.bank.get(f"/v2/client_invoices/{invoice_id}").json()["client_invoice"]
        return invoice

    def all_at_the_bank(self) -> list[dict[str, Any]]:
        found, page = [], 1
        while page is not None:
            answer = self.bank.get("/v2/client_invoices", params={"per_page": 500, "page": page}).json()
            found += answer["client_invoices"]
            page = answer["meta"]["next_page"]
        return found

    def link(self, invoice_id: str) -> str:
        """A fresh signed link to the PDF, from the bank itself."""
        attachment = self.at_the_bank(invoice_id)["attachment_id"]
        url: str = self.bank.get(f"/v2/attachments/{attachment}").json()["attachment"]["url"]
        return url


def _client(base_url: str, headers: dict[str, str]) -> httpx.Client:
    # No call leaves this machine: without the certificates of the world a client is there at once.
    nobody = SSLContext(PROTOCOL_TLS_CLIENT)
    return httpx.Client(base_url=base_url, headers=headers, timeout=30, verify=nobody)


@lru_cache(maxsize=1)
def _demo() -> list[dict[str, Any]]:
    """Its orders are the same everywhere (tests/gateway/test_main.py): asked for once."""
    with TemporaryDirectory() as folder:
        return Stack(Path(folder)).orders()

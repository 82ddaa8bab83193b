"""
Many callers at once, on the same few drafts; and what each of them saw, with the moments at which they asked
and were answered. Whether that is one story, `contracts.rules.linearizability` says.
"""

import asyncio
import http.client
import json
import random
import threading
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import urlsplit

import httpx

from contracts.rules.linearizability import (
    DONE,
    DRAFT,
    MISSING,
    REFUSED,
    Did,
    drafts,
    linearized,
    numbering,
)
from gateway.app import build_app
from gateway.settings import Settings
from tests.machines import gateway_words
from tests.machines.door import BankParts
from tests.machines.money import line
from tests.machines.room import API, SECRET, Said, call

CALLERS, DEEDS, PAPERS = 6, 12, 5
OPERATIONS = ("finalize", "finalize", "show", "show", "cancel", "delete")
KEY = "verone-4819:offline-crowd-key"
_SAID_NOTHING = frozenset({"CONFLICT", "CONFIRMATION_REQUIRED", "DOCUMENT_CHANGED"})
"""Somebody else is at work on it, or a person is asked once more: nothing was done."""


class NotOneStory(AssertionError):
    """What callers saw at once cannot have happened one after the other."""


def check(history: Sequence[Did], papers: Sequence[str]) -> None:
    if linearized(history, numbering, drafts(papers)) is None:
        told = "; ".join(
            f"{did} [{did.invoked:.4f}..{did.returned:.4f}]"
            for did in sorted(history, key=lambda one: one.invoked)
        )
        raise NotOneStory(f"no order of these could have been: {told}")


def deeds_of(seed: int, caller: int, papers: Sequence[str]) -> Iterator[tuple[str, str]]:
    """What one caller does, always the same under a seed."""
    chance = random.Random(f"{seed}/{caller}")  # noqa: S311  - no secret is made of it
    for _ in range(DEEDS):
        yield chance.choice(OPERATIONS), chance.choice(papers)


def _year(seed: int) -> int:
    """Each crowd has a sequence of numbers of its own."""
    return 2027 + seed % 70


# ---------------------------------------------------------------- at the bank, over sockets
def crowd_at_the_bank(bank_url: str, *, seed: int) -> list[Did]:
    """Threads with a connection each. Raises NotOneStory."""
    organization = _asked(bank_url, "GET", "/v2/organization")["organization"]
    somebody = {"kind": "company", "name": "Foule", "currency": "EUR"}
    bill = {
        "client_id": _asked(bank_url, "POST", "/v2/clients", somebody)["client"]["id"],
        "status": "draft",
        "issue_date": f"{_year(seed)}-01-01",
        "due_date": f"{_year(seed)}-02-01",
        "currency": "EUR",
        "payment_methods": {"iban": organization["bank_accounts"][0]["iban"]},
        "items": [line("Un euro", "1", "1.00", "0.2")],
    }
    made = (_asked(bank_url, "POST", "/v2/client_invoices", bill) for _ in range(PAPERS))
    papers = [str(one["client_invoice"]["id"]) for one in made]
    history: list[Did] = []
    broken: list[BaseException] = []
    together = threading.Barrier(CALLERS)

    def caller(number: int) -> None:
        connection = http.client.HTTPConnection(urlsplit(bank_url).netloc, timeout=30)
        try:
            together.wait()
            for operation, paper in deeds_of(seed, number, papers):
                invoked = time.perf_counter()
                status, body = _said(connection, *_wire(operation, paper))
                returned = time.perf_counter()
                result = _at_the_bank(operation, status, body)
                history.append(
                    Did(
                        invoked=invoked,
                        returned=returned,
                        operation=operation,
                        argument=paper,
                        result=result,
                    )
                )
        except BaseException as failure:
            broken.append(failure)
            raise
        finally:
            connection.close()

    threads = [threading.Thread(target=caller, args=(number,)) for number in range(CALLERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if broken:
        raise broken[0]
    check(history, papers)
    return history


def _wire(operation: str, paper: str) -> tuple[str, str]:
    path = f"/v2/client_invoices/{paper}"
    return {
        "finalize": ("POST", f"{path}/finalize"),
        "cancel": ("POST", f"{path}/mark_as_canceled"),
        "delete": ("DELETE", path),
        "show": ("GET", path),
    }[operation]


def _said(
    connection: http.client.HTTPConnection, method: str, path: str, body: Any = None
) -> tuple[int, Any]:
    headers = {"Authorization": KEY, "Content-Type": "application/json"}
    connection.request(method, path, None if body is None else json.dumps(body), headers)
    answer = connection.getresponse()
    raw = answer.read()
    return answer.status, json.loads(raw) if raw else None


def _asked(url: str, method: str, path: str, body: Any = None) -> Any:
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=30)
    try:
        status, answered = _said(connection, method, path, body)
    finally:
        connection.close()
    assert status < 300, answered
    return answered


def _at_the_bank(operation: str, status: int, body: Any) -> str:
    if status == 404:
        return MISSING
    if status in {412, 422}:
        return REFUSED
    assert status in {200, 204}, f"{operation} answered {status}: {body}"
    if operation == "delete":
        return DONE
    invoice = body["client_invoice"]
    return DONE if operation == "cancel" else _number(invoice["number"])


def _number(number: str | None) -> str:
    return DRAFT if number is None else number.rsplit("-", 1)[-1]


# ---------------------------------------------------------------- at the gateway, in one loop
@asynccontextmanager
async def counter(parts: BankParts, edition: str, database_url: str) -> Any:
    """A gateway in front of *parts*, open."""
    settings = Settings.model_validate(
        {
            "database_url": database_url,
            "qonto_edition": edition,
            "qonto_rate_limit_per_minute": 0,
            "gateway_auth": "jwt",
            "gateway_jwt_secret": SECRET,
        }
    )
    app = build_app(settings, transport=httpx.ASGITransport(parts.app))
    async with app.running():
        yield app


async def crowd_at_the_gateway(apps: Sequence[Any], *, seed: int) -> list[Did]:
    """
    People who each have a confirmation of their own for each draft, at one gateway or at several of one
    database. Raises NotOneStory.
    """
    papers, tokens = await _prepared(apps[0], _year(seed))
    history: list[Did] = []

    async def person(number: int) -> None:
        name, app = f"person-{number}", apps[number % len(apps)]
        for operation, paper in deeds_of(seed, number, papers):
            ask = _ways(app, name, paper, tokens)[operation]
            invoked = time.perf_counter()
            said = await ask()
            returned = time.perf_counter()
            _remember(said, tokens, name, paper)
            result = _at_the_gateway(operation, said)
            if result is not None:
                history.append(
                    Did(
                        invoked=invoked,
                        returned=returned,
                        operation=operation,
                        argument=paper,
                        result=result,
                    )
                )

    await asyncio.gather(*(person(number) for number in range(CALLERS)))
    check(history, papers)
    return history


Tokens = dict[tuple[str, str], str]


async def _prepared(app: Any, year: int) -> tuple[list[str], Tokens]:
    papers: list[str] = []
    tokens: Tokens = {}
    body = {
        **gateway_words.CUSTOMER,
        "items": gateway_words.items(gateway_words.SERVICES[0]),
        "issueDate": f"{year}-02-19",
    }
    for _ in range(PAPERS):
        made = await call(app, "POST", f"{API}/invoices/service", body, person="person-0")
        papers.append(made.body["localDocumentId"])
    for paper in papers:
        for number in range(CALLERS):
            name = f"person-{number}"
            said = await call(app, "POST", f"{API}/invoices/{paper}/finalize", {}, person=name)
            _remember(said, tokens, name, paper)
    return papers, tokens


def _ways(app: Any, name: str, paper: str, tokens: Tokens) -> dict[str, Callable[[], Awaitable[Said]]]:
    path = f"{API}/invoices/{paper}"
    answer = {"confirmationToken": tokens[name, paper]}
    return {
        "finalize": lambda: call(app, "POST", f"{path}/finalize", answer, person=name),
        "cancel": lambda: call(app, "POST", f"{path}/cancel", {}, person=name),
        "delete": lambda: call(app, "DELETE", f"{path}/delete", {}, person=name),
        "show": lambda: call(app, "GET", path, person=name),
    }


def _remember(said: Said, tokens: Tokens, name: str, paper: str) -> None:
    if isinstance(said.body, dict) and "confirmation" in said.body:
        tokens[name, paper] = said.body["confirmation"]["token"]


def _at_the_gateway(operation: str, said: Said) -> str | None:
    """None where the answer says nothing of the numbers."""
    if said.status == 404:
        return MISSING
    if said.code in _SAID_NOTHING:
        return None
    if said.status == 409:
        return REFUSED
    assert said.status == 200, f"{operation} answered {said.status}: {said.raw[:300]!r}"
    return DONE if operation in {"delete", "cancel"} else _number(said.body["invoice"]["number"])

"""
Quotes whose gateway died: what somebody was doing, and what must be true of both sides afterwards.

 - every quote of the bank has its row, every row that is not deleted its quote, and they say the same;
 - at most one quote is made for an order;
 - what is finalised here was sent there, and nothing was sent that nobody confirmed;
 - the number of a quote is in the register once it is finalised, not before;
 - no intent is left open.

What was sent may still be a draft here: an e-mail leaves no trace, and a person may confirm it anew.
"""

from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import httpx

from gateway.seed.catalogue import INVOICEABLE
from mock_qonto.kernel.bank import Bank
from mock_qonto.resources.quotes.messages import QuoteSent
from mock_qonto.resources.quotes.model import Quote
from tests.gateway.durability.agreement import Rows, kept
from tests.gateway.durability.mortal import House

ORDER = INVOICEABLE[3]
ROUTES = "/api/qonto/quotes"
Known = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteDeed:
    """*again* are the answers that make sense to somebody who says the same thing once more."""

    name: str
    prepare: Callable[[httpx.AsyncClient, Bank], Awaitable[Known]]
    call: Callable[[httpx.AsyncClient, Known], Awaitable[httpx.Response]]
    bank_call: str
    done: int
    again: frozenset[tuple[int, str | None]]

    def __str__(self) -> str:
        return self.name


# ------------------------------------------------------------------ how they got there
async def an_order(_: httpx.AsyncClient, __: Bank) -> Known:
    return {}


async def a_draft(client: httpx.AsyncClient, bank: Bank) -> Known:
    answer = await create(client, {})
    assert answer.status_code == 201, answer.text
    # Qonto has made its PDF by then, and lets the quote be changed.
    bank.advance_to(bank.default_world, bank.default_world.clock.now + timedelta(seconds=2))
    return {"id": answer.json()["quote"]["id"]}


async def a_confirmed_draft(client: httpx.AsyncClient, bank: Bank) -> Known:
    draft = await a_draft(client, bank)
    answer = await client.post(f"{ROUTES}/{draft['id']}/finalize", json={})
    assert answer.status_code == 428, answer.text
    return {**draft, "token": answer.json()["confirmation"]["token"]}


async def a_sent_one(client: httpx.AsyncClient, bank: Bank) -> Known:
    confirmed = await a_confirmed_draft(client, bank)
    assert (await finalize(client, confirmed)).status_code == 200
    return confirmed


# ------------------------------------------------------------------ the call
async def create(client: httpx.AsyncClient, _: Known) -> httpx.Response:
    return await client.post(ROUTES, json={"salesOrderId": ORDER.id})


async def update(client: httpx.AsyncClient, known: Known) -> httpx.Response:
    item = {"title": "Autre chose", "quantity": "2", "unitPrice": {"value": "7.50"}, "vatRate": "0.2"}
    return await client.patch(f"{ROUTES}/{known['id']}", json={"footer": "Merci.", "items": [item]})


async def finalize(client: httpx.AsyncClient, known: Known) -> httpx.Response:
    return await client.post(f"{ROUTES}/{known['id']}/finalize", json={"confirmationToken": known["token"]})


async def accept(client: httpx.AsyncClient, known: Known) -> httpx.Response:
    return await client.post(f"{ROUTES}/{known['id']}/accept")


async def send(client: httpx.AsyncClient, known: Known) -> httpx.Response:
    return await client.post(f"{ROUTES}/{known['id']}/send", json={})


async def delete(client: httpx.AsyncClient, known: Known) -> httpx.Response:
    return await client.delete(f"{ROUTES}/{known['id']}")


def _deed(
    name: str,
    prepare: Callable[[httpx.AsyncClient, Bank], Awaitable[Known]],
    call: Callable[[httpx.AsyncClient, Known], Awaitable[httpx.Response]],
    *again: tuple[int, str],
    asks: str,
    done: int = 200,
) -> QuoteDeed:
    return QuoteDeed(
        name=name,
        prepare=prepare,
        call=call,
        bank_call=asks,
        done=done,
        again=frozenset({(done, None), *again}),
    )


CREATE = _deed("create", an_order, create, (409, "QUOTE_ALREADY_EXISTS"), asks="create_quote", done=201)
UPDATE = _deed("update", a_draft, update, (503, "PDF_PENDING"), asks="update_quote")
FINALIZE = _deed(
    "finalize",
    a_confirmed_draft,
    finalize,
    (409, "ALREADY_FINALIZED"),
    (428, "CONFIRMATION_REQUIRED"),
    asks="send_quote",
)
ACCEPT = _deed("accept", a_sent_one, accept, (409, "INVALID_STATUS"), asks="none")
SEND = _deed("send", a_sent_one, send, asks="send_quote")
DELETE = _deed("delete", a_draft, delete, (404, "QUOTE_NOT_FOUND"), asks="delete_quote")
QUOTE_DEEDS = (CREATE, UPDATE, FINALIZE, ACCEPT, SEND, DELETE)


# ------------------------------------------------------------------ what comes next
async def say_it_again(client: httpx.AsyncClient, deed: QuoteDeed, known: Known) -> str | None:
    answer = await deed.call(client, known)
    said = (answer.status_code, answer.json().get("code"))
    return None if said in deed.again else f"said again, it was answered {answer.status_code} {answer.text}"


async def show_it(client: httpx.AsyncClient, _: QuoteDeed, known: Known) -> str | None:
    answer = await client.get(f"{ROUTES}/{known['id']}" if "id" in known else ROUTES)
    return None if answer.status_code in {200, 404} else f"shown, it was {answer.status_code} {answer.text}"


async def quote_the_order(client: httpx.AsyncClient, _: QuoteDeed, __: Known) -> str | None:
    """Whatever happened, the order is not stuck: it gets its quote, or has one that can be shown."""
    answer = await create(client, {})
    if answer.status_code == 201:
        return None
    shown = await client.get(f"{ROUTES}/{answer.json().get('existingQuoteId')}")
    if answer.status_code == 409 and shown.is_success:
        return None
    return f"the order is stuck: {answer.status_code} {answer.text}"


# ------------------------------------------------------------------ what is wrong, in words
async def disagreements(at: House) -> list[str]:
    rows = await kept(at.database_url)
    there = {quote.id: quote for quote in at.bank.default_world.all(Quote)}
    here = {row["qonto_id"]: row for row in rows["financial_documents"] if row["deleted_at"] is None}
    wrong = [f"the bank's quote {id} has no row" for id in there.keys() - here.keys()]
    wrong += [
        f"the {row['quote_status']} row {id} is not at the bank"
        for id, row in here.items()
        if id not in there
    ]
    for id in here.keys() & there.keys():
        wrong += [f"row {id}: {word}" for word in _unlike(there[id], here[id], rows)]
    made = Counter(row["sales_order_id"] for row in here.values())
    wrong += [f"order {order} has {count} quotes" for order, count in made.items() if count > 1]
    confirmed = sum(row["used_at"] is not None for row in rows["confirmations"])
    wrong += _numbers(rows)
    if _sent(at.bank) > confirmed + _sent_again(rows):
        wrong.append(f"{_sent(at.bank)} sent, {confirmed} confirmed")
    return wrong + [
        f"an intent to {one['kind']} is left open" for one in rows["intents"] if not one["closed_at"]
    ]


def _unlike(quote: Quote, row: Mapping[str, Any], rows: Mapping[str, Rows]) -> list[str]:
    lines = sum(line["document_id"] == row["id"] for line in rows["financial_document_items"])
    pairs = {
        "number": (row["number"], quote.number),
        "total": (int(row["total_amount"] * 100), quote.bill.total.total_cents),
        "lines": (lines, len(quote.terms.items)),
        "qonto_status": (row["qonto_status"], quote.status.value),
    }
    unlike = [
        f"{name} is {one!r} here and {other!r} there" for name, (one, other) in pairs.items() if one != other
    ]
    if row["status"] == "finalized" and quote.sent_at is None:
        unlike.append("finalised here and never sent there")
    return unlike


def _numbers(rows: Mapping[str, Rows]) -> list[str]:
    final = {row["number"] for row in rows["financial_documents"] if row["status"] != "draft"}
    burnt = {row["number"] for row in rows["burnt_numbers"]}
    return (
        [f"numbers {sorted(final ^ burnt)} are in the register or finalised, not both"]
        if final != burnt
        else []
    )


def _sent(bank: Bank) -> int:
    happened = (event for _, entry in bank.journal.entries for event in entry.events)
    return sum(isinstance(event, QuoteSent) for event in happened)


def _sent_again(rows: Mapping[str, Rows]) -> int:
    return sum(intent["kind"] == "send_quote" for intent in rows["intents"])

"""What a person was doing when the gateway died: how they got there, the call itself, and what comes next."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

import httpx

from gateway.seed.catalogue import INVOICEABLE
from gateway.seed.customers import COMPANIES
from mock_qonto.kernel.bank import Bank
from mock_qonto.resources.client_invoices.model import ClientInvoice, Status

ORDER = INVOICEABLE[3]
"""With three lines and three fees: the most rows there are to lose."""
ROUTES = "/api/qonto/invoices"

Known = Mapping[str, Any]
Ask = Callable[[httpx.AsyncClient, Known], Awaitable[httpx.Response]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """*again* are the answers that make sense to somebody who says the same thing once more."""

    name: str
    prepare: Callable[[httpx.AsyncClient], Awaitable[Known]]
    call: Ask
    done: int
    again: frozenset[tuple[int, str | None]]

    def __str__(self) -> str:
        return self.name


# ------------------------------------------------------------------ how they got there
async def an_order(_: httpx.AsyncClient) -> Known:
    return {}


async def a_draft(client: httpx.AsyncClient) -> Known:
    answer = await client.post(ROUTES, json={"salesOrderId": ORDER.id})
    assert answer.status_code == 201, answer.text
    return {"id": answer.json()["invoice"]["id"]}


async def a_confirmed_draft(client: httpx.AsyncClient) -> Known:
    draft = await a_draft(client)
    return {**draft, "token": await confirm(client, draft["id"])}


async def an_invoice(client: httpx.AsyncClient) -> Known:
    draft = await a_confirmed_draft(client)
    answer = await finalize(client, draft)
    assert answer.status_code == 200, answer.text
    return draft


async def a_customer(_: httpx.AsyncClient) -> Known:
    return {"customer": COMPANIES[0].id}


async def an_invoice_and_its_transfer(client: httpx.AsyncClient) -> Known:
    """For services worth what somebody has paid already."""
    listed = await client.get("/api/qonto/transactions", params={"side": "credit"})
    transfer = listed.json()["transactions"][0]
    asked = _services(COMPANIES[0].id, transfer["amount_cents"] / 100)
    made = await client.post(f"{ROUTES}/service", json=asked)
    assert made.status_code == 201, made.text
    id = made.json()["invoice"]["id"]
    answer = await finalize(client, {"id": id, "token": await confirm(client, id)})
    assert answer.status_code == 200, answer.text
    return {"id": id, "transfer": transfer["transaction_id"]}


async def confirm(client: httpx.AsyncClient, id: str) -> str:
    answer = await client.post(f"{ROUTES}/{id}/finalize", json={})
    assert answer.status_code == 428, answer.text
    return str(answer.json()["confirmation"]["token"])


# ------------------------------------------------------------------ the call
async def create(client: httpx.AsyncClient, _: Known) -> httpx.Response:
    return await client.post(ROUTES, json={"salesOrderId": ORDER.id})


async def finalize(client: httpx.AsyncClient, known: Known) -> httpx.Response:
    return await client.post(f"{ROUTES}/{known['id']}/finalize", json={"confirmationToken": known["token"]})


async def update(client: httpx.AsyncClient, known: Known) -> httpx.Response:
    item = {"title": "Autre chose", "quantity": "2", "unitPrice": {"value": "7.50", "currency": "EUR"}}
    changes = {"footer": "Merci.", "items": [{**item, "vatRate": "0.2"}]}
    return await client.patch(f"{ROUTES}/{known['id']}", json=changes)


async def mark_paid(client: httpx.AsyncClient, known: Known) -> httpx.Response:
    return await client.post(f"{ROUTES}/{known['id']}/mark-paid", json={})


async def pay_part(client: httpx.AsyncClient, known: Known) -> httpx.Response:
    return await client.post(f"{ROUTES}/{known['id']}/mark-paid", json={"amount": 10, "is_partial": True})


async def reconcile(client: httpx.AsyncClient, known: Known) -> httpx.Response:
    return await client.post(f"{ROUTES}/{known['id']}/reconcile", json={"transactionId": known["transfer"]})


async def create_service(client: httpx.AsyncClient, known: Known) -> httpx.Response:
    return await client.post(f"{ROUTES}/service", json=_services(known["customer"], 450))


def _services(customer: str, price: float) -> dict[str, Any]:
    item = {"title": "Conseil", "quantity": 1, "unitPrice": price, "vatRate": 0}
    return {"clientId": customer, "clientType": "organization", "items": [item]}


async def send(client: httpx.AsyncClient, known: Known) -> httpx.Response:
    return await client.post(f"{ROUTES}/{known['id']}/send", json={})


async def cancel(client: httpx.AsyncClient, known: Known) -> httpx.Response:
    return await client.post(f"{ROUTES}/{known['id']}/cancel")


async def delete(client: httpx.AsyncClient, known: Known) -> httpx.Response:
    return await client.delete(f"{ROUTES}/{known['id']}/delete")


def _deed(
    name: str,
    prepare: Callable[[httpx.AsyncClient], Awaitable[Known]],
    call: Ask,
    *again: tuple[int, str],
    done: int = 200,
) -> Deed:
    return Deed(name=name, prepare=prepare, call=call, done=done, again=frozenset({(done, None), *again}))


CREATE = _deed("create", an_order, create, (409, "ORDER_ALREADY_INVOICED"), done=201)
FINALIZE = _deed(
    "finalize", a_confirmed_draft, finalize, (409, "ALREADY_FINALIZED"), (428, "CONFIRMATION_REQUIRED")
)
UPDATE = _deed("update", a_draft, update)
MARK_PAID = _deed("mark_paid", an_invoice, mark_paid, (409, "INVALID_STATUS"))
PAY_PART = _deed("pay_part", an_invoice, pay_part)
RECONCILE = _deed(
    "reconcile",
    an_invoice_and_its_transfer,
    reconcile,
    (409, "INVALID_STATUS"),
    (409, "TRANSACTION_ALREADY_MATCHED"),
)
CREATE_SERVICE = _deed("create_service", a_customer, create_service, done=201)
SEND = _deed("send", an_invoice, send)
CANCEL = _deed("cancel", an_invoice, cancel, (409, "INVALID_STATUS"))
DELETE = _deed("delete", a_draft, delete, (404, "INVOICE_NOT_FOUND"))
DEEDS = (CREATE, FINALIZE, UPDATE, MARK_PAID, PAY_PART, RECONCILE, CREATE_SERVICE, SEND, CANCEL, DELETE)


# ------------------------------------------------------------------ what comes next
async def say_it_again(client: httpx.AsyncClient, deed: Deed, known: Known) -> str | None:
    """The same call; what is wrong with its answer, if anything is."""
    answer = await deed.call(client, known)
    said = (answer.status_code, answer.json().get("code"))
    return None if said in deed.again else f"said again, it was answered {answer.status_code} {answer.text}"


async def show_it(client: httpx.AsyncClient, _: Deed, known: Known) -> str | None:
    path = f"{ROUTES}/{known['id']}" if "id" in known else f"{ROUTES}/by-order/{ORDER.id}"
    answer = await client.get(path)
    return None if answer.status_code in {200, 404} else f"shown, it was {answer.status_code} {answer.text}"


async def list_them(client: httpx.AsyncClient, _: Deed, __: Known) -> str | None:
    answer = await client.get(ROUTES)
    return None if answer.status_code == 200 else f"listed, it was {answer.status_code} {answer.text}"


Next = Callable[[httpx.AsyncClient, Deed, Known], Awaitable[str | None]]
NEXT: Mapping[str, Next] = {"again": say_it_again, "show": show_it, "list": list_them}


async def invoice_the_order(client: httpx.AsyncClient, bank: Bank) -> str | None:
    """Whatever happened, the order is not stuck: it gets its invoice, or has the one the bank knows."""
    answer = await create(client, {})
    if answer.status_code == 201:
        return None
    existing = answer.json().get("existingInvoiceId")
    shown = await client.get(f"{ROUTES}/{existing}")
    active = [one.id for one in bank.default_world.all(ClientInvoice) if one.status is not Status.CANCELED]
    if answer.status_code == 409 and shown.is_success and [shown.json()["invoice"]["id"]] == active:
        return None
    return f"the order is stuck: {answer.status_code} {answer.text}, the bank has {active}"

"""Quotes and credit notes for whoever needs one to begin with, made as a person makes them."""

from typing import Any

from gateway.seed.catalogue import INVOICEABLE
from tests.gateway.invoices.shop import Answer, Shop


async def quoted(shop: Shop, place: int = 0, **body: Any) -> dict[str, Any]:
    """A draft quote of one of the demo's orders; its PDF is there."""
    made = await shop.ask("create_quote", json={"salesOrderId": INVOICEABLE[place].id, **body})
    assert made.status == 201, made.body
    shop.stack.wait(seconds=2)
    quote: dict[str, Any] = made.body["quote"]
    return quote


async def offered(shop: Shop, place: int = 0) -> dict[str, Any]:
    """A quote that was sent to its customer."""
    answer = await confirmed(shop, "finalize_quote", (await quoted(shop, place))["id"])
    quote: dict[str, Any] = answer.body["quote"]
    return quote


async def credited(shop: Shop, place: int = 1) -> dict[str, Any]:
    """The draft of a credit note, kept even where Qonto has no such call."""
    final = await shop.final(place)
    made = await shop.ask("create_credit_note", json={"invoiceId": final["id"], "localDraft": True})
    assert made.status == 201, made.body
    note: dict[str, Any] = made.body["credit_note"]
    return note


async def asked_for(shop: Shop, operation_id: str, id: str) -> str:
    """The token of a question."""
    question = await shop.ask(operation_id, id=id)
    assert question.status == 428, question.body
    token: str = question.body["confirmation"]["token"]
    return token


async def confirmed(shop: Shop, operation_id: str, id: str) -> Answer:
    """Asked, and answered with a yes."""
    token = await asked_for(shop, operation_id, id)
    answer = await shop.ask(operation_id, id=id, json={"confirmationToken": token})
    assert answer.status == 200, answer.body
    return answer

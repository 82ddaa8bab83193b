"""Quoting, for whoever tests what comes of it."""

from dataclasses import replace
from typing import Any

from gateway.db.tables import financial_documents
from gateway.seed.catalogue import INVOICEABLE
from mock_qonto.resources.quotes.messages import CreateQuote, UpdateQuote
from mock_qonto.resources.quotes.model import Quote
from tests.gateway.invoices.shop import Answer, Row, Shop

LATER = 2
"""Seconds after which Qonto has made the PDF of a quote."""


async def create(shop: Shop, place: int = 0, **body: Any) -> Answer:
    return await shop.ask("create_quote", json={"salesOrderId": INVOICEABLE[place].id, **body})


async def draft(shop: Shop, place: int = 0, **body: Any) -> dict[str, Any]:
    """A draft quote whose PDF Qonto has made by now."""
    made = await create(shop, place, **body)
    assert made.status == 201, made.body
    shop.stack.wait(seconds=LATER)
    return quote_of(made)


async def finalize(
    shop: Shop, id: str, token: str | None = None, *, user: str | None = None, **body: Any
) -> Answer:
    asked = body if token is None else {"confirmationToken": token, **body}
    return await shop.ask("finalize_quote", id=id, json=asked, user=user)


async def asked(shop: Shop, id: str, *, user: str | None = None, **body: Any) -> dict[str, Any]:
    answer = await finalize(shop, id, user=user, **body)
    assert (answer.status, answer.code) == (428, "CONFIRMATION_REQUIRED"), answer.body
    confirmation: dict[str, Any] = answer.body["confirmation"]
    return confirmation


async def final(shop: Shop, place: int = 0, *, user: str | None = None, **body: Any) -> dict[str, Any]:
    """A quote that a person has finalised over the API."""
    made = await draft(shop, place, **body)
    question = await asked(shop, made["id"], user=user)
    answer = await finalize(shop, made["id"], question["token"], user=user)
    assert answer.status == 200, answer.body
    return quote_of(answer)


async def shown(shop: Shop, id: str) -> dict[str, Any]:
    answer = await shop.ask("show_quote", id=id)
    assert answer.status == 200, answer.body
    return quote_of(answer)


async def row(shop: Shop, quote: dict[str, Any]) -> Row:
    (found,) = await shop.rows(financial_documents, qonto_id=quote["id"])
    return found


def quote_of(answer: Answer) -> dict[str, Any]:
    quote: dict[str, Any] = answer.body["quote"]
    return quote


def at_bank(shop: Shop) -> list[Quote]:
    return list(shop.stack.world.all(Quote))


def footer(shop: Shop, id: str) -> UpdateQuote:
    """Somebody types a line on Qonto's dashboard."""
    quote = shop.stack.world.find(Quote, id)
    assert quote is not None
    return UpdateQuote(
        id=id, client_id=None, terms=replace(quote.terms, footer="Ajouté ailleurs"), number=None
    )


def made_on_the_dashboard(shop: Shop, like: dict[str, Any]) -> str:
    """A quote the gateway knows nothing of, with the contents of another one; its Qonto id."""
    world = shop.stack.world
    model = world.find(Quote, like["id"])
    assert model is not None
    made = CreateQuote(
        id=world.ids.mint(),
        client_id=like["client"]["id"],
        currency=model.currency,
        terms=model.terms,
        number=None,
    )
    shop.on_dashboard(made)
    shop.stack.wait(seconds=LATER)
    return made.id

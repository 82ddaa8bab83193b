"""Asking and answering the question, for whoever tests what comes of it."""

from dataclasses import replace
from typing import Any

from mock_qonto.resources.client_invoices.messages import UpdateClientInvoice
from mock_qonto.resources.client_invoices.model import ClientInvoice
from tests.gateway.invoices.shop import Answer, Shop


async def finalize(shop: Shop, id: str, token: str | None = None, *, user: str | None = None) -> Answer:
    body = None if token is None else {"confirmationToken": token}
    return await shop.ask("finalize_invoice", id=id, json=body, user=user)


async def asked(shop: Shop, id: str, *, user: str | None = None) -> dict[str, Any]:
    answer = await finalize(shop, id, user=user)
    assert (answer.status, answer.code) == (428, "CONFIRMATION_REQUIRED")
    confirmation: dict[str, Any] = answer.body["confirmation"]
    return confirmation


def footer(shop: Shop, id: str) -> UpdateClientInvoice:
    """Somebody types a line on Qonto's dashboard."""
    invoice = shop.stack.world.find(ClientInvoice, id)
    assert invoice is not None
    return UpdateClientInvoice(
        id=id, client_id=None, iban=None, terms=replace(invoice.terms, footer="Ajouté ailleurs")
    )

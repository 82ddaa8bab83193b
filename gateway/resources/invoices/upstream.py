"""
Qonto's client invoices: what we ask, and what we read of the answers.

Rule 1 of the house, upstream half: `create` says `status: "draft"`, always, because Qonto's own default is a
final invoice. Nothing in this module can finalise one.
"""

from collections.abc import AsyncIterator, Mapping
from datetime import date, datetime
from typing import Any

from gateway.errors import Code, GatewayError
from gateway.qonto import reading
from gateway.qonto.client import Qonto
from gateway.qonto.pages import Page, every, page
from gateway.qonto.reading import Wire
from gateway.resources.billed.upstream import read_client, read_items, read_totals
from gateway.resources.invoices.model import Invoice

_LIST, _KEY = "list_client_invoices", "client_invoices"
PER_PAGE_MAX = 500


# ------------------------------------------------------------------ asking
async def show(qonto: Qonto, qonto_id: str) -> Invoice | None:
    """None where Qonto has no such invoice."""
    try:
        answer = await qonto.call("show_client_invoice", id=qonto_id)
    except GatewayError as error:
        if error.code is Code.NOT_FOUND:
            return None
        raise
    return _one(answer.body)


async def list_page(
    qonto: Qonto, *, number: int, per_page: int, filters: Mapping[str, Any]
) -> tuple[tuple[Invoice, ...], Page]:
    shown = await page(qonto, _LIST, _KEY, number=number, per_page=per_page, **filters)
    return tuple(read_invoice(wire) for wire in shown.rows), shown


async def list_all(qonto: Qonto, filters: Mapping[str, Any]) -> AsyncIterator[Invoice]:
    async for wire in every(qonto, _LIST, _KEY, per_page=PER_PAGE_MAX, **filters):
        yield read_invoice(wire)


async def create(qonto: Qonto, body: Mapping[str, Any]) -> Invoice:
    answer = await qonto.call("create_client_invoice", json={**body, "status": "draft"})
    return _one(answer.body)


async def update(qonto: Qonto, qonto_id: str, changes: Mapping[str, Any]) -> Invoice:
    answer = await qonto.call("update_client_invoice", id=qonto_id, json=dict(changes))
    return _one(answer.body)


async def delete(qonto: Qonto, qonto_id: str) -> None:
    await qonto.call("delete_client_invoice", id=qonto_id)


async def cancel(qonto: Qonto, qonto_id: str) -> Invoice:
    answer = await qonto.call("cancel_client_invoice", id=qonto_id)
    return _one(answer.body)


async def mark_paid(qonto: Qonto, qonto_id: str, paid_at: date) -> Invoice:
    answer = await qonto.call("mark_client_invoice_paid", id=qonto_id, json={"paid_at": paid_at.isoformat()})
    return _one(answer.body)


async def send(
    qonto: Qonto, qonto_id: str, *, send_to: list[str], title: str, body: str | None, copy_to_self: bool
) -> None:
    message: dict[str, Any] = {"send_to": send_to, "email_title": title, "copy_to_self": copy_to_self}
    if body is not None:
        message["email_body"] = body
    await qonto.call("send_client_invoice", id=qonto_id, json=message)


def since(instant: datetime) -> str:
    """As `filter[created_at_from]` wants it."""
    return instant.strftime("%Y-%m-%dT%H:%M:%S.000Z")


# ------------------------------------------------------------------ reading
def _one(body: Any) -> Invoice:
    return read_invoice(reading.inner(body if isinstance(body, dict) else {}, "client_invoice"))


def read_invoice(wire: Wire) -> Invoice:
    identity = reading.text(wire, "id")
    if identity is None:
        raise GatewayError(
            Code.UPSTREAM_FAILED,
            "Qonto a répondu sans donner la facture. Rechargez la page ; si cela dure, signalez-le.",
            internal="an invoice without an id",
        )
    items = read_items(wire)
    total_cents, vat_cents = read_totals(wire, items)
    number = reading.text(wire, "number", "invoice_number")
    return Invoice(
        id=identity,
        number=number,
        qonto_status=reading.text(wire, "status") or ("draft" if number is None else "unpaid"),
        currency=reading.currency(wire, "total_amount"),
        total_cents=total_cents,
        vat_cents=vat_cents,
        amount_paid_cents=reading.cents(wire, "amount_paid"),
        issue_date=reading.day(wire, "issue_date"),
        due_date=reading.day(wire, "due_date", "payment_deadline"),
        created_at=reading.instant(wire, "created_at"),
        updated_at=reading.instant(wire, "updated_at"),
        finalized_at=reading.instant(wire, "finalized_at"),
        paid_at=reading.instant(wire, "paid_at"),
        purchase_order=reading.text(wire, "purchase_order", "purchase_order_number"),
        contact_email=reading.text(wire, "contact_email"),
        header=reading.text(wire, "header"),
        footer=reading.text(wire, "footer"),
        terms_and_conditions=reading.text(wire, "terms_and_conditions"),
        public_url=reading.text(wire, "invoice_url", "public_url"),
        pdf_url=reading.text(wire, "pdf_url"),
        attachment_id=reading.text(wire, "attachment_id"),
        client=read_client(reading.inner(wire, "client")),
        items=items,
        wire=wire,
    )

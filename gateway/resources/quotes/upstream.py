"""
Qonto's quotes: what we ask, and what we read of the answers.

`send` is the finalization of a quote: nothing but `quote_finalization` may call it, and `quote_workflow` for
a quote that was finalised before.
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from gateway.errors import Code, GatewayError
from gateway.qonto import reading
from gateway.qonto.client import Qonto
from gateway.qonto.errors import UpstreamRefusal
from gateway.qonto.pages import Page, every, page
from gateway.qonto.reading import Wire
from gateway.resources.billed.upstream import read_client, read_items, read_totals
from gateway.resources.quotes.model import Quote

_LIST, _KEY = "list_quotes", "quotes"
PER_PAGE_MAX: Final = 500
_RETRY_AFTER_S: Final = 2


# ------------------------------------------------------------------ asking
async def show(qonto: Qonto, qonto_id: str) -> Quote | None:
    """None where Qonto has no such quote."""
    try:
        answer = await qonto.call("show_quote", id=qonto_id)
    except GatewayError as error:
        if error.code is Code.NOT_FOUND:
            return None
        raise
    return _one(answer.body)


async def list_page(
    qonto: Qonto, *, number: int, per_page: int, filters: Mapping[str, Any]
) -> tuple[tuple[Quote, ...], Page]:
    shown = await page(qonto, _LIST, _KEY, number=number, per_page=per_page, **filters)
    return tuple(read_quote(wire) for wire in shown.rows), shown


async def list_all(qonto: Qonto, filters: Mapping[str, Any]) -> AsyncIterator[Quote]:
    async for wire in every(qonto, _LIST, _KEY, per_page=PER_PAGE_MAX, **filters):
        yield read_quote(wire)


async def create(qonto: Qonto, body: Mapping[str, Any]) -> Quote:
    answer = await qonto.call("create_quote", json=dict(body))
    return _one(answer.body)


async def update(qonto: Qonto, qonto_id: str, changes: Mapping[str, Any]) -> Quote:
    answer = await qonto.call("update_quote", id=qonto_id, json=dict(changes))
    return _one(answer.body)


async def delete(qonto: Qonto, qonto_id: str) -> None:
    await qonto.call("delete_quote", id=qonto_id)


async def send(
    qonto: Qonto,
    qonto_id: str,
    *,
    send_to: Sequence[str],
    title: str,
    body: str | None = None,
    copy_to_self: bool = True,
) -> None:
    message: dict[str, Any] = {"send_to": list(send_to), "email_title": title, "copy_to_self": copy_to_self}
    if body is not None:
        message["email_body"] = body
    await qonto.call("send_quote", id=qonto_id, json=message)


def since(instant: datetime) -> str:
    """As `filter[created_at_from]` wants it."""
    return instant.strftime("%Y-%m-%dT%H:%M:%S.000Z")


def told(refusal: UpstreamRefusal, number: str) -> GatewayError:
    """What a refusal of Qonto's means to whoever wanted to do something to a quote."""
    codes = refusal.upstream_codes
    if "quote_has_no_attachment" in codes:
        # Quirk: a quote is not changed before its PDF has been made, a moment after it was made or changed.
        return GatewayError(
            Code.PDF_PENDING,
            f"Qonto prépare encore le PDF du devis {number} et refuse d'y toucher jusque-là : rien n'a été "
            f"modifié. Réessayez dans {_RETRY_AFTER_S} secondes.",
            internal=refusal.internal,
            details=refusal.details,
            headers={"Retry-After": str(_RETRY_AFTER_S)},
        )
    if codes & {"forbidden_quote_update", "forbidden_quote_deletion"}:
        return GatewayError(
            Code.INVALID_STATUS,
            f"Qonto ne laisse plus toucher au devis {number} : il a été envoyé, approuvé ou annulé "
            "entre-temps. Rien n'a été modifié ; rechargez-le.",
            internal=refusal.internal,
            details=refusal.details,
        )
    return refusal


# ------------------------------------------------------------------ reading
def _one(body: Any) -> Quote:
    """Quirk: the pages show a quote bare, the API wraps it."""
    found = body if isinstance(body, dict) else {}
    return read_quote(reading.inner(found, "quote") or found)


def read_quote(wire: Wire) -> Quote:
    identity, number = reading.text(wire, "id"), reading.text(wire, "number", "quote_number")
    if identity is None:
        raise GatewayError(
            Code.UPSTREAM_FAILED,
            "Qonto a répondu sans donner le devis. Rechargez la page ; si cela dure, signalez-le.",
            internal="a quote without an id",
        )
    items = read_items(wire)
    total_cents, vat_cents = read_totals(wire, items)
    invoices = wire.get("invoice_ids")
    return Quote(
        id=identity,
        number=number or identity,
        qonto_status=reading.text(wire, "status") or "pending_approval",
        currency=reading.currency(wire, "total_amount"),
        total_cents=total_cents,
        vat_cents=vat_cents,
        issue_date=reading.day(wire, "issue_date"),
        expiry_date=reading.day(wire, "expiry_date"),
        created_at=reading.instant(wire, "created_at"),
        approved_at=reading.instant(wire, "approved_at"),
        canceled_at=reading.instant(wire, "canceled_at"),
        contact_email=reading.text(wire, "contact_email"),
        header=reading.text(wire, "header"),
        footer=reading.text(wire, "footer"),
        terms_and_conditions=reading.text(wire, "terms_and_conditions"),
        public_url=reading.text(wire, "quote_url", "public_url"),
        pdf_url=reading.text(wire, "pdf_url"),
        attachment_id=reading.text(wire, "attachment_id"),
        client=read_client(reading.inner(wire, "client")),
        items=items,
        invoice_ids=tuple(str(one) for one in invoices) if isinstance(invoices, list) else (),
        wire=wire,
    )

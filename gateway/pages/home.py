"""
The small UI: orders, invoices, and a button for each next step. The same services as the API, in plain forms.

Rule 1: nothing is finalised here. The button asks the question; only the confirmation page takes an answer.
Rule 2: what is shown comes from templates and fixed sentences; the address bar puts no words on the page.
"""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from gateway.db import Database
from gateway.errors import Code, GatewayError
from gateway.pages.failures import failure_page
from gateway.pages.forms import read_form
from gateway.pages.rendering import page
from gateway.resources.clerk import clerk_of
from gateway.resources.documents.store import list_invoiced_orders
from gateway.resources.finalization.opening import Door
from gateway.resources.finalization.service import finalize
from gateway.resources.invoice_creation import service as creation
from gateway.resources.invoice_views.service import list_invoices
from gateway.resources.invoice_workflow import service as workflow
from gateway.resources.invoices.model import InvoiceStatus, Known
from gateway.resources.orders.model import OrderSummary
from gateway.resources.orders.service import list_orders
from gateway.resources.payments import service as payments
from gateway.resources.payments.service import PaymentAsked
from gateway.resources.promises.api import desk_of
from gateway.resources.promises.desk import Through
from gateway.settings import Settings
from gateway.web import identity, service

_SHOWN: Final = 50
_SEE_OTHER: Final = 303
_NOTICES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "created": "Brouillon créé. Relisez-le, puis finalisez-le : il n'a de numéro qu'à ce moment-là.",
        "paid": "Facture marquée payée.",
        "deleted": "Brouillon supprimé. La commande peut être facturée de nouveau.",
    }
)
_MODES: Final[Mapping[str, str]] = MappingProxyType(
    {"mock": "mode mock : banque factice, aucune vraie facture", "live": "mode live : vraies factures"}
)
_STATUSES: Final[Mapping[InvoiceStatus, str]] = MappingProxyType(
    {
        InvoiceStatus.DRAFT: "brouillon",
        InvoiceStatus.UNPAID: "à payer",
        InvoiceStatus.PAID: "payée",
        InvoiceStatus.CANCELED: "annulée",
    }
)


async def show_home(request: Request) -> Response:
    db = service(request, Database)
    listed = await list_invoices(clerk_of(request), status=None, page=1, per_page=_SHOWN, whole=False)
    orders = await list_orders(db, defective=True)
    async with db.reading() as tx:
        invoiced = await list_invoiced_orders(tx)
    numbers = {order.id: order.order_number for order in orders}
    open_orders = [order for order in orders if order.invoiceable and order.id not in invoiced]
    return page(
        200,
        "home.html",
        mode=_MODES[service(request, Settings).qonto_mode],
        user=identity(request).user_id,
        notice=_NOTICES.get(request.query_params.get("done", "")),
        invoices=[_invoice(known, numbers) for known in listed.rows],
        invoices_in_all=listed.total_count,
        orders=[_order(order) for order in open_orders[:_SHOWN]],
        orders_in_all=len(open_orders),
    )


async def create_invoice_from_page(request: Request) -> Response:
    await read_form(request)
    asked = creation.InvoiceRequest(order_id=request.path_params["id"])
    await creation.create_invoice(clerk_of(request), asked)
    return _home("created")


async def finalize_invoice_from_page(request: Request) -> Response:
    await read_form(request)
    desk = desk_of(request, clerk_of(request))
    known = await finalize(
        desk, Door.FINALIZE_INVOICE, request.path_params["id"], token=None, through=Through.PAGE
    )
    raise AssertionError(f"{known.invoice.id} became final without an answer")


async def mark_invoice_paid_from_page(request: Request) -> Response:
    await read_form(request)
    await payments.mark_invoice_paid(clerk_of(request), request.path_params["id"], PaymentAsked())
    return _home("paid")


async def delete_invoice_from_page(request: Request) -> Response:
    await read_form(request)
    await workflow.delete_invoice(clerk_of(request), request.path_params["id"])
    return _home("deleted")


def question_page(request: Request, error: GatewayError) -> Response:
    """The question has a page of its own: go there."""
    asked = error.beside.get("confirmation")
    if error.code is Code.CONFIRMATION_REQUIRED and asked is not None:
        return RedirectResponse(f"/confirm/{asked['token']}", _SEE_OTHER, {"Cache-Control": "no-store"})
    return failure_page(request, error)


def _home(done: str) -> Response:
    return RedirectResponse(f"/?done={done}", _SEE_OTHER)


def _invoice(known: Known, order_numbers: Mapping[str, str]) -> dict[str, Any]:
    invoice, document = known.invoice, known.document
    order_id = None if document is None else document.sales_order_id
    due: date | None = invoice.due_date
    return {
        "id": invoice.id,
        "number": invoice.number,
        "customer_name": invoice.client.name,
        "order_number": order_numbers.get(order_id or ""),
        "due_date": due,
        "total_cents": invoice.total_cents,
        "currency": invoice.currency,
        "status": invoice.status.value,
        "status_label": _STATUSES[invoice.status],
        "alarm": None if document is None else document.alarm,
    }


def _order(order: OrderSummary) -> dict[str, Any]:
    return {
        "id": order.id,
        "order_number": order.order_number,
        "customer_name": order.customer_name,
        "total_ttc_cents": order.total_ttc_cents,
    }

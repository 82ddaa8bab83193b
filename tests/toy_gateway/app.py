"""
The toy: invoices over the bank, nothing kept, in a dialect that is not our gateway's.

A success is always 200 and `{"data": ...}`, an id is the bank's own, a failure is `{"error": {"code",
"message"}}`. Asked to finalize, the guarded toy answers 409 `confirm_first` with a code, and wants it back as
`{"confirm": code}`; the code is for one invoice, with one content, once.
"""

import re
import secrets
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

import httpx
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.toy_gateway.bank import Bank, Refused
from tests.toy_gateway.sins import Sins

INVOICES = "/api/qonto/invoices"
MADE_UP_PDF = b"%PDF-1.4\n% facture, pas encore definitive\n%%EOF\n"
LAMP = {"title": "Lampe d'atelier", "quantity": "1", "unitPrice": "49.90", "vatRate": "0.2"}
BOOK = {"title": "Manuel", "quantity": "3", "unitPrice": "33.33", "vatRate": "0.055"}
ORDERS: Mapping[str, Mapping[str, Any]] = {
    "toy-order-1": {"client": {"name": "Atelier Exemple SARL"}, "items": [LAMP]},
    "toy-order-2": {"client": {"name": "Librairie Exemple SARL"}, "items": [LAMP, BOOK]},
}


def build_toy(
    bank_url: str, credentials: str, sins: Sins, transport: httpx.AsyncBaseTransport | None = None
) -> Starlette:
    """*credentials* are `<slug>:<key>`; *transport* stands for the network when the bank is in process."""
    http = httpx.AsyncClient(
        base_url=bank_url, headers={"Authorization": credentials}, transport=transport, timeout=30
    )
    toy = _Toy(sins=sins, bank=Bank(http))

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        async with http:
            yield

    one = INVOICES + "/{id}"
    return Starlette(
        routes=[
            Route("/api/qonto/health", toy.health),
            Route(INVOICES, toy.list_invoices, methods=["GET"]),
            Route(INVOICES, toy.create_invoice, methods=["POST"]),
            Route(one, toy.show_invoice, methods=["GET"]),
            Route(one, toy.update_invoice, methods=["PATCH"]),
            Route(one, toy.delete_invoice, methods=["DELETE"]),
            Route(f"{one}/pdf", toy.show_pdf, methods=["GET"]),
            Route(f"{one}/finalize", toy.finalize_invoice, methods=["POST"]),
            Route(f"{one}/cancel", toy.cancel_invoice, methods=["POST"]),
            Route(f"{one}/mark-paid", toy.mark_paid, methods=["POST"]),
        ],
        exception_handlers={Refused: _refusal},
        lifespan=lifespan,
    )


@dataclass(slots=True, kw_only=True)
class _Toy:
    sins: Sins
    bank: Bank
    asked: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    """The invoice that a confirmation's code is for, as it was shown."""

    async def health(self, _: Request) -> Response:
        await self.bank.call("GET", "/organization")
        return _data({"status": "ok"})

    async def list_invoices(self, _: Request) -> Response:
        listed = await self.bank.call("GET", "/client_invoices", params={"per_page": "100"})
        return _data([_shown(invoice) for invoice in listed["client_invoices"]])

    async def create_invoice(self, request: Request) -> Response:
        body = await _body(request)
        if not self.sins.honours_auto_finalize and _wishes_auto_finalize(body):
            raise Refused(422, "never_auto_finalize", "Un document est toujours créé en brouillon.")
        order = ORDERS.get(str(body.get("orderId") or body.get("salesOrderId") or ""), body)
        asked = await self.bank.order(order.get("client") or {}, _items(order.get("items")))
        status = {} if self.sins.omits_status else {"status": "draft"}
        invoice = await self.bank.invoice("POST", "", json={**asked, **status})
        if self.sins.honours_auto_finalize and body.get("autoFinalize") and invoice["status"] == "draft":
            invoice = await self.bank.invoice("POST", f"/{invoice['id']}/finalize")
        return _data(_shown(invoice))

    async def show_invoice(self, request: Request) -> Response:
        return _data(_shown(await self._meant(request)))

    async def update_invoice(self, request: Request) -> Response:
        body = await _body(request)
        changes: dict[str, Any] = {name: body[name] for name in ("header", "footer") if name in body}
        if "items" in body:
            changes["items"] = _items(body["items"])
        return _data(_shown(await self.bank.invoice("PATCH", _path(request), json=changes)))

    async def delete_invoice(self, request: Request) -> Response:
        await self.bank.call("DELETE", f"/client_invoices{_path(request)}")
        return _data({"deleted": True})

    async def finalize_invoice(self, request: Request) -> Response:
        if not self.sins.finalizes_unasked:
            self._check_confirmed(await self._meant(request), (await _body(request)).get("confirm"))
        return _data(_shown(await self.bank.invoice("POST", f"{_path(request)}/finalize")))

    async def cancel_invoice(self, request: Request) -> Response:
        return _data(_shown(await self.bank.invoice("POST", f"{_path(request)}/mark_as_canceled")))

    async def mark_paid(self, request: Request) -> Response:
        return _data(_shown(await self.bank.invoice("POST", f"{_path(request)}/mark_as_paid", json={})))

    async def show_pdf(self, request: Request) -> Response:
        invoice = await self._meant(request)
        if invoice["status"] == "draft":
            if self.sins.serves_draft_pdf:
                return Response(MADE_UP_PDF, media_type="application/pdf")
            raise Refused(404, "no_pdf_of_a_draft", "Un brouillon n'a pas de PDF.")
        if invoice["attachment_id"] is None:
            raise Refused(503, "pdf_not_ready", "Le PDF n'est pas encore prêt.")
        file = await self.bank.pdf(invoice["attachment_id"])
        return Response(file.content, status_code=file.status_code, media_type="application/pdf")

    async def _meant(self, request: Request) -> dict[str, Any]:
        return await self.bank.invoice("GET", _path(request))

    def _check_confirmed(self, invoice: Mapping[str, Any], code: Any) -> None:
        if invoice["status"] != "draft":
            raise Refused(409, "already_final", f"La facture {invoice['number']} est définitive.")
        if isinstance(code, str) and self.asked.pop(code, None) == invoice:
            return
        fresh = secrets.token_hex(16)
        self.asked[fresh] = invoice
        shown = _shown(invoice)
        raise Refused(409, "confirm_first", "Relisez, puis renvoyez le code.", confirm=fresh, invoice=shown)


# ---------------------------------------------------------------- the dialect
def _data(data: Any) -> Response:
    return JSONResponse({"data": data})


async def _refusal(_: Request, refused: Exception) -> Response:
    assert isinstance(refused, Refused)
    return JSONResponse({"error": refused.error}, status_code=refused.status)


def _shown(invoice: Mapping[str, Any]) -> dict[str, Any]:
    total = invoice["total_amount"]
    return {
        "id": invoice["id"],
        "number": invoice["number"],
        "state": invoice["status"],
        "total": total["value"] if isinstance(total, dict) else str(total),
    }


def _path(request: Request) -> str:
    return f"/{request.path_params['id']}"


async def _body(request: Request) -> dict[str, Any]:
    try:
        body = await request.json() if await request.body() else {}
    except ValueError:
        raise Refused(400, "malformed", "Ce n'est pas du JSON.") from None
    if not isinstance(body, dict):
        raise Refused(400, "malformed", "Un objet JSON est attendu.")
    return body


def _items(items: Any) -> list[dict[str, Any]]:
    try:
        return [
            {
                "title": item["title"],
                "quantity": str(item["quantity"]),
                "unit_price": {"value": f"{Decimal(str(item['unitPrice'])):.2f}", "currency": "EUR"},
                "vat_rate": str(item["vatRate"]),
            }
            for item in items
        ]
    except (KeyError, TypeError, InvalidOperation) as why:
        raise Refused(
            422, "no_lines", f"Une commande connue, ou des lignes, sont attendues ({why})."
        ) from why


def _wishes_auto_finalize(body: Any) -> bool:
    if isinstance(body, list):
        return any(_wishes_auto_finalize(value) for value in body)
    if not isinstance(body, dict):
        return False
    return any(
        (value and re.sub("[^a-z]", "", key.lower()) == "autofinalize") or _wishes_auto_finalize(value)
        for key, value in body.items()
    )

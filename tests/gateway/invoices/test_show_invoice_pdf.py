"""GET /api/qonto/invoices/{id}/pdf: never of a draft; pdf_url, then the attachment, then our own copy."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest

from gateway.db.tables import financial_documents, stored_pdfs
from mock_qonto.app import build_bank, build_bank_app
from mock_qonto.kernel.clock import ClockState
from mock_qonto.resources.client_invoices.messages import FinalizeClientInvoice
from mock_qonto.web.faults import Kind
from tests.gateway.invoices.shop import CONTRACT, Shop
from tests.gateway.support import NOON, stack

pytestmark = pytest.mark.anyio


async def pdf(shop: Shop, id: str) -> httpx.Response:
    response = await shop.stack.client.get(f"/api/qonto/invoices/{id}/pdf")
    if response.status_code != 200:
        operation = CONTRACT.operations["show_invoice_pdf"]
        assert operation.response_errors(response.status_code, response.json()) == ()
    return response


def told(response: httpx.Response) -> tuple[int, str | None, str | None]:
    headers = response.headers
    return response.status_code, headers.get("x-pdf-source"), headers.get("x-pdf-reason")


# ------------------------------------------------------------------ rule 4
async def test_a_draft_has_no_pdf(shop: Shop) -> None:
    draft = await shop.draft()

    response = await pdf(shop, draft["id"])

    assert (response.status_code, response.json()["code"]) == (404, "PDF_NOT_AVAILABLE")


async def test_a_draft_has_no_pdf_whatever_qonto_shows(sqlite_url: str) -> None:
    async with spoken_over(sqlite_url) as (shop, wire):
        draft = await shop.draft()
        wire.said = {"pdf_url": "http://127.0.0.1:8081/files/x/x.pdf?expires=99999999999&signature=0"}

        response = await pdf(shop, draft["id"])

        assert (response.status_code, response.json()["code"]) == (404, "PDF_NOT_AVAILABLE")
        assert not [path for path in wire.paths if path.startswith("/files/")]


async def test_a_draft_has_no_pdf_when_qonto_is_away_either(shop: Shop) -> None:
    draft = await shop.draft()
    shop.fault("show_client_invoice", Kind.RESET, count=9)

    response = await pdf(shop, draft["id"])

    assert (response.status_code, response.json()["code"]) == (404, "PDF_NOT_AVAILABLE")


async def test_while_qonto_renders_it_the_caller_is_told_when_to_come_back(shop: Shop) -> None:
    draft = await shop.draft()
    shop.on_dashboard(FinalizeClientInvoice(id=draft["id"]))

    response = await pdf(shop, draft["id"])

    assert (response.status_code, response.json()["code"]) == (503, "PDF_PENDING")
    assert response.headers["retry-after"] == "2"


async def test_an_unknown_invoice_has_none(shop: Shop) -> None:
    response = await pdf(shop, "00000000-0000-4000-8000-000000000000")

    assert (response.status_code, response.json()["code"]) == (404, "INVOICE_NOT_FOUND")


# ------------------------------------------------------------------ rule 5
async def test_a_final_invoice_is_shown_inline_under_its_number(shop: Shop, edition: str) -> None:
    invoice = await shop.final()

    response = await pdf(shop, invoice["id"])

    expected = {"guide": ("pdf_url", None), "2026-11": ("attachment", "pdf_url_absent")}[edition]
    assert told(response) == (200, *expected)
    assert response.headers["content-type"] == "application/pdf"
    assert response.headers["content-disposition"] == 'inline; filename="facture-F-2026-001.pdf"'
    assert response.content.startswith(b"%PDF-")


async def test_both_ids_show_the_same_file(shop: Shop) -> None:
    invoice = await shop.final()

    by_qonto, by_us = await pdf(shop, invoice["id"]), await pdf(shop, invoice["local_document_id"])

    assert by_qonto.content == by_us.content


@pytest.mark.parametrize("seen_before", [True, False])
async def test_half_an_hour_later_the_url_is_dead_and_the_attachment_takes_over(
    sqlite_url: str, *, seen_before: bool
) -> None:
    async with stack(sqlite_url) as running:
        shop = Shop(stack=running, database_url=sqlite_url)
        invoice = await shop.final()
        signed_at = NOON.replace(second=1)  # a second after it became final
        if seen_before:
            await pdf(shop, invoice["id"])

        shop.stack.bank.advance_to(shop.stack.world, signed_at.replace(minute=29, second=59))
        before = await pdf(shop, invoice["id"])
        shop.stack.wait(seconds=2)
        after = await pdf(shop, invoice["id"])

        assert told(before) == (200, "pdf_url", None)
        assert told(after) == (200, "attachment", "pdf_url_expired")
        assert before.content == after.content


async def test_a_dead_url_is_not_even_tried(sqlite_url: str) -> None:
    async with spoken_over(sqlite_url) as (shop, wire):
        invoice = await shop.final()
        await pdf(shop, invoice["id"])
        shop.stack.wait(minutes=31)
        wire.paths.clear()

        await pdf(shop, invoice["id"])

        assert len([path for path in wire.paths if path.startswith("/files/")]) == 1


async def test_a_refused_url_is_refreshed_once(sqlite_url: str) -> None:
    async with spoken_over(sqlite_url) as (shop, wire):
        invoice = await shop.final()
        wire.said = {"pdf_url": "http://127.0.0.1:8081/files/x/x.pdf?signature=0"}

        response = await pdf(shop, invoice["id"])

        assert told(response) == (200, "attachment", "pdf_url_refused")


async def test_what_is_no_pdf_is_never_passed_on(sqlite_url: str) -> None:
    async with spoken_over(sqlite_url) as (shop, wire):
        invoice = await shop.final()
        wire.file = b"<html>Not the file you were looking for</html>"

        response = await pdf(shop, invoice["id"])

        assert (response.status_code, response.json()["code"]) == (502, "PDF_UNAVAILABLE")


# ------------------------------------------------------------------ the kept copy
async def test_once_fetched_it_is_kept_with_its_source(shop: Shop, edition: str) -> None:
    invoice = await shop.final()

    shown = await pdf(shop, invoice["id"])

    (kept,) = await shop.rows(stored_pdfs)
    assert kept["content"] == shown.content
    assert kept["source"] == {"guide": "pdf_url", "2026-11": "attachment"}[edition]


async def test_the_end_of_a_url_is_written_down_at_first_sight(sqlite_url: str) -> None:
    async with stack(sqlite_url) as running:
        shop = Shop(stack=running, database_url=sqlite_url)
        invoice = await shop.final()

        await pdf(shop, invoice["id"])

        (document,) = await shop.rows(financial_documents)
        assert document["pdf_url"] is not None
        assert document["pdf_url_expires_at"] == NOON.replace(minute=30, second=1)


@pytest.mark.parametrize(
    "fault",
    [
        {"operation": "show_client_invoice", "kind": Kind.RESET},
        {"operation": "show_client_invoice", "kind": Kind.STATUS, "status": 500},
        {"operation": "show_client_invoice", "kind": Kind.TOO_MANY_REQUESTS, "retry_after_s": 60},
    ],
    ids=["unreachable", "broken", "too many requests"],
)
async def test_the_copy_answers_when_qonto_cannot(shop: Shop, fault: dict[str, Any]) -> None:
    invoice = await shop.final()
    first = await pdf(shop, invoice["id"])
    shop.fault(**fault, count=9)

    response = await pdf(shop, invoice["id"])

    assert told(response) == (200, "local", "qonto_unavailable")
    assert response.content == first.content


async def test_without_a_copy_the_failure_is_told_as_it_is(shop: Shop) -> None:
    invoice = await shop.final()
    shop.fault("show_client_invoice", Kind.RESET, count=9)

    response = await pdf(shop, invoice["id"])

    assert (response.status_code, response.json()["code"]) == (503, "UPSTREAM_UNREACHABLE")


async def test_when_qonto_answers_the_copy_is_silent(shop: Shop, edition: str) -> None:
    invoice = await shop.final()
    await pdf(shop, invoice["id"])

    response = await pdf(shop, invoice["id"])

    assert response.headers["x-pdf-source"] == {"guide": "pdf_url", "2026-11": "attachment"}[edition]


# ------------------------------------------------------------------ behind the scenes
class Wire(httpx.ASGITransport):
    """The wire to the bank, on which words can be put into its mouth."""

    def __init__(self, app: Any) -> None:
        super().__init__(app)
        self.said: dict[str, Any] = {}
        self.file: bytes | None = None
        self.paths: list[str] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.paths.append(request.url.path)
        response = await super().handle_async_request(request)
        if request.url.path.startswith("/files/") and self.file is not None:
            return httpx.Response(200, content=self.file)
        if request.method == "GET" and "/client_invoices/" in request.url.path and self.said:
            await response.aread()
            body = response.json()
            body["client_invoice"] |= self.said
            headers = {name: response.headers[name] for name in ("x-mock-qonto", "date", "content-type")}
            return httpx.Response(response.status_code, json=body, headers=headers)
        return response


@asynccontextmanager
async def spoken_over(database_url: str) -> AsyncIterator[tuple[Shop, Wire]]:
    """In the guide's edition, with a URL of the PDF's own."""
    bank = build_bank(rate_limit="off", clock=ClockState(held=NOON))
    wire = Wire(build_bank_app(bank))
    async with stack(database_url, bank=bank, transport=wire) as running:
        yield Shop(stack=running, database_url=database_url), wire

"""POST /api/qonto/credit-notes/{id}/send: Qonto has no such call, and nothing is pretended."""

from typing import Any

import pytest

from gateway.resources.credit_notes.upstream import read_credit_note
from tests.gateway.credit_notes.noted import UNKNOWN, drafted, issued_on_the_dashboard
from tests.gateway.invoices.shop import Shop

pytestmark = pytest.mark.anyio


async def test_a_draft_is_finalised_first(shop: Shop) -> None:
    draft = await drafted(shop, await shop.final())

    answer = await shop.ask("send_credit_note", id=draft["id"])

    assert (answer.status, answer.code) == (409, "NOT_FINALIZED")


@pytest.mark.parametrize("body", [None, {}, {"emails": ["compta@atelier.example"]}])
async def test_nothing_leaves_and_the_pdf_is_recommended(shop: Shop, body: dict[str, Any] | None) -> None:
    made = await issued_on_the_dashboard(shop, await shop.final())

    answer = await shop.ask("send_credit_note", id=made["credit_note_id"], json=body)

    assert (answer.status, answer.code) == (501, "NOT_IMPLEMENTED_AT_QONTO")
    assert "PDF" in answer.body["error"]
    assert answer.body["details"]["number"] == "A-2026-001"


async def test_an_unknown_one_is_not_found(shop: Shop) -> None:
    answer = await shop.ask("send_credit_note", id=UNKNOWN)

    assert (answer.status, answer.code) == (404, "CREDIT_NOTE_NOT_FOUND")


def test_the_public_page_of_the_invoice_is_not_the_credit_notes() -> None:
    wire = {"id": "a", "invoice_id": "f", "items": [], "invoice_url": "https://pay.qonto.example/f"}

    assert read_credit_note(wire).public_url is None
    assert read_credit_note({**wire, "public_url": "https://pay.qonto.example/a"}).public_url is not None

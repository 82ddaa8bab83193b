"""What the details of an invoice say of its credit notes, and what the status says of making any."""

import pytest

from tests.gateway.credit_notes.noted import MODERN, drafted, issued, issued_on_the_dashboard, line, switch
from tests.gateway.invoices.shop import Shop

pytestmark = pytest.mark.anyio


async def related(shop: Shop, id: str) -> list[dict[str, object]]:
    return list((await shop.ask("show_invoice_details", id=id)).invoice["related_credit_notes"])


async def test_a_draft_and_a_final_one_are_both_there(shop: Shop) -> None:
    invoice, other = await shop.final(3), await shop.final(0)
    made = await issued_on_the_dashboard(
        shop,
        invoice,
        items=[
            {
                "title": "Remise",
                "quantity": "1",
                "unit_price": {"value": "10.00", "currency": "EUR"},
                "vat_rate": "0.2",
            }
        ],
    )
    draft = await drafted(shop, invoice, items=[line("5.00")])

    found = await related(shop, invoice["local_document_id"])

    assert [(one["id"], one["status"], one["total_ttc"]) for one in found] == [
        (draft["id"], "draft", 6.0),
        (made["credit_note_id"], "finalized", 12.0),
    ]
    assert found[1]["credit_note_number"] == "A-2026-001"
    assert await related(shop, other["id"]) == []


@MODERN
async def test_one_issued_here_is_there_once(shop: Shop) -> None:
    invoice = await shop.final()
    note = await issued(shop, invoice)

    (found,) = await related(shop, invoice["id"])

    assert (found["id"], found["origin"]) == (note["id"], "qonto")


async def test_of_an_invoice_made_elsewhere_too(shop: Shop, finalized_elsewhere: str) -> None:
    await issued_on_the_dashboard(shop, finalized_elsewhere)

    assert len(await related(shop, finalized_elsewhere)) == 1


async def test_a_draft_invoice_has_none(shop: Shop) -> None:
    draft = await shop.draft()

    assert await related(shop, draft["id"]) == []


async def test_the_status_says_whether_any_can_be_made(shop: Shop, edition: str) -> None:
    before = await shop.ask("show_status")
    if edition == "2026-11":
        await switch(shop, "absent-edge")
    after = await shop.ask("show_status")

    assert before.body["creditNoteCreationSupported"] is (edition == "2026-11")
    assert after.body["creditNoteCreationSupported"] is False

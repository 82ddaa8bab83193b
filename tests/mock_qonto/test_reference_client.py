"""
The bank of the guide, met by the client of its time: five workflows, in that client's own words.

Where those words are not documented the bank understands them all the same, and says so in its journal.
"""

from typing import Any

import httpx
import pytest

from mock_qonto.resources.emails.model import Email
from tests.mock_qonto.reference import ReferenceClient, line, line_again
from tests.mock_qonto.support import TODAY, Customer

pytestmark = pytest.mark.anyio

EMAIL = "achats@maison-lumen.example"
ADDRESS = {
    "street_address": "12 rue des Arts",
    "city": "Lyon",
    "zip_code": "69002",
    "country_code": "FR",
}
COMPANY = {"name": "Maison Lumen", "type": "company", "email": EMAIL, "billing_address": ADDRESS}

# An order of two articles and a delivery, as its route made lines of it.
ORDER = "SO-2026-00042"
LINES = (
    line("Suspension Alba", 1, 49.9, 0.2),
    line("Fauteuil Brume", 3, 33.33, 0.055, note="Tissu lin"),
    line("Frais de livraison", 1, 15.0, 0.2, unit="forfait"),
)
TOTAL_CENTS = 5988 + 10549 + 1800
DATES = {"issue_date": TODAY, "due_date": "2026-04-01"}
QUOTED = {"issue_date": TODAY, "expiry_date": "2026-04-01"}


@pytest.fixture
def reference(guided: Customer) -> ReferenceClient:
    return ReferenceClient(guided)


async def _client(reference: ReferenceClient) -> dict[str, Any]:
    """As every route of that time began: found by e-mail and corrected, or made."""
    found = await reference.find_client(EMAIL)
    if found is None:
        return await reference.create_client(**COMPANY)
    return await reference.update_client(
        found["id"], name=COMPANY["name"], type=COMPANY["type"], billing_address=ADDRESS
    )


async def _draft(reference: ReferenceClient) -> dict[str, Any]:
    client = await _client(reference)
    account = next(one for one in await reference.bank_accounts() if one["status"] == "active")
    return await reference.create_invoice(
        client_id=client["id"],
        iban=account["iban"],
        items=LINES,
        purchase_order_number=ORDER,
        **DATES,
    )


async def _final(reference: ReferenceClient) -> dict[str, Any]:
    draft = await _draft(reference)
    await reference.act(draft["id"], "finalize")
    reference.customer.wait(1)
    return await reference.invoice(draft["id"])


# ------------------------------------------------------------------ an invoice made from an order
async def test_an_order_becomes_a_paid_invoice(reference: ReferenceClient) -> None:
    draft = await _draft(reference)

    assert (draft["status"], draft["number"], draft["pdf_url"]) == ("draft", None, None)
    assert draft["purchase_order"] == ORDER
    assert draft["total_amount_cents"] == TOTAL_CENTS
    assert set(reference.customer.exchange.quirks) == {"draft_by_default", "purchase_order_number"}
    assert reference.customer.exchange.unread == ()

    final = await reference.act(draft["id"], "finalize")
    assert (final["status"], final["invoice_number"]) == ("unpaid", "F-2026-001")

    reference.customer.wait(1)
    shown = await reference.invoice(draft["id"])
    pdf = await reference.customer.http.get(shown["pdf_url"])
    assert pdf.content.startswith(b"%PDF")

    assert (await reference.send_invoice(draft["id"], [EMAIL])).status_code == 204
    assert reference.customer.exchange.quirks == ("recipient_emails",)
    (email,) = reference.customer.world.all(Email)
    assert EMAIL in email.recipients
    assert email.attachment_id == shown["attachment_id"]

    paid = await reference.act(draft["id"], "mark_as_paid", {"paid_at": TODAY})
    assert (paid["status"], paid["paid_at"][:10]) == ("paid", TODAY)


async def test_lines_come_back_as_the_numbers_that_client_reads(reference: ReferenceClient) -> None:
    draft = await _draft(reference)

    read = [(item["quantity"], item["unit_price"], item["vat_rate"]) for item in draft["items"]]
    assert read == [(1, 49.9, 0.2), (3, 33.33, 0.055), (1, 15, 0.2)]
    assert [item.get("description") for item in draft["items"]] == [None, "Tissu lin", None]
    assert [line_again(item)["unit_price"] for item in draft["items"]] == [one["unit_price"] for one in LINES]


async def test_the_second_order_of_a_client_finds_it_again(reference: ReferenceClient) -> None:
    first = await _client(reference)
    again = await _client(reference)

    assert again["id"] == first["id"]
    # The kind of a client never changes: the word for it is read by nobody here.
    assert reference.customer.exchange.unread == ("/type",)
    assert again["kind"] == "company"


async def test_a_draft_is_changed_before_it_is_final(reference: ReferenceClient) -> None:
    draft = await _draft(reference)

    changed = await reference.update_invoice(
        draft["id"],
        due_date="2026-05-01",
        header="Commande Lumen",
        terms_and_conditions="À trente jours.",
        purchase_order_number="SO-2026-00043",
        items=[line("Suspension Alba", 2, 49.9, 0.2)],
    )

    assert (changed["due_date"], changed["header"]) == ("2026-05-01", "Commande Lumen")
    assert (changed["purchase_order"], changed["total_amount_cents"]) == ("SO-2026-00043", 11976)
    assert changed["status"] == "draft"


async def test_a_draft_is_removed_and_a_final_one_is_cancelled(reference: ReferenceClient) -> None:
    draft, final = await _draft(reference), await _final(reference)

    assert (await reference.delete_invoice(draft["id"])).status_code == 204
    cancelled = await reference.act(final["id"], "mark_as_canceled")

    assert (cancelled["status"], cancelled["number"]) == ("canceled", final["number"])


async def test_lists_are_filtered_by_a_bare_status(reference: ReferenceClient) -> None:
    draft, final = await _draft(reference), await _final(reference)

    drafts = await reference.invoices(status="draft")
    assert reference.customer.exchange.quirks == ("unbracketed_status",)
    unpaid = await reference.invoices(status="unpaid", per_page=100, page=1)

    assert [one["id"] for one in drafts] == [draft["id"]]
    assert [one["id"] for one in unpaid] == [final["id"]]
    assert await reference.invoices(status="cancelled") == []


# ------------------------------------------------------------------ an invoice of a service
async def test_a_service_becomes_a_draft(reference: ReferenceClient) -> None:
    person = await reference.create_client(
        name="Léa Garnier", type="individual", email="lea@garnier.example", billing_address=ADDRESS
    )
    assert reference.customer.exchange.quirks == ("type_for_kind",)
    iban = (await reference.bank_accounts())[0]["iban"]

    draft = await reference.create_invoice(
        client_id=person["id"], iban=iban, items=[line("Conseil", 1.5, 80, 0.2, unit="prestation")], **DATES
    )

    assert (draft["status"], draft["total_amount_cents"]) == ("draft", 14400)
    assert draft["items"][0]["unit"] == "prestation"
    assert reference.customer.exchange.quirks == ("draft_by_default",)


async def test_a_company_brings_its_numbers(reference: ReferenceClient) -> None:
    vat = "FR40303265045"

    company = await reference.create_client(
        **COMPANY, vat_number=vat, tax_identification_number=vat, phone=None
    )

    assert (company["vat_number"], company["tax_identification_number"]) == (vat, vat)


# ------------------------------------------------------------------ a credit note
async def test_a_credit_note_meets_a_route_that_is_not_there(reference: ReferenceClient) -> None:
    final = await _final(reference)

    answer = await reference.create_credit_note(
        client_id=final["client"]["id"],
        issue_date=TODAY,
        invoice_id=final["id"],
        reason=f"Avoir sur la facture {final['invoice_number']}",
        items=[line_again(item) for item in final["items"]],
    )

    assert (answer.status_code, answer.headers["Content-Type"]) == (404, "text/plain; charset=utf-8")
    assert "x-tyk-trace-id" in answer.headers
    assert "x-request-id" not in answer.headers
    assert await reference.credit_notes(status="finalized") == []
    assert (await reference.invoice(final["id"]))["status"] == "unpaid"


# ------------------------------------------------------------------ a quote
async def test_a_quote_is_made_and_sent(reference: ReferenceClient) -> None:
    client = await _client(reference)
    quote = await reference.create_quote(
        client_id=client["id"], items=LINES, purchase_order_number=ORDER, **QUOTED
    )

    assert (quote["status"], quote["number"]) == ("pending_approval", "D-2026-001")
    assert quote["total_amount"] == {"value": "183.37", "currency": "EUR"}
    assert reference.customer.exchange.quirks == ("purchase_order_number",)

    reference.customer.wait(1)
    sent = await reference.finalize_quote(quote["id"])

    assert (sent.status_code, sent.content) == (204, b"")
    assert reference.customer.exchange.quirks == ("quote_send_without_body",)
    (email,) = reference.customer.world.all(Email)
    assert EMAIL in email.recipients
    assert [one["id"] for one in await reference.quotes(status="pending_approval")] == [quote["id"]]
    assert await reference.quotes(status="draft") == []


async def test_a_quote_is_changed_while_it_waits(reference: ReferenceClient) -> None:
    client = await _client(reference)
    quote = await reference.create_quote(client_id=client["id"], items=LINES[:1], **QUOTED)
    reference.customer.wait(1)

    changed = await reference.update_quote(quote["id"], expiry_date="2026-05-01", items=[LINES[1]])

    assert (changed["expiry_date"], changed["total_amount_cents"]) == ("2026-05-01", 10549)


# ------------------------------------------------------------------ from a quote to an invoice
async def test_a_quote_becomes_an_invoice_by_documented_calls(reference: ReferenceClient) -> None:
    client = await _client(reference)
    made = await reference.create_quote(client_id=client["id"], items=LINES, **QUOTED)

    undocumented = await reference.convert_quote(made["id"])
    assert undocumented.status_code == 404

    quote = await reference.quote(made["id"])
    iban = (await reference.bank_accounts())[0]["iban"]
    draft = await reference.create_invoice(
        client_id=quote["client"]["id"],
        iban=iban,
        items=[line_again(item) for item in quote["items"]],
        **DATES,
    )
    final = await reference.act(draft["id"], "finalize")

    assert final["total_amount_cents"] == quote["total_amount_cents"] == TOTAL_CENTS
    assert final["number"] == "F-2026-001"


@pytest.mark.parametrize("deed", ["accept", "decline", "convert_to_invoice"])
async def test_what_nobody_documents_of_a_quote_is_not_there(reference: ReferenceClient, deed: str) -> None:
    client = await _client(reference)
    quote = await reference.create_quote(client_id=client["id"], items=LINES, **QUOTED)

    answer = await reference.call("POST", f"/v2/quotes/{quote['id']}/{deed}")

    assert answer.status_code == 404
    assert (await reference.quote(quote["id"]))["status"] == "pending_approval"


# ------------------------------------------------------------------ money and files
async def test_what_moved_is_read_account_by_account(reference: ReferenceClient) -> None:
    accounts = await reference.bank_accounts()
    assert (await reference.organization())["slug"] == "verone-4819"

    for account in accounts:
        found = await reference.transactions(
            bank_account_id=account["id"], status="completed", per_page=100, page=1
        )
        assert all(one["status"] == "completed" for one in found)
    credited = await reference.transactions(side="credit", per_page=50, page=1)

    assert credited
    assert {one["side"] for one in credited} == {"credit"}
    assert all(one["transaction_id"] and one["id"] for one in credited)


async def test_a_bill_is_attached_and_the_last_of_the_list_is_it(reference: ReferenceClient) -> None:
    before = (await reference.transactions(side="debit", per_page=50))[0]
    kept = await reference.attachments_of(before["id"])

    answer = await reference.attach(before["id"], "facture.png", b"\x89PNG\r\n\x1a\n" + bytes(16))
    assert answer.is_success
    reference.customer.wait(5)
    attached = await reference.attachments_of(before["id"])

    assert [one["id"] for one in attached[:-1]] == [one["id"] for one in kept]
    shown = await reference.attachment(attached[-1]["id"])
    assert (await _file(reference, shown["url"])).is_success


async def _file(reference: ReferenceClient, url: str) -> httpx.Response:
    return await reference.customer.http.get(url)

from io import BytesIO
from typing import Any

import httpx
import pytest
from pypdf import PdfReader

from mock_qonto.app import build_bank_app
from tests.mock_qonto.credit_notes.support import issued, line, shown
from tests.mock_qonto.support import UNKNOWN_ID, Customer, item, refusal

pytestmark = pytest.mark.anyio


async def _note(customer: Customer, **fields: Any) -> dict[str, Any]:
    """Just issued: its PDF is still to be made."""
    return await shown(customer, await issued(customer, await customer.unpaid(), **fields))


async def _opened(customer: Customer, url: str) -> httpx.Response:
    """As anybody would: without credentials."""
    async with httpx.AsyncClient(transport=httpx.ASGITransport(build_bank_app(customer.bank))) as anybody:
        return await anybody.get(url)


async def test_it_is_shown_alone(customer: Customer) -> None:
    note = await _note(customer, reason="Produit retourné")

    assert (note["number"], note["issue_date"]) == ("A-2026-001", "2026-03-02")
    assert note["total_amount"] == {"value": "59.88", "currency": "EUR"}
    assert (note["total_amount_cents"], note["vat_amount_cents"]) == (5988, 998)
    assert (note["reason"], note["terms_and_conditions"]) == ("Produit retourné", "")
    assert note["stamp_duty_amount"] == "0.00"
    assert "@" in note["contact_email"]
    assert note["invoice_url"].endswith(f"/invoices/{note['invoice_id']}")


async def test_lines_are_numbers_in_the_guide_and_strings_today(customer: Customer, edition: str) -> None:
    (row,) = (await _note(customer, items=[item(quantity="0.5")]))["items"]

    said = (row["quantity"], row["unit_price"], row["vat_rate"])
    if edition == "guide":
        assert said == (0.5, 49.9, 0.2)
    else:
        assert said == ("0.5", {"value": "49.90", "currency": "EUR"}, "0.2")
    assert (row["subtotal_cents"], row["total_amount_cents"]) == (2495, 2994)


async def test_lines_name_what_they_do_not_have(customer: Customer) -> None:
    note = await _note(customer, items=[line("1.00"), line("1.00", description="Rayée", unit="pièce")])

    assert [(row["description"], row["unit"]) for row in note["items"]] == [("", ""), ("Rayée", "pièce")]


async def test_the_pdf_comes_a_moment_later(customer: Customer) -> None:
    note = await _note(customer)

    customer.wait(0.999)
    early = await shown(customer, note["id"])
    customer.wait(0.001)
    late = await shown(customer, note["id"])

    assert note["attachment_id"] is early["attachment_id"] is None
    assert late["attachment_id"] is not None


async def test_how_late_the_pdf_is_can_be_turned(customer: Customer) -> None:
    switches = {**customer.world.settings.switches, "credit_note_pdf_delay_s": 90}
    customer.world.change(switches=switches)
    note = await _note(customer)

    customer.wait(89)
    early = await shown(customer, note["id"])
    customer.wait(1)

    assert early["attachment_id"] is None
    assert (await shown(customer, note["id"]))["attachment_id"] is not None


async def test_the_pdf_says_what_the_json_says(customer: Customer) -> None:
    note = await _note(customer, reason="Produit retourné")
    customer.wait(1)
    attachment_id = (await shown(customer, note["id"]))["attachment_id"]
    attachment = (await customer.get(f"/v2/attachments/{attachment_id}")).json()["attachment"]

    answer = await _opened(customer, attachment["url"])

    assert (attachment["file_name"], attachment["file_content_type"]) == ("A-2026-001.pdf", "application/pdf")
    assert attachment["file_size"] == str(len(answer.content))
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(answer.content)).pages)
    flat = text.replace("\N{NO-BREAK SPACE}", " ")
    for said in ("Avoir A-2026-001", "F-2026-001", "Atelier Morel", "59,88 €", "Produit retourné"):
        assert said in flat
    customer.wait(100_000)
    again = (await customer.get(f"/v2/attachments/{attachment_id}")).json()["attachment"]
    assert (await _opened(customer, again["url"])).content == answer.content


async def test_the_guide_signs_a_url_once_and_it_dies(guided: Customer) -> None:
    note = await _note(guided)
    guided.wait(1)
    url = (await shown(guided, note["id"]))["pdf_url"]

    guided.wait(1799)
    alive = await _opened(guided, url)
    guided.wait(1)
    dead = await _opened(guided, url)

    assert note["pdf_url"] is None
    assert (alive.status_code, dead.status_code) == (200, 403)
    assert alive.content.startswith(b"%PDF-")
    assert (await shown(guided, note["id"]))["pdf_url"] == url


async def test_today_there_is_no_url(modern: Customer) -> None:
    assert "pdf_url" not in await _note(modern)


async def test_the_sandbox_has_a_shape_of_its_own(customer: Customer) -> None:
    plain = await _note(customer)

    customer.world.change(switches={**customer.world.settings.switches, "credit_note_sandbox_shape": True})
    odd = await shown(customer, plain["id"])

    left_out = {"invoice_issue_date", "header", "footer", "einvoicing_status", "client", "invoice_url"}
    assert set(plain) - set(odd) == left_out
    assert set(odd) - set(plain) == {"Invoice_issue_date"}
    assert odd["Invoice_issue_date"] == plain["invoice_issue_date"]


async def test_an_unknown_one_is_not_found(customer: Customer) -> None:
    assert refusal(await customer.get(f"/v2/credit_notes/{UNKNOWN_ID}"))[:2] == (404, "not_found")

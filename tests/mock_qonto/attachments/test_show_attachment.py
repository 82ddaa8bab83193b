from io import BytesIO
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from pypdf import PdfReader

from mock_qonto.app import build_bank_app
from tests.mock_qonto.support import PNG, UNKNOWN_ID, Customer, item, refusal

pytestmark = pytest.mark.anyio


async def _shown(customer: Customer, id: str) -> dict[str, Any]:
    return dict((await customer.get(f"/v2/attachments/{id}")).json()["attachment"])


async def _opened(customer: Customer, url: str) -> httpx.Response:
    """As anybody would: without credentials."""
    async with httpx.AsyncClient(transport=httpx.ASGITransport(build_bank_app(customer.bank))) as anybody:
        return await anybody.get(url)


async def _pdf(customer: Customer, invoice: dict[str, Any]) -> bytes:
    shown = await _shown(customer, invoice["attachment_id"])
    return (await _opened(customer, shown["url"])).content


async def test_an_upload_is_described(customer: Customer) -> None:
    id = (await customer.upload(PNG, name="reçu.png")).json()["attachment"]["id"]

    shown = await _shown(customer, id)

    assert (shown["file_name"], shown["file_content_type"]) == ("reçu.png", "image/png")
    assert shown["file_size"] == str(len(PNG))


async def test_the_link_gives_the_bytes_to_whoever_holds_it(customer: Customer) -> None:
    id = (await customer.upload(PNG, name='re"çu/1.png')).json()["attachment"]["id"]

    answer = await _opened(customer, (await _shown(customer, id))["url"])

    assert (answer.status_code, answer.content) == (200, PNG)
    assert answer.headers["Content-Type"] == "image/png"
    assert answer.headers["Content-Disposition"].startswith("inline; filename=")


async def test_the_link_lives_1799_seconds_and_not_1800(customer: Customer) -> None:
    id = (await customer.upload(PNG)).json()["attachment"]["id"]
    url = (await _shown(customer, id))["url"]

    customer.wait(1799)
    alive = await _opened(customer, url)
    customer.wait(1)
    dead = await _opened(customer, url)

    assert (alive.status_code, dead.status_code) == (200, 403)


async def test_asking_again_signs_a_new_link(customer: Customer) -> None:
    id = (await customer.upload(PNG)).json()["attachment"]["id"]
    old = (await _shown(customer, id))["url"]
    customer.wait(1800)

    new = (await _shown(customer, id))["url"]

    assert new != old
    assert (await _opened(customer, new)).status_code == 200
    assert (await _opened(customer, old)).status_code == 403


async def test_a_link_that_was_tampered_with_opens_nothing(customer: Customer) -> None:
    id = (await customer.upload(PNG)).json()["attachment"]["id"]
    url = (await _shown(customer, id))["url"]
    expires = urlsplit(url).query.split("&")[0]

    for forged in (
        url.replace(expires, "expires=9999999999"),
        url.replace(expires, "expires=never"),
        url.replace("scan.png", "other.png"),
        url.replace(id, UNKNOWN_ID),
        url.split("?")[0],
    ):
        assert (await _opened(customer, forged)).status_code == 403


async def test_a_link_into_no_world_is_no_route(customer: Customer) -> None:
    answer = await _opened(customer, f"http://127.0.0.1:8081/files/nobody/{UNKNOWN_ID}/x.png")

    assert (answer.status_code, answer.headers["Content-Type"]) == (404, "text/plain; charset=utf-8")


async def test_a_restored_world_has_forgotten_its_old_links(customer: Customer) -> None:
    id = (await customer.upload(PNG)).json()["attachment"]["id"]
    url = (await _shown(customer, id))["url"]

    customer.world.renew()

    assert (await _opened(customer, url)).status_code == 403


async def test_the_pdf_says_what_the_json_says(customer: Customer) -> None:
    invoice = await customer.unpaid(
        items=[item(), item(title="Câble", quantity="3", unit_price={"value": "1033.33", "currency": "EUR"})]
    )

    text = "".join(page.extract_text() for page in PdfReader(BytesIO(await _pdf(customer, invoice))).pages)
    flat = text.replace("\N{NO-BREAK SPACE}", " ")

    assert "Facture F-2026-001" in flat
    assert "Atelier Morel" in flat
    for name in ("total_amount_cents", "vat_amount_cents"):
        euros = f"{invoice[name] // 100:,},{invoice[name] % 100:02d} €".replace(",", " ", 1)
        assert (euros if invoice[name] >= 100_000 else euros.replace(" ", ",", 1)) in flat


async def test_the_pdf_is_the_same_to_the_byte_whenever_it_is_drawn(customer: Customer) -> None:
    invoice = await customer.unpaid()
    first = await _pdf(customer, invoice)
    await customer.act(invoice, "mark_as_paid")
    customer.wait(100_000)

    assert await _pdf(customer, invoice) == first
    assert (await _shown(customer, invoice["attachment_id"]))["file_size"] == str(len(first))


async def test_the_pdf_is_named_after_the_invoice_whatever_its_number(customer: Customer) -> None:
    invoice = await customer.unpaid(number='../a"b/ç')

    shown = await _shown(customer, invoice["attachment_id"])

    assert shown["file_name"] == ".._a_b_ç.pdf"
    assert (await _opened(customer, shown["url"])).content.startswith(b"%PDF-")


async def test_an_unknown_attachment_is_not_found(customer: Customer) -> None:
    assert refusal(await customer.get(f"/v2/attachments/{UNKNOWN_ID}"))[:2] == (404, "not_found")

from io import BytesIO

import pytest
from pypdf import PdfReader

from tests.mock_qonto.support import UNKNOWN_ID, Customer, item, refusal

pytestmark = pytest.mark.anyio


async def _text(customer: Customer, attachment_id: str) -> str:
    shown = (await customer.get(f"/v2/attachments/{attachment_id}")).json()["attachment"]
    file = await customer.http.get(shown["url"])
    assert file.headers["Content-Type"] == "application/pdf"
    assert shown["file_size"] == str(len(file.content))
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(file.content)).pages)


async def test_a_quote_is_shown_as_created(customer: Customer) -> None:
    quote = await customer.new_quote()

    assert await customer.quote_again(quote) == quote


async def test_it_carries_a_copy_of_the_client(customer: Customer) -> None:
    quote = await customer.new_quote()
    await customer.patch(f"/v2/clients/{quote['client']['id']}", {"name": "Atelier Renommé"})

    assert (await customer.quote_again(quote))["client"]["name"] == "Atelier Morel"


async def test_the_pdf_appears_a_second_after_the_quote(customer: Customer) -> None:
    quote = await customer.new_quote()

    customer.wait(0.999)
    before = await customer.quote_again(quote)
    customer.wait(0.001)
    after = await customer.quote_again(quote)

    assert before["attachment_id"] is None
    assert after["attachment_id"] is not None


async def test_how_late_the_pdf_is_can_be_switched(customer: Customer) -> None:
    customer.world.change(switches={**customer.world.settings.switches, "quote_pdf_delay_s": 60})
    quote = await customer.new_quote()

    customer.wait(59)
    assert (await customer.quote_again(quote))["attachment_id"] is None
    customer.wait(1)
    assert (await customer.quote_again(quote))["attachment_id"] is not None


async def test_the_pdf_prints_number_lines_totals_and_expiry(customer: Customer) -> None:
    quote = await customer.quote(items=[item(description="Verre soufflé")])

    text = (await _text(customer, quote["attachment_id"])).replace("\u00a0", " ")

    for printed in ("Devis", "D-2026-001", "Suspension Alba", "Verre soufflé", "49,90 €", "59,88 €"):
        assert printed in text
    for printed in ("01/04/2026", "Atelier Morel", "Devis valable trente jours."):
        assert printed in text
    assert "IBAN" not in text


async def test_a_change_makes_another_pdf_and_leaves_the_first_as_it_was(customer: Customer) -> None:
    quote = await customer.quote()

    changed = await customer.patch(f"/v2/quotes/{quote['id']}", {"items": [item(title="Applique Bora")]})
    customer.wait(1)
    again = await customer.quote_again(quote)

    assert changed.json()["quote"]["attachment_id"] is None
    assert again["attachment_id"] not in (None, quote["attachment_id"])
    assert "Applique Bora" in await _text(customer, again["attachment_id"])
    assert "Suspension Alba" in await _text(customer, quote["attachment_id"])


async def test_the_guides_pdf_url_is_signed_once_and_dies(guided: Customer) -> None:
    quote = await guided.quote()
    guided.wait(1799)
    alive = await guided.http.get(quote["pdf_url"])
    guided.wait(1)
    dead = await guided.http.get(quote["pdf_url"])

    assert (alive.status_code, alive.headers["Content-Type"]) == (200, "application/pdf")
    assert dead.status_code == 403
    assert (await guided.quote_again(quote))["pdf_url"] == quote["pdf_url"]


async def test_there_is_no_pdf_url_before_the_pdf(guided: Customer) -> None:
    assert (await guided.new_quote())["pdf_url"] is None


async def test_the_newest_edition_has_no_pdf_url(modern: Customer) -> None:
    assert "pdf_url" not in await modern.quote()


@pytest.mark.parametrize("id", [UNKNOWN_ID, "D-2026-001", "%00"])
async def test_an_unknown_id_is_not_found(customer: Customer, id: str) -> None:
    await customer.new_quote()

    assert refusal(await customer.get(f"/v2/quotes/{id}"))[:2] == (404, "not_found")

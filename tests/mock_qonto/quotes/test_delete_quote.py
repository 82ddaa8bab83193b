import pytest

from mock_qonto.kernel.messages import Command
from mock_qonto.resources.quotes.messages import ApproveQuote, CancelQuote
from tests.mock_qonto.support import UNKNOWN_ID, Customer, refusal

pytestmark = pytest.mark.anyio

LETTER = {"send_to": ["contact@atelier-morel.example"], "email_title": "Votre devis"}


async def test_a_quote_nobody_was_sent_is_removed(customer: Customer) -> None:
    quote = await customer.quote()

    answer = await customer.delete(f"/v2/quotes/{quote['id']}")

    assert (answer.status_code, answer.content) == (204, b"")
    assert (await customer.get(f"/v2/quotes/{quote['id']}")).status_code == 404
    assert (await customer.get("/v2/quotes")).json()["meta"]["total_count"] == 0


async def test_its_pdf_may_then_never_be_made(customer: Customer) -> None:
    quote = await customer.new_quote()

    await customer.delete(f"/v2/quotes/{quote['id']}")
    customer.wait(1)

    assert (await customer.get("/v2/quotes")).json()["quotes"] == []


async def test_a_quote_that_was_sent_stays(customer: Customer) -> None:
    quote = await customer.quote()
    await customer.post(f"/v2/quotes/{quote['id']}/send", LETTER)

    answer = await customer.delete(f"/v2/quotes/{quote['id']}")

    assert refusal(answer)[:2] == (412, "forbidden_quote_deletion")
    assert (await customer.get(f"/v2/quotes/{quote['id']}")).status_code == 200


async def test_a_switch_lets_a_quote_that_was_sent_go(customer: Customer) -> None:
    customer.world.change(switches={**customer.world.settings.switches, "sent_quote_stays": False})
    quote = await customer.quote()
    await customer.post(f"/v2/quotes/{quote['id']}/send", LETTER)

    assert (await customer.delete(f"/v2/quotes/{quote['id']}")).status_code == 204


@pytest.mark.parametrize("decided", [ApproveQuote, CancelQuote])
async def test_a_decided_quote_stays(customer: Customer, decided: type[Command]) -> None:
    quote = await customer.quote()
    customer.bank.execute(customer.world, decided(id=quote["id"]))

    answer = await customer.delete(f"/v2/quotes/{quote['id']}")

    assert refusal(answer)[:2] == (412, "forbidden_quote_deletion")


async def test_a_quote_an_invoice_was_made_from_stays_as_long_as_the_invoice(modern: Customer) -> None:
    quote = await modern.quote()
    invoice = await modern.draft(quote_id=quote["id"])

    assert (await modern.delete(f"/v2/quotes/{quote['id']}")).status_code == 412
    await modern.delete(f"/v2/client_invoices/{invoice['id']}")
    assert (await modern.delete(f"/v2/quotes/{quote['id']}")).status_code == 204


async def test_an_unknown_quote_is_not_found(customer: Customer) -> None:
    assert refusal(await customer.delete(f"/v2/quotes/{UNKNOWN_ID}"))[0] == 404

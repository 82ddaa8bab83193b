from collections.abc import Mapping
from typing import Any

import httpx
import pytest

from mock_qonto.resources.emails.model import Email
from mock_qonto.resources.quotes.messages import ApproveQuote, CancelQuote
from tests.mock_qonto.support import UNKNOWN_ID, Customer, refusal

pytestmark = pytest.mark.anyio

LETTER = {
    "send_to": ["compta@atelier-morel.example"],
    "email_title": "Votre devis",
    "email_body": "Bonjour,",
    "copy_to_self": False,
}


async def _send(customer: Customer, quote: Mapping[str, Any], body: Any = None) -> httpx.Response:
    return await customer.post(f"/v2/quotes/{quote['id']}/send", body)


async def test_the_letter_lies_in_the_outbox_with_the_quote_attached(customer: Customer) -> None:
    quote = await customer.quote()

    answer = await _send(customer, quote, LETTER)

    assert (answer.status_code, answer.content) == (204, b"")
    (email,) = customer.world.all(Email)
    assert email.recipients == ("compta@atelier-morel.example",)
    assert (email.title, email.body) == ("Votre devis", "Bonjour,")
    assert (email.about, email.attachment_id) == (quote["id"], quote["attachment_id"])


async def test_a_copy_goes_to_the_organization_unless_told_otherwise(customer: Customer) -> None:
    letter = {name: LETTER[name] for name in ("send_to", "email_title")}

    await _send(customer, await customer.quote(), letter)

    (email,) = customer.world.all(Email)
    assert email.recipients == ("compta@atelier-morel.example", "compta@verone.example")


async def test_sent_at_once_it_takes_the_pdf_that_is_still_being_made(customer: Customer) -> None:
    quote = await customer.new_quote()
    await _send(customer, quote, LETTER)
    customer.wait(1)

    (email,) = customer.world.all(Email)
    assert email.attachment_id == (await customer.quote_again(quote))["attachment_id"]


async def test_sending_leaves_the_quote_as_it_is_and_can_be_repeated(customer: Customer) -> None:
    quote = await customer.quote()
    await _send(customer, quote, LETTER)
    await _send(customer, quote, LETTER)

    assert await customer.quote_again(quote) == quote
    assert len(customer.world.all(Email)) == 2


async def test_an_approved_quote_can_be_sent_a_canceled_one_cannot(customer: Customer) -> None:
    quote = await customer.quote()
    customer.bank.execute(customer.world, ApproveQuote(id=quote["id"]))
    assert (await _send(customer, quote, LETTER)).status_code == 204
    customer.bank.execute(customer.world, CancelQuote(id=quote["id"]))

    answer = await _send(customer, quote, LETTER)

    assert refusal(answer)[:2] == (422, "invalid")
    assert len(customer.world.all(Email)) == 1


async def test_today_an_empty_body_is_eof(modern: Customer) -> None:
    quote = await modern.quote()

    answer = await _send(modern, quote)

    assert refusal(answer)[:2] == (422, "invalid_body")
    assert answer.json()["errors"][0]["detail"] == "EOF"
    assert modern.world.all(Email) == []


async def test_the_guides_client_may_leave_the_body_out(guided: Customer) -> None:
    id = (await guided.client(email="contact@atelier-morel.example"))["id"]
    quote = await guided.quote(client_id=id)

    answer = await _send(guided, quote)

    (email,) = guided.world.all(Email)
    assert answer.status_code == 204
    assert email.recipients[0] == "contact@atelier-morel.example"
    assert email.title == "Devis D-2026-001"
    assert guided.exchange.quirks == ("quote_send_without_body",)
    assert guided.exchange.verdict == "deviant"


async def test_without_a_body_the_client_must_have_an_address(guided: Customer) -> None:
    quote = await guided.quote()

    answer = await _send(guided, quote)

    assert refusal(answer) == (422, "invalid", "/data/attributes/send_to")
    assert guided.world.all(Email) == []


async def test_a_switch_makes_the_guide_insist_on_a_body(guided: Customer) -> None:
    guided.world.change(switches={**guided.world.settings.switches, "reference_client_words": False})
    quote = await guided.quote()

    answer = await _send(guided, quote)

    assert refusal(answer)[:2] == (422, "invalid_body")


@pytest.mark.parametrize(
    "fields",
    [
        {"send_to": []},
        {"send_to": ["nobody"]},
        {"send_to": "a@b.example"},
        {"email_title": None},
        {"email_title": ""},
    ],
)
async def test_a_letter_without_address_or_title_is_refused(
    customer: Customer, fields: dict[str, object]
) -> None:
    quote = await customer.quote()

    answer = await _send(customer, quote, {**LETTER, **fields})

    assert refusal(answer)[:2] == (422, "invalid_format")
    assert customer.world.all(Email) == []


async def test_an_unknown_quote_is_not_found(customer: Customer) -> None:
    assert refusal(await customer.post(f"/v2/quotes/{UNKNOWN_ID}/send", LETTER))[0] == 404

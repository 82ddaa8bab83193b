import pytest

from mock_qonto.resources.emails.model import Email
from tests.mock_qonto.support import UNKNOWN_ID, Customer, refusal

pytestmark = pytest.mark.anyio

LETTER = {
    "send_to": ["compta@atelier-morel.example"],
    "email_title": "Votre facture",
    "email_body": "Bonjour,",
    "copy_to_self": False,
}


async def test_the_letter_lies_in_the_outbox_with_the_invoice_attached(customer: Customer) -> None:
    invoice = await customer.unpaid()

    answer = await customer.act(invoice, "send", LETTER)

    assert (answer.status_code, answer.content) == (204, b"")
    (email,) = customer.world.all(Email)
    assert email.recipients == ("compta@atelier-morel.example",)
    assert (email.title, email.body) == ("Votre facture", "Bonjour,")
    assert (email.about, email.attachment_id) == (invoice["id"], invoice["attachment_id"])


async def test_a_copy_goes_to_the_organization_unless_told_otherwise(customer: Customer) -> None:
    invoice = await customer.unpaid()
    letter = {name: LETTER[name] for name in ("send_to", "email_title")}

    await customer.act(invoice, "send", letter)

    (email,) = customer.world.all(Email)
    assert email.recipients == ("compta@atelier-morel.example", "compta@verone.example")


async def test_sending_leaves_the_invoice_as_it_is(customer: Customer) -> None:
    invoice = await customer.unpaid()
    await customer.act(invoice, "send", LETTER)

    assert (await customer.invoice(invoice["id"]))["status"] == "unpaid"


async def test_an_empty_body_is_eof(customer: Customer) -> None:
    answer = await customer.act(await customer.unpaid(), "send")

    assert refusal(answer)[:2] == (422, "invalid_body")
    assert answer.json()["errors"][0]["detail"] == "EOF"


@pytest.mark.parametrize(
    "fields", [{"send_to": []}, {"send_to": ["nobody"]}, {"send_to": "a@b.example"}, {"email_title": None}]
)
async def test_a_letter_without_address_or_title_is_refused(
    customer: Customer, fields: dict[str, object]
) -> None:
    answer = await customer.act(await customer.unpaid(), "send", {**LETTER, **fields})

    assert refusal(answer)[:2] == (422, "invalid_format")
    assert customer.world.all(Email) == []


async def test_a_draft_cannot_be_sent(customer: Customer) -> None:
    answer = await customer.act(await customer.draft(), "send", LETTER)

    assert refusal(answer)[:2] == (422, "invalid")
    assert customer.world.all(Email) == []


async def test_an_unknown_invoice_is_not_found(customer: Customer) -> None:
    assert refusal(await customer.post(f"/v2/client_invoices/{UNKNOWN_ID}/send", LETTER))[0] == 404


async def test_the_guides_client_may_name_recipients_by_its_own_word(guided: Customer) -> None:
    answer = await guided.act(await guided.unpaid(), "send", {"recipient_emails": ["a@b.example"]})

    (email,) = guided.world.all(Email)
    assert answer.status_code == 204
    assert email.recipients[0] == "a@b.example"
    assert guided.exchange.quirks == ("recipient_emails",)

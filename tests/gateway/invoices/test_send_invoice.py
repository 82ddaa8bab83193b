"""POST /api/qonto/invoices/{id}/send."""

from typing import Any

import orjson
import pytest

from gateway.db.tables import financial_documents, intents
from mock_qonto.web.faults import Kind
from tests.gateway.invoices.shop import Shop

pytestmark = pytest.mark.anyio


def told(shop: Shop) -> dict[str, Any]:
    (asked,) = shop.asked_of_bank("send_client_invoice")
    body: dict[str, Any] = orjson.loads(asked.request_body)
    return body


async def test_it_goes_to_the_customer_unless_told_otherwise(shop: Shop) -> None:
    invoice = await shop.final()

    sent = await shop.ask("send_invoice", id=invoice["id"])

    (row,) = await shop.rows(financial_documents)
    assert (sent.status, sent.body["sentTo"]) == (200, [invoice["client"]["email"]])
    assert told(shop) == {
        "send_to": [invoice["client"]["email"]],
        "email_title": "Votre facture F-2026-001",
        "copy_to_self": True,
    }
    assert (row["workflow_status"], row["sent_at"] is not None) == ("sent", True)


@pytest.mark.parametrize(
    "body",
    [
        {"emails": ["a@b.example"], "email_title": "Titre", "email_body": "Bonjour", "copy_to_self": False},
        {"send_to": ["a@b.example"], "emailTitle": "Titre", "emailBody": "Bonjour", "copyToSelf": False},
        {"sendTo": ["a@b.example", "a@b.example"], "email_title": "Titre", "email_body": "Bonjour",
         "copy_to_self": False},
    ],
)  # fmt: skip
async def test_every_spelling_is_understood(shop: Shop, body: dict[str, Any]) -> None:
    invoice = await shop.final()

    await shop.ask("send_invoice", id=invoice["id"], json=body)

    assert told(shop) == {
        "send_to": ["a@b.example"],
        "email_title": "Titre",
        "email_body": "Bonjour",
        "copy_to_self": False,
    }


@pytest.mark.parametrize("email", ["nobody", "a@b", "é@b.example", "a" * 65 + "@b.example", "a b@c.example"])
async def test_what_is_no_address_is_refused_before_qonto_is_asked(shop: Shop, email: str) -> None:
    invoice = await shop.final()

    refused = await shop.ask("send_invoice", id=invoice["id"], json={"emails": [email]})

    assert (refused.status, refused.code) == (422, "INVALID")
    assert shop.asked_of_bank("send_client_invoice") == []


async def test_a_draft_is_not_sent(shop: Shop) -> None:
    draft = await shop.draft()

    refused = await shop.ask("send_invoice", id=draft["id"])

    assert (refused.status, refused.code) == (409, "NOT_FINALIZED")


async def test_a_cancelled_one_is_not_sent(shop: Shop) -> None:
    invoice = await shop.final()
    await shop.ask("cancel_invoice", id=invoice["id"])

    refused = await shop.ask("send_invoice", id=invoice["id"])

    assert (refused.status, refused.code) == (409, "INVALID_STATUS")


async def test_a_lost_answer_is_honestly_unknown_and_never_said_again(shop: Shop) -> None:
    invoice = await shop.final()
    shop.fault("send_client_invoice", Kind.APPLY_THEN_DROP)

    lost = await shop.ask("send_invoice", id=invoice["id"])

    (intent,) = await shop.rows(intents, kind="send")
    assert (lost.status, lost.code) == (504, "OUTCOME_UNKNOWN")
    assert len(shop.asked_of_bank("send_client_invoice")) == 1
    assert (intent["state"], intent["closed_at"] is not None) == ("unknown", True)


async def test_it_may_be_sent_again(shop: Shop) -> None:
    invoice = await shop.final()
    await shop.ask("send_invoice", id=invoice["id"])

    again = await shop.ask("send_invoice", id=invoice["id"])

    assert again.status == 200

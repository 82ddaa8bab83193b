"""POST /api/qonto/quotes/{id}/send: once more, never for the first time."""

from typing import Any

import pytest

from gateway.db.tables import audit_log, intents
from mock_qonto.resources.emails.model import Email
from mock_qonto.resources.quotes.messages import ApproveQuote, CancelQuote
from mock_qonto.web.faults import Kind
from tests.gateway.invoices.shop import Answer, Shop
from tests.gateway.quotes.quoted import draft, final, row, shown

pytestmark = pytest.mark.anyio


async def send(shop: Shop, id: str, **body: Any) -> Answer:
    return await shop.ask("send_quote", id=id, json=body)


async def test_never_finalised_it_is_refused_and_nothing_leaves(shop: Shop) -> None:
    quote = await draft(shop)

    answer = await send(shop, quote["id"])

    assert (answer.status, answer.code) == (409, "NOT_FINALIZED")
    assert "finalisez d'abord" in answer.body["error"]
    assert shop.asked_of_bank("send_quote") == []


async def test_later_it_goes_to_the_customer_or_whom_one_says(shop: Shop) -> None:
    quote = await final(shop)
    shop.stack.wait(minutes=1)

    usual = await send(shop, quote["local_document_id"])
    told = await send(
        shop, quote["id"], emails=["a@b.example"], emailTitle="Rappel", email_body="…", copyToSelf=False
    )

    last = list(shop.stack.world.all(Email))[-1]
    assert (usual.status, usual.body["sentTo"]) == (200, ["compta@faux-semblant.example.com"])
    assert (told.status, told.body["sentTo"], last.title) == (200, ["a@b.example"], "Rappel")
    kept = await row(shop, quote)
    assert (kept["quote_status"], kept["sent_at"] > kept["finalized_at"]) == ("finalized", True)
    assert len(await shop.rows(audit_log, action="send_quote")) == 2


@pytest.mark.parametrize("before", ["accept_quote", "decline_quote"])
async def test_whatever_the_customer_answered(shop: Shop, before: str) -> None:
    quote = await final(shop)
    await shop.ask(before, id=quote["id"])

    assert (await send(shop, quote["id"])).status == 200


async def test_what_qonto_approved_may_be_sent_and_what_it_cancelled_may_not(shop: Shop) -> None:
    approved, cancelled = await draft(shop, 0), await final(shop, 1)
    shop.on_dashboard(ApproveQuote(id=approved["id"]))
    shop.on_dashboard(CancelQuote(id=cancelled["id"]))

    assert (await send(shop, approved["id"])).status == 200
    answer = await send(shop, cancelled["id"])

    assert (answer.status, answer.code) == (409, "INVALID_STATUS")


@pytest.mark.parametrize(
    ("body", "field"),
    [({"emails": ["nobody"]}, "emails.0"), ({"emailTitle": ""}, "emailTitle"), ({"cc": []}, "cc")],
)
async def test_what_is_not_acceptable_is_named(shop: Shop, body: dict[str, Any], field: str) -> None:
    quote = await final(shop)

    answer = await send(shop, quote["id"], **body)

    assert answer.status == 422
    assert [one["field"] for one in answer.body["details"]["fields"]] == [field]


@pytest.mark.parametrize("kind", [Kind.APPLY_THEN_DROP, Kind.RESET])
async def test_a_lost_answer_is_said_to_be_one(shop: Shop, kind: Kind) -> None:
    quote = await final(shop)
    shop.fault("send_quote", kind)

    lost = await send(shop, quote["id"])

    assert (lost.status, lost.code) == (504, "OUTCOME_UNKNOWN")
    assert (await shown(shop, quote["id"]))["status"] == "finalized"
    (intent,) = await shop.rows(intents, kind="send_quote")
    assert (intent["state"], intent["closed_at"] is None) == ("unknown", False)
    assert (await send(shop, quote["id"])).status == 200

"""DELETE /api/qonto/quotes/{id}: a draft nobody was sent."""

import asyncio

import pytest

from gateway.db.tables import audit_log
from mock_qonto.resources.quotes.messages import ApproveQuote, CancelQuote, SendQuote
from mock_qonto.web.faults import Kind
from tests.gateway.invoices.shop import Answer, Shop
from tests.gateway.quotes.quoted import at_bank, create, draft, final, quote_of, row

pytestmark = pytest.mark.anyio


async def delete(shop: Shop, id: str) -> Answer:
    return await shop.ask("delete_quote", id=id)


async def test_a_draft_goes_and_its_number_stays_used(shop: Shop) -> None:
    quote = await draft(shop)

    answer = await delete(shop, quote["local_document_id"])
    next_one = quote_of(await create(shop))

    assert (answer.status, answer.body["deletedQuoteId"]) == (200, quote["id"])
    assert (await row(shop, quote))["deleted_at"] is not None
    assert next_one["number"] == "D-2026-002"
    assert len(await shop.rows(audit_log, action="delete_quote")) == 1
    assert (await delete(shop, quote["id"])).code == "QUOTE_NOT_FOUND"


@pytest.mark.parametrize("answer_of_customer", [None, "accept_quote", "decline_quote"])
async def test_a_finalised_one_stays(shop: Shop, answer_of_customer: str | None) -> None:
    quote = await final(shop)
    if answer_of_customer is not None:
        await shop.ask(answer_of_customer, id=quote["id"])

    answer = await delete(shop, quote["id"])

    assert (answer.status, answer.code) == (409, "ALREADY_FINALIZED")
    assert answer.body["details"]["number"] == "D-2026-001"
    assert len(at_bank(shop)) == 1
    assert shop.asked_of_bank("delete_quote") == []


@pytest.mark.parametrize("decided", [ApproveQuote, CancelQuote])
async def test_so_does_one_that_was_decided_on_the_dashboard(
    shop: Shop, decided: type[ApproveQuote | CancelQuote]
) -> None:
    quote = await draft(shop)
    shop.on_dashboard(decided(id=quote["id"]))

    answer = await delete(shop, quote["id"])

    assert (answer.status, answer.code) == (409, "ALREADY_FINALIZED")


async def test_one_that_was_sent_from_the_dashboard_is_qontos_to_refuse(shop: Shop) -> None:
    quote = await draft(shop)
    sent = SendQuote(
        id=quote["id"],
        email_id=shop.stack.world.ids.mint(),
        send_to=("a@b.example",),
        email_title="Devis",
        email_body="",
        copy_to_self=False,
    )
    shop.on_dashboard(sent)

    answer = await delete(shop, quote["id"])

    assert (answer.status, answer.code) == (409, "INVALID_STATUS")
    assert (await row(shop, quote))["deleted_at"] is None


async def test_of_two_who_delete_at_once_one_does(shop: Shop) -> None:
    quote = await draft(shop)

    answers = await asyncio.gather(*(delete(shop, quote["id"]) for _ in range(3)))

    assert sorted(answer.status for answer in answers).count(200) == 1
    assert {answer.status for answer in answers} <= {200, 404, 409}
    assert len(await shop.rows(audit_log, action="delete_quote")) == 1


async def test_a_deletion_whose_answer_was_lost_is_looked_for(shop: Shop) -> None:
    quote = await draft(shop)
    shop.fault("delete_quote", Kind.APPLY_THEN_DROP)

    answer = await delete(shop, quote["id"])

    assert answer.status == 200
    assert at_bank(shop) == []


async def test_one_that_failed_is_said_to_have(shop: Shop) -> None:
    quote = await draft(shop)
    shop.fault("delete_quote", Kind.STATUS)

    answer = await delete(shop, quote["id"])

    assert (answer.status, answer.code) == (502, "UPSTREAM_FAILED")
    assert (await row(shop, quote))["deleted_at"] is None

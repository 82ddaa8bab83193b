"""POST /api/qonto/invoices/service."""

import asyncio
from typing import Any

import orjson
import pytest
from sqlalchemy import update

from gateway.db import Database
from gateway.db.tables import (
    burnt_numbers,
    financial_document_items,
    financial_documents,
    individual_customers,
    intents,
    organisations,
)
from mock_qonto.web.faults import Kind
from tests.gateway.invoices.shop import Answer, Shop

pytestmark = pytest.mark.anyio

DAY = {"title": "Conseil", "description": "Une journée", "quantity": 1.5, "unitPrice": 450, "vatRate": 0.2}


async def company(shop: Shop) -> str:
    rows = await shop.rows(organisations)
    return str(next(row["id"] for row in rows if row["email"] and row["siret"] and row["address_line1"]))


async def bill(shop: Shop, client_id: str, client_type: str = "organization", **body: Any) -> Answer:
    asked = {"clientId": client_id, "clientType": client_type, "items": [DAY], **body}
    return await shop.ask("create_service_invoice", json=asked)


async def test_services_become_a_draft_that_is_kept_here(shop: Shop) -> None:
    made = await bill(shop, await company(shop), reference="Chantier 7", paymentTerms="net_60")

    (row,) = await shop.rows(financial_documents)
    (item,) = await shop.rows(financial_document_items)
    assert (made.status, made.invoice["status"], made.invoice["number"]) == (201, "draft", None)
    assert made.invoice["total_amount_cents"] == 81000
    assert made.invoice["due_date"] == "2026-04-20"
    assert (row["id"], row["source"], row["sales_order_id"]) == (
        made.body["localDocumentId"],
        "service",
        None,
    )
    assert (row["customer_id"], row["created_by"]) == (await company(shop), "local-user")
    assert (item["title"], item["unit"], item["kind"]) == ("Conseil", "prestation", "custom")
    assert made.body["hasRealEmail"] is True


async def test_qonto_is_told_that_it_is_a_draft_and_whose_reference_it_bears(shop: Shop) -> None:
    await bill(shop, await company(shop), reference="Chantier 7")

    (asked,) = shop.asked_of_bank("create_client_invoice")
    said = orjson.loads(asked.request_body)
    assert (said["status"], said["purchase_order"]) == ("draft", "Chantier 7")
    assert said["items"][0]["quantity"] == "1.5"


@pytest.mark.parametrize("spelling", ["organization", "organisation"])
async def test_both_spellings_mean_the_company(shop: Shop, spelling: str) -> None:
    made = await bill(shop, await company(shop), spelling)

    assert made.status == 201


async def test_a_person_is_billed_too(shop: Shop) -> None:
    person = (await shop.rows(individual_customers))[0]

    made = await bill(shop, person["id"], "individual")

    assert made.status == 201
    assert made.invoice["client"]["type"] == "individual"


@pytest.mark.parametrize(
    ("missing", "field"),
    [
        ({"email": None}, "email"),
        ({"billing_city": None, "city": None}, "billing_address"),
        ({"vat_number": None, "siret": None}, None),
    ],
    ids=["email", "city", "tax id"],
)
async def test_nothing_is_invented_for_a_customer(
    shop: Shop, missing: dict[str, None], field: str | None
) -> None:
    client_id = await company(shop)
    db = Database.open(shop.database_url)
    async with db.transaction() as tx:
        await tx.execute(update(organisations).where(organisations.c.id == client_id).values(**missing))
    await db.close()

    refused = await bill(shop, client_id)

    if field is None:  # what a person is warned of before it is final
        assert refused.status == 201
        return
    assert (refused.status, refused.code) == (422, "CUSTOMER_INCOMPLETE")
    assert field in [named["field"] for named in refused.body["details"]["fields"]]
    assert shop.asked_of_bank("create_client_invoice") == []
    assert await shop.rows(financial_documents) == []


async def test_a_customer_nobody_knows_is_said_so(shop: Shop) -> None:
    refused = await bill(shop, "nobody")

    assert (refused.status, refused.code) == (404, "NOT_FOUND")


async def test_a_company_is_no_person(shop: Shop) -> None:
    refused = await bill(shop, await company(shop), "individual")

    assert (refused.status, refused.code) == (404, "NOT_FOUND")


@pytest.mark.parametrize(
    "body",
    [
        {"items": []},
        {"items": [{**DAY, "quantity": 0}]},
        {"items": [{**DAY, "unitPrice": -1}]},
        {"items": [{**DAY, "vatRate": 20}]},
        {"items": [{**DAY, "title": "   "}]},
        {"items": [{**DAY, "vatRate": None}]},
        {"paymentTerms": "demain"},
        {"reference": "x" * 201},
        {"issueDate": "2026-02-30"},
        {"color": "bleu"},
    ],
    ids=str,
)
async def test_a_field_that_makes_no_sense_is_named(shop: Shop, body: dict[str, Any]) -> None:
    refused = await bill(shop, await company(shop), **body)

    assert (refused.status, refused.code) == (422, "INVALID")
    assert refused.body["details"]["fields"]
    assert await shop.rows(financial_documents) == []


async def test_auto_finalize_is_refused(shop: Shop) -> None:
    refused = await bill(shop, await company(shop), autoFinalize=True)

    assert (refused.status, refused.code) == (422, "AUTO_FINALIZE_FORBIDDEN")
    assert await shop.rows(burnt_numbers) == []


async def test_two_invoices_for_the_same_services_are_two(shop: Shop) -> None:
    client_id = await company(shop)

    answers = await asyncio.gather(*(bill(shop, client_id) for _ in range(3)))

    assert [answer.status for answer in answers] == [201] * 3
    assert len({answer.invoice["id"] for answer in answers}) == 3
    assert len(await shop.rows(financial_documents)) == 3


@pytest.mark.parametrize("kind", [Kind.APPLY_THEN_DROP, Kind.APPLY_THEN_504, Kind.TRUNCATED_BODY])
async def test_a_lost_answer_is_looked_for(shop: Shop, kind: Kind) -> None:
    client_id = await company(shop)
    await bill(shop, client_id)
    shop.fault("create_client_invoice", kind)

    made = await bill(shop, client_id)

    assert (made.status, made.invoice["status"]) == (201, "draft")
    assert len(await shop.rows(financial_documents)) == 2
    assert len(shop.asked_of_bank("create_client_invoice")) == 2


async def test_what_was_not_done_is_said_and_may_be_asked_again(shop: Shop) -> None:
    client_id = await company(shop)
    shop.fault("create_client_invoice", Kind.RESET)

    failed = await bill(shop, client_id)
    again = await bill(shop, client_id)

    assert (failed.status, failed.code) == (502, "UPSTREAM_FAILED")
    assert again.status == 201
    states = [row["state"] for row in await shop.rows(intents, kind="create_service_invoice")]
    assert sorted(states) == ["done", "failed"]

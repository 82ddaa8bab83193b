"""`Idempotency-Key` on POST /api/qonto/invoices: on every edition and database, held against the contract."""

from typing import Any

import httpx
import pytest

from gateway.db.tables import financial_documents, idempotency_keys, organisations
from gateway.seed.catalogue import INVOICEABLE
from mock_qonto.web.faults import Kind
from tests.gateway.invoices.shop import CONTRACT, Shop

pytestmark = pytest.mark.anyio

CREATE = CONTRACT.operations["create_invoice"]
ORDER = INVOICEABLE[0].id


async def create(shop: Shop, *, key: str = "k-1", user: str = "marie", **body: Any) -> httpx.Response:
    answer = await shop.stack.client.post(
        CREATE.path,
        json={"salesOrderId": ORDER, **body},
        headers={"Idempotency-Key": key, "X-User-Id": user},
    )
    assert CREATE.response_errors(answer.status_code, answer.json()) == ()
    return answer


async def test_said_again_it_is_answered_again_and_the_bank_is_asked_once(shop: Shop) -> None:
    first, again = [await create(shop) for _ in range(2)]

    assert (first.status_code, again.status_code) == (201, 201)
    assert first.content == again.content
    assert again.headers["Idempotency-Replayed"] == "true"
    assert len(shop.asked_of_bank("create_client_invoice")) == 1
    assert len(await shop.rows(financial_documents)) == 1


async def test_other_words_under_the_key_say_what_to_do(shop: Shop) -> None:
    await create(shop)

    refused = await create(shop, label="Autre chose")

    assert (refused.status_code, refused.json()["code"]) == (422, "IDEMPOTENCY_KEY_REUSED")
    assert "nouvelle clé" in refused.json()["error"]
    assert len(shop.asked_of_bank("create_client_invoice")) == 1


async def test_somebody_elses_key_is_another_key(shop: Shop) -> None:
    await create(shop)

    refused = await create(shop, user="claire")

    assert (refused.status_code, refused.json()["code"]) == (409, "ORDER_ALREADY_INVOICED")


async def test_a_refusal_leaves_the_key_free_for_the_mended_call(shop: Shop) -> None:
    refused = await create(shop, issueDate="demain")
    assert (refused.status_code, await shop.rows(idempotency_keys)) == (422, [])

    assert (await create(shop)).status_code == 201


async def test_an_answer_of_the_bank_that_was_lost_is_one_invoice(shop: Shop) -> None:
    shop.fault("create_client_invoice", Kind.APPLY_THEN_DROP)

    first, again = [await create(shop) for _ in range(2)]

    assert (first.status_code, again.content) == (201, first.content)
    assert len(shop.asked_of_bank("create_client_invoice")) == 1


async def test_a_bank_that_is_away_gives_the_key_back(shop: Shop) -> None:
    shop.fault("list_bank_accounts", Kind.STATUS, status=500, count=3)

    failed, again = [await create(shop) for _ in range(2)]

    assert (failed.status_code >= 500, again.status_code) == (True, 201), failed.text


async def test_a_key_that_is_none_is_named(shop: Shop) -> None:
    refused = await create(shop, key="x" * 201)

    assert (refused.status_code, refused.json()["code"]) == (422, "INVALID_PARAMETER")
    assert refused.json()["details"]["fields"][0]["field"] == "Idempotency-Key"


async def test_with_another_bank_behind_it_an_old_answer_is_not_given(shop: Shop) -> None:
    await create(shop)
    shop.stack.world.renew()

    again = await create(shop)

    assert (again.status_code, again.json()["code"]) == (409, "WORLD_CHANGED")


async def test_services_whose_invoice_is_in_doubt_are_not_invoiced_twice_under_one_key(shop: Shop) -> None:
    operation = CONTRACT.operations["create_service_invoice"]
    (customer, *_) = [row for row in await shop.rows(organisations) if row["email"] and row["siret"]]
    line = {"title": "Conseil", "quantity": 1, "unitPrice": 450, "vatRate": 0.2}
    asked = {"clientId": str(customer["id"]), "clientType": "organization", "items": [line]}
    shop.fault("create_client_invoice", Kind.APPLY_THEN_DROP)
    shop.fault("list_client_invoices", Kind.STATUS, status=500, count=3)

    first, again = [
        await shop.stack.client.post(operation.path, json=asked, headers={"Idempotency-Key": "k-9"})
        for _ in range(2)
    ]

    assert operation.response_errors(again.status_code, again.json()) == ()
    assert (first.status_code, first.json()["code"]) == (504, "OUTCOME_UNKNOWN")
    assert (again.status_code, again.headers["Idempotency-Replayed"]) == (504, "true")
    assert len(shop.asked_of_bank("create_client_invoice")) == 1

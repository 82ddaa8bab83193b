"""
What is said to Qonto is what stands here, no more and no less.

The reference turned prices into "[object Object]" (7), billed fees twice or not at all (13), lived in Paris
when nobody said where (18), and counted 20 % of VAT when nobody said how much (19).
"""

from typing import Any

import orjson
import pytest

from gateway.db.tables import organisations
from gateway.seed.catalogue import DEFECTIVE, DemoOrder
from gateway.seed.customers import stable_id
from tests.gateway.invoices.shop import Shop
from tests.gateway.papers import confirmed, credited, quoted

pytestmark = pytest.mark.anyio

WITH_FEES = 3
INVENTIONS = (b"Paris", b"75001", b"placeholder", b"notprovided", b"[object Object]", b"undefined")


def defective(number: str) -> DemoOrder:
    return next(order for order in DEFECTIVE if order.number == number)


def lines_said(shop: Shop, operation: str) -> list[dict[str, Any]]:
    """The lines of the last such call."""
    body = orjson.loads(shop.asked_of_bank(operation)[-1].request_body)
    return [
        {name: item.get(name) for name in ("title", "quantity", "unit_price", "vat_rate", "unit")}
        for item in body["items"]
    ]


# ------------------------------------------------------------------ 7
async def test_prices_stay_prices_when_an_invoice_becomes_a_quote(shop: Shop) -> None:
    draft = await shop.draft(WITH_FEES)
    asked = lines_said(shop, "create_client_invoice")

    made = await shop.ask("convert_invoice_to_quote", id=draft["id"], json={"deleteOriginal": True})

    assert (made.status, made.body["originalDeleted"]) == (201, True)
    assert lines_said(shop, "create_quote") == asked
    assert made.body["quote"]["items"] == draft["items"]
    assert made.body["quote"]["total_amount_cents"] == draft["total_amount_cents"]


async def test_prices_stay_prices_when_a_quote_becomes_an_invoice(shop: Shop) -> None:
    quote = await quoted(shop, WITH_FEES)
    asked = lines_said(shop, "create_quote")
    await confirmed(shop, "finalize_quote", quote["id"])

    made = await shop.ask("convert_quote", id=quote["id"])

    assert made.status == 201
    assert lines_said(shop, "create_client_invoice") == asked
    assert made.invoice["items"] == quote["items"]


async def test_prices_stay_prices_on_a_credit_note(shop: Shop, edition: str) -> None:
    note = await credited(shop, WITH_FEES)
    asked = lines_said(shop, "create_client_invoice")
    invoice = (await shop.ask("show_invoice", id=note["invoice_id"])).invoice
    assert note["items"] == invoice["items"]
    if edition == "guide":
        assert shop.asked_of_bank("create_credit_note") == []
        return

    final = await confirmed(shop, "finalize_credit_note", note["id"])

    assert lines_said(shop, "create_credit_note") == asked
    assert final.body["credit_note"]["total_amount_cents"] == invoice["total_amount_cents"]


# ------------------------------------------------------------------ 13
async def test_fees_are_billed_once(shop: Shop) -> None:
    draft = await shop.draft(WITH_FEES)
    titles = [item["title"] for item in draft["items"]]

    quote = (await shop.ask("create_quote_from_invoice", invoiceId=draft["id"])).body["quote"]

    assert len(titles) == len(set(titles)) == 6
    assert [item["title"] for item in quote["items"]] == titles
    assert quote["total_amount_cents"] == draft["total_amount_cents"]


async def test_fees_that_nobody_mentions_stay_as_they_are(shop: Shop) -> None:
    draft = await shop.draft(WITH_FEES)
    first = draft["items"][0]
    line = {
        "title": first["title"],
        "quantity": first["quantity"],
        "unit": first["unit"],
        "unitPrice": first["unit_price"],
        "vatRate": first["vat_rate"],
    }

    changed = await shop.ask("update_invoice", id=draft["id"], json={"items": [line], "syncToOrder": False})

    fees = draft["items"][-3:]
    assert changed.invoice["items"] == [first, *fees]
    assert changed.invoice["total_amount_cents"] == sum(one["total_amount_cents"] for one in (first, *fees))
    kept = (await shop.ask("show_invoice_details", id=draft["id"])).invoice
    assert kept["total_ttc_cents"] == changed.invoice["total_amount_cents"]
    assert (kept["shipping_cost_ht"], kept["handling_cost_ht"], kept["insurance_cost_ht"]) == (24.9, 5, 3.5)


# ------------------------------------------------------------------ 18
@pytest.mark.parametrize("operation", ["create_invoice", "create_quote"])
@pytest.mark.parametrize("number", ["SO-2026-091", "SO-2026-092"], ids=["no address", "no e-mail"])
async def test_no_address_or_email_is_invented(shop: Shop, operation: str, number: str) -> None:
    answer = await shop.ask(operation, json={"salesOrderId": defective(number).id})

    _nothing_was_made_up(shop, answer.status, answer.body)


@pytest.mark.parametrize("operation", ["create_service_invoice", "create_service_quote"])
@pytest.mark.parametrize("slug", ["sans-adresse", "sans-email"])
async def test_no_address_or_email_is_invented_for_a_service(shop: Shop, operation: str, slug: str) -> None:
    (company,) = await shop.rows(organisations, id=stable_id("organisation", slug))
    lamp = {"title": "Conseil", "quantity": 1, "unitPrice": 80, "vatRate": 0.2}

    answer = await shop.ask(
        operation, json={"clientId": company["id"], "clientType": "organisation", "items": [lamp]}
    )

    _nothing_was_made_up(shop, answer.status, answer.body)


def _nothing_was_made_up(shop: Shop, status: int, body: dict[str, Any]) -> None:
    said = b"".join(one.request_body for one in shop.stack.bank.journal.exchanges)
    assert not [invention for invention in INVENTIONS if invention in said]
    if status == 201:
        document = body.get("invoice") or body["quote"]
        assert document["client"]["email"] is None
        assert document["contact_email"] is None or "verone" in document["contact_email"]
        assert document["client"]["billing_address"]["city"]
    else:
        assert (status, body["code"]) == (422, "CUSTOMER_INCOMPLETE")
        assert body["details"]["fields"]
        assert shop.asked_of_bank("create_client") == []


async def test_a_customer_without_a_country_we_know_is_not_made_french(shop: Shop) -> None:
    address = {"street": "1 High Street", "city": "Ailleurs", "postal_code": "1", "country": "Nulle Part"}

    answer = await shop.create(billingAddress=address)

    assert answer.status == 422
    assert shop.asked_of_bank("create_client") == []


# ------------------------------------------------------------------ 19
@pytest.mark.parametrize("operation", ["create_invoice", "create_quote"])
@pytest.mark.parametrize("number", ["SO-2026-093", "SO-2026-098"], ids=["a line", "the fees"])
async def test_a_missing_vat_rate_is_never_20_percent(shop: Shop, operation: str, number: str) -> None:
    answer = await shop.ask(operation, json={"salesOrderId": defective(number).id})

    assert (answer.status, answer.code) == (422, "ORDER_NOT_INVOICEABLE")
    assert {one.operation for one in shop.stack.bank.journal.exchanges} <= {"show_organization"}


@pytest.mark.parametrize("operation", ["create_service_invoice", "create_service_quote"])
async def test_a_service_says_its_rate(shop: Shop, operation: str) -> None:
    company = next(row for row in await shop.rows(organisations) if row["email"])
    line = {"title": "Conseil", "quantity": 1, "unitPrice": 80}
    asked = {"clientId": company["id"], "clientType": "organisation", "items": [line]}

    answer = await shop.ask(operation, json=asked)

    assert (answer.status, answer.code) == (422, "INVALID")
    assert "vatRate" in answer.body["details"]["fields"][0]["field"]

"""POST /api/qonto/invoices: an order becomes a draft, once."""

import asyncio

import httpx
import orjson
import pytest

from gateway.db.tables import (
    audit_log,
    burnt_numbers,
    financial_document_items,
    financial_documents,
    intents,
)
from gateway.seed.catalogue import INVOICEABLE
from mock_qonto.app import build_bank, build_bank_app
from mock_qonto.kernel.bank import Bank
from mock_qonto.kernel.clock import ClockState
from mock_qonto.resources.client_invoices.messages import CancelClientInvoice, DeleteClientInvoice
from mock_qonto.resources.client_invoices.model import ClientInvoice
from mock_qonto.web.faults import Kind
from tests.gateway.invoices.shop import Shop
from tests.gateway.support import NOON, stack

pytestmark = pytest.mark.anyio


async def test_an_order_becomes_a_draft_without_a_number(shop: Shop) -> None:
    made = await shop.create()

    assert made.status == 201
    assert (made.invoice["status"], made.invoice["number"], made.invoice["pdf_url"]) == ("draft", None, None)
    assert made.invoice["total_amount_cents"] == 5988
    assert made.body["localDocumentId"] == made.invoice["local_document_id"]
    assert made.invoice["purchase_order"] == INVOICEABLE[0].number
    assert (made.invoice["issue_date"], made.invoice["due_date"]) == ("2026-02-19", "2026-03-21")


async def test_the_lines_have_one_shape_in_every_edition(shop: Shop) -> None:
    (item,) = (await shop.draft())["items"]

    assert item["quantity"] == "1"
    assert item["unit_price"] == {"value": "49.90", "currency": "EUR"}
    assert item["vat_rate"] == "0.2"
    assert (item["subtotal_cents"], item["total_vat_cents"], item["total_amount_cents"]) == (4990, 998, 5988)


async def test_the_bank_is_told_draft_in_so_many_words(shop: Shop) -> None:
    await shop.create(autoFinalize=False)

    (asked,) = shop.asked_of_bank("create_client_invoice")
    assert orjson.loads(asked.request_body)["status"] == "draft"
    assert asked.verdict == "accepted"


async def test_what_was_made_is_written_down_with_its_lines(shop: Shop) -> None:
    made = await shop.ask(
        "create_invoice",
        user="claire",
        json={"salesOrderId": INVOICEABLE[3].id, "customLines": [LINE]},
    )

    (row,) = await shop.rows(financial_documents)
    items = await shop.rows(financial_document_items, document_id=row["id"])
    (intent,) = await shop.rows(intents)
    assert (row["qonto_id"], row["status"], row["number"]) == (made.invoice["id"], "draft", None)
    assert (row["source"], row["sales_order_id"], row["created_by"]) == ("order", INVOICEABLE[3].id, "claire")
    assert row["total_amount"] == sum(item["total_ttc"] for item in items)
    assert {item["kind"] for item in items} == {"product", "fee", "custom"}
    assert any(item["product_id"] for item in items if item["kind"] == "product")
    assert (intent["state"], intent["document_id"]) == ("done", row["id"])
    assert [entry["action"] for entry in await shop.rows(audit_log)] == ["create_invoice"]


LINE = {"title": "Montage", "quantity": 1.5, "unit_price_ht": 80, "vat_rate": 0.1}


async def test_fees_of_the_request_win_over_those_of_the_order(shop: Shop) -> None:
    invoice = await shop.draft(3, fees={"shipping_cost_ht": 0, "insurance_cost_ht": 12.5})

    fees = {item["title"]: item["subtotal_cents"] for item in invoice["items"] if item["unit"] == "forfait"}
    assert fees["Frais d'assurance"] == 1250
    assert "Frais de livraison" not in fees


async def test_a_second_invoice_of_the_same_order_is_refused_with_the_id_of_the_first(shop: Shop) -> None:
    first = await shop.draft()

    second = await shop.create()

    assert (second.status, second.code) == (409, "ORDER_ALREADY_INVOICED")
    assert second.body["existingInvoiceId"] == first["local_document_id"]
    assert len(shop.asked_of_bank("create_client_invoice")) == 1


async def test_of_twenty_at_once_one_is_created(shop: Shop) -> None:
    answers = await asyncio.gather(*(shop.create() for _ in range(20)))

    assert sorted(answer.status for answer in answers) == [201] + [409] * 19
    assert {answer.code for answer in answers if answer.status == 409} == {"ORDER_ALREADY_INVOICED"}
    assert len(shop.stack.world.all(ClientInvoice)) == 1
    assert len(await shop.rows(financial_documents)) == 1


async def test_two_gateways_on_one_database_create_one(shop: Shop, edition: str) -> None:
    async with stack(shop.database_url, edition=edition, bank=shop.stack.bank) as neighbour:
        other = Shop(stack=neighbour, database_url=shop.database_url)

        answers = await asyncio.gather(*((shop if n % 2 else other).create() for n in range(10)))

    assert sorted(answer.status for answer in answers) == [201] + [409] * 9
    assert len(shop.stack.world.all(ClientInvoice)) == 1


async def test_orders_do_not_wait_for_one_another(shop: Shop) -> None:
    answers = await asyncio.gather(*(shop.create(place) for place in range(8)))

    assert {answer.status for answer in answers} == {201}


async def test_once_cancelled_on_the_dashboard_the_order_may_be_invoiced_again(shop: Shop) -> None:
    first = await shop.final()
    shop.on_dashboard(CancelClientInvoice(id=first["id"]))

    again = await shop.create()

    assert again.status == 201
    assert again.invoice["id"] != first["id"]


async def test_once_deleted_on_the_dashboard_the_order_may_be_invoiced_again(shop: Shop) -> None:
    first = await shop.draft()
    shop.on_dashboard(DeleteClientInvoice(id=first["id"]))

    again = await shop.create()

    assert again.status == 201
    (gone,) = await shop.rows(financial_documents, id=first["local_document_id"])
    assert gone["deleted_at"] is not None


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"customLines": [{**LINE, "quantity": 999999, "unit_price_ht": 99999999}]}, "customLines"),
        ({"customLines": [{**LINE, "quantity": 0}]}, "customLines.0.quantity"),
        ({"customLines": [{**LINE, "unit_price_ht": 1.005}]}, "customLines.0.unit_price_ht"),
        ({"customLines": [{**LINE, "vat_rate": 20}]}, "customLines.0.vat_rate"),
        ({"customLines": [{**LINE, "title": "  "}]}, "customLines.0.title"),
        ({"issueDate": "1999-12-31"}, "issueDate"),
        ({"billingAddress": {"street": "1 rue"}}, "billingAddress"),
        ({"clientId": "x"}, "clientId"),
    ],
    ids=str,
)
async def test_a_field_that_makes_no_sense_is_named_and_nothing_is_written(
    shop: Shop, body: dict[str, object], field: str
) -> None:
    refused = await shop.create(**body)

    assert (refused.status, refused.code) == (422, "INVALID")
    assert refused.body["details"]["fields"][0]["field"] == field
    assert await shop.rows(intents) == []


async def test_given_addresses_win_over_those_of_the_order(shop: Shop) -> None:
    billing = {"address": "3 rue Neuve", "zip_code": "44000", "city": "Nantes", "country": "France"}

    made = await shop.create(billingAddress=billing, shippingAddress={**billing, "city": "Rezé"})

    shown = await shop.ask("show_invoice", id=made.invoice["id"])
    assert made.invoice["client"]["billing_address"]["city"] == "Nantes"
    assert shown.body["localData"]["shipping_address"]["city"] == "Rezé"


async def test_the_day_of_issue_may_be_given_and_the_due_date_follows(shop: Shop) -> None:
    invoice = await shop.draft(1, issueDate="2026-03-01", label="Votre commande")

    assert (invoice["issue_date"], invoice["due_date"]) == ("2026-03-01", "2026-03-16")
    assert invoice["header"] == "Votre commande"


# ------------------------------------------------------------------ rule 1
@pytest.mark.parametrize(
    "wish",
    [
        {"autoFinalize": True},
        {"auto_finalize": "true"},
        {"fees": {"AutoFinalise": 1}},
        {"customLines": [{**LINE, "autofinalize": True}]},
    ],
    ids=str,
)
async def test_a_wish_to_finalise_is_refused_and_asks_the_bank_nothing(
    shop: Shop, wish: dict[str, object]
) -> None:
    refused = await shop.create(**wish)

    assert (refused.status, refused.code) == (422, "AUTO_FINALIZE_FORBIDDEN")
    assert shop.asked_of_bank("create_client_invoice") == []
    assert await shop.rows(intents) == []


# ------------------------------------------------------------------ lost answers
@pytest.mark.parametrize("kind", [Kind.APPLY_THEN_DROP, Kind.APPLY_THEN_504, Kind.GARBAGE])
async def test_an_answer_that_was_lost_is_looked_for_and_found(shop: Shop, kind: Kind) -> None:
    shop.fault("create_client_invoice", kind)

    made = await shop.create()

    assert made.status == 201
    assert len(shop.stack.world.all(ClientInvoice)) == 1
    assert len(await shop.rows(financial_documents, qonto_id=made.invoice["id"])) == 1


@pytest.mark.parametrize("kind", [Kind.RESET, Kind.STATUS])
async def test_what_was_surely_not_done_may_be_asked_again(shop: Shop, kind: Kind) -> None:
    shop.fault("create_client_invoice", kind)

    failed = await shop.create()
    again = await shop.create()

    assert (failed.status, failed.code) == (502, "UPSTREAM_FAILED")
    assert again.status == 201
    assert len(shop.stack.world.all(ClientInvoice)) == 1


async def test_an_answer_that_can_neither_be_read_nor_looked_for_is_an_unknown_outcome(shop: Shop) -> None:
    shop.fault("create_client_invoice", Kind.APPLY_THEN_DROP)
    shop.fault("list_client_invoices", Kind.STATUS, count=3)

    lost = await shop.create()

    (intent,) = await shop.rows(intents)
    assert (lost.status, lost.code) == (504, "OUTCOME_UNKNOWN")
    assert (intent["state"], intent["closed_at"]) == ("unknown", None)
    assert await shop.rows(financial_documents) == []


async def test_a_refusal_of_the_bank_is_told_and_leaves_the_order_free(shop: Shop) -> None:
    shop.fault("create_client_invoice", Kind.STATUS, status=422)

    refused = await shop.create()
    again = await shop.create()

    assert (refused.status, refused.code) == (502, "UPSTREAM_REFUSED")
    assert refused.body["details"]["qonto"][0]["code"] == "invalid"
    assert again.status == 201


async def test_a_bank_that_cannot_be_reached_before_the_call_leaves_the_order_free(shop: Shop) -> None:
    shop.fault("list_clients", Kind.RESET, count=3)

    failed = await shop.create()
    again = await shop.create()

    assert (failed.status, failed.code) == (503, "UPSTREAM_UNREACHABLE")
    assert again.status == 201


# ------------------------------------------------------------------ the alarm
class Hasty(httpx.AsyncBaseTransport):
    """A bank that makes everything final at once, whatever it is told: Qonto's own default, some say."""

    def __init__(self, bank: Bank) -> None:
        self._inner = httpx.ASGITransport(build_bank_app(bank))

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if request.method == "POST" and request.url.path == "/v2/client_invoices":
            body = orjson.loads(request.content) | {"status": "unpaid"}
            headers = [(name, value) for name, value in request.headers.items() if name != "content-length"]
            request = httpx.Request("POST", request.url, headers=headers, content=orjson.dumps(body))
        return await self._inner.handle_async_request(request)


async def test_a_bank_that_finalises_on_create_raises_the_alarm(database_url: str, edition: str) -> None:
    bank = build_bank(edition=edition, rate_limit="off", clock=ClockState(held=NOON))
    async with stack(database_url, edition=edition, bank=bank, transport=Hasty(bank)) as running:
        shop = Shop(stack=running, database_url=database_url)

        alarm = await shop.create()
        again = await shop.create()

        (row,) = await shop.rows(financial_documents)
        (burnt,) = await shop.rows(burnt_numbers)
        assert (alarm.status, alarm.code) == (502, "UPSTREAM_FINALIZED_ON_CREATE")
        assert alarm.body["details"]["number"] == row["number"] == burnt["number"] == "F-2026-001"
        assert (row["status"], row["alarm"] is not None) == ("finalized", True)
        assert "finalized_on_create" in [entry["action"] for entry in await shop.rows(audit_log)]
        assert (again.status, again.body["existingInvoiceId"]) == (409, row["id"])

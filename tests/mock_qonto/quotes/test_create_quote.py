from typing import Any

import pytest

from mock_qonto.resources.quotes.model import Quote
from tests.mock_qonto.support import UNKNOWN_ID, Customer, item, refusal

pytestmark = pytest.mark.anyio


async def test_a_quote_waits_for_approval_and_has_its_number_at_once(customer: Customer) -> None:
    answer = await customer.post("/v2/quotes", await customer.quote_body())

    quote = answer.json()["quote"]
    assert answer.status_code == {"guide": 200, "2026-11": 201}[customer.world.settings.edition]
    assert (quote["status"], quote["number"]) == ("pending_approval", "D-2026-001")
    assert (quote["issue_date"], quote["expiry_date"]) == ("2026-03-02", "2026-04-01")
    assert (quote["attachment_id"], quote["invoice_ids"]) == (None, [])
    assert quote["approved_at"] is quote["canceled_at"] is None


async def test_totals_are_sums_of_rounded_lines(customer: Customer) -> None:
    quote = await customer.new_quote(
        items=[
            item(),
            item(quantity="3", unit_price={"value": "33.33", "currency": "EUR"}, vat_rate="0.055"),
            item(quantity="1.5", unit_price={"value": "19.99", "currency": "EUR"}),
        ]
    )

    assert [line["total_amount_cents"] for line in quote["items"]] == [5988, 10549, 3598]
    assert quote["total_amount_cents"] == 5988 + 10549 + 3598
    assert quote["vat_amount_cents"] == 998 + 550 + 599
    assert quote["total_amount"] == {"value": "201.35", "currency": "EUR"}


@pytest.mark.parametrize("word", ["amount", "absolute"])
async def test_a_discount_in_money_is_answered_as_absolute(customer: Customer, word: str) -> None:
    quote = await customer.new_quote(discount={"type": word, "value": "9.90"})

    assert (quote["discount"]["type"], quote["discount"]["amount_cents"]) == ("absolute", 990)
    assert quote["total_amount_cents"] == 4800


async def test_lines_come_back_as_the_edition_says_them(customer: Customer) -> None:
    (line,) = (await customer.new_quote())["items"]

    if customer.world.settings.edition == "guide":
        assert (line["quantity"], line["unit_price"], line["vat_rate"]) == (1, 49.9, 0.2)
    else:
        assert line["unit_price"] == {"value": "49.90", "currency": "EUR"}
        assert (line["quantity"], line["vat_rate"]) == ("1", "0.2")


async def test_what_it_prints_about_the_seller_can_be_said_for_it_alone(customer: Customer) -> None:
    quote = await customer.new_quote(settings={"vat_number": "FR11111111111", "tax_number": "T-1"})

    assert quote["organization"]["vat_number"] == "FR11111111111"
    assert quote["organization"]["tax_number"] == "T-1"
    assert (await customer.new_quote())["organization"]["tax_number"] is None


async def test_a_line_may_repeat_the_currency_of_the_quote(customer: Customer) -> None:
    assert (await customer.new_quote(items=[item(currency="EUR")]))["currency"] == "EUR"

    answer = await customer.post("/v2/quotes", await customer.quote_body(items=[item(currency="USD")]))

    assert refusal(answer) == (422, "invalid", "/data/attributes/items/0/unit_price/currency")


@pytest.mark.parametrize(
    "name", ["client_id", "issue_date", "expiry_date", "currency", "terms_and_conditions", "items"]
)
async def test_what_is_required_is_named_when_it_is_missing(customer: Customer, name: str) -> None:
    body = await customer.quote_body()
    del body[name]

    answer = await customer.post("/v2/quotes", body)

    assert answer.status_code == 422
    assert name in answer.json()["errors"][0]["detail"]
    assert customer.world.all(Quote) == []


@pytest.mark.parametrize(
    ("fields", "pointer"),
    [
        ({"terms_and_conditions": "x" * 3001}, "/terms_and_conditions"),
        ({"terms_and_conditions": None}, "/terms_and_conditions"),
        ({"header": "x" * 1001}, "/header"),
        ({"footer": "x" * 1001}, "/footer"),
        ({"number": "x" * 41}, "/number"),
        ({"items": []}, "/items"),
        ({"expiry_date": "2026-03-01"}, "/expiry_date"),
        ({"items": [item(vat_rate="20")]}, "/items/0/vat_rate"),
        ({"items": [item(quantity=1)]}, "/items/0/quantity"),
    ],
)
async def test_a_limit_that_is_passed_is_refused_where_it_is(
    customer: Customer, fields: dict[str, Any], pointer: str
) -> None:
    answer = await customer.post("/v2/quotes", await customer.quote_body(**fields))

    assert refusal(answer) == (422, "invalid_format", f"/data/attributes{pointer}")
    assert customer.world.all(Quote) == []


async def test_the_longest_that_is_allowed_is_accepted(customer: Customer) -> None:
    texts = {
        "terms_and_conditions": "x" * 3000,
        "header": "h" * 1000,
        "footer": "f" * 1000,
        "number": "n" * 40,
    }

    quote = await customer.new_quote(**texts)

    assert {name: quote[name] for name in texts} == texts


async def test_the_client_must_be_there_and_of_that_currency(customer: Customer) -> None:
    nobody = await customer.post("/v2/quotes", await customer.quote_body(client_id=UNKNOWN_ID))
    dollars = await customer.post("/v2/quotes", await customer.quote_body(currency="USD"))
    without = (await customer.client(currency=None))["id"]
    none = await customer.post("/v2/quotes", await customer.quote_body(client_id=without))

    assert refusal(nobody) == (422, "invalid_client_id", "/data/attributes/client_id")
    assert refusal(dollars) == (422, "invalid", "/data/attributes/currency")
    assert refusal(none) == (422, "invalid", "/data/attributes/currency")
    assert customer.world.all(Quote) == []


async def test_a_wrapped_body_is_not_understood(customer: Customer) -> None:
    answer = await customer.post("/v2/quotes", {"quote": await customer.quote_body()})

    assert answer.status_code == 422


async def test_the_same_call_twice_makes_two_quotes(customer: Customer) -> None:
    first, second = await customer.new_quote(), await customer.new_quote()

    assert first["id"] != second["id"]


async def test_the_guides_client_may_name_its_order(guided: Customer) -> None:
    await guided.new_quote(purchase_order_number="CMD-7")

    assert guided.exchange.quirks == ("purchase_order_number",)
    assert guided.exchange.verdict == "deviant"


async def test_today_nobody_reads_that_word(modern: Customer) -> None:
    await modern.new_quote(purchase_order_number="CMD-7")

    assert modern.exchange.unread == ("/purchase_order_number",)

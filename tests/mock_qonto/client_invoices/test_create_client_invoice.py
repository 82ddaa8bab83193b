from typing import Any

import pytest

from tests.mock_qonto.support import UNKNOWN_ID, Customer, item, refusal

pytestmark = pytest.mark.anyio


async def test_a_draft_has_no_number_no_pdf_and_no_finalization(customer: Customer) -> None:
    draft = await customer.draft()

    assert draft["status"] == "draft"
    fields = ("number", "invoice_number", "attachment_id", "finalized_at", "paid_at", "amount_paid")
    assert [draft[name] for name in fields] == [None] * 6


async def test_a_create_answers_with_the_status_of_its_edition(customer: Customer, edition: str) -> None:
    answer = await customer.post("/v2/client_invoices", await customer.invoice_body())

    assert answer.status_code == {"guide": 200, "2026-11": 201}[edition]


async def test_without_a_status_the_editions_differ(customer: Customer, edition: str) -> None:
    body = await customer.invoice_body()
    del body["status"]

    invoice = (await customer.post("/v2/client_invoices", body)).json()["client_invoice"]

    if edition == "guide":
        assert (invoice["status"], invoice["number"]) == ("draft", None)
        assert customer.exchange.quirks == ("draft_by_default",)
        assert customer.exchange.verdict == "deviant"
    else:
        assert (invoice["status"], invoice["number"]) == ("unpaid", "F-2026-001")
        assert customer.exchange.verdict == "accepted"


async def test_the_default_status_is_a_switch(customer: Customer) -> None:
    switches = {**customer.world.settings.switches, "default_invoice_status": "unpaid"}
    customer.world.change(switches=switches)
    body = await customer.invoice_body()
    del body["status"]

    invoice = (await customer.post("/v2/client_invoices", body)).json()["client_invoice"]

    assert (invoice["status"], invoice["number"]) == ("unpaid", "F-2026-001")


async def test_unpaid_is_final_at_once_and_gets_its_pdf_like_any_other(customer: Customer) -> None:
    invoice = await customer.draft(status="unpaid")
    customer.wait(1)

    assert invoice["number"] == "F-2026-001"
    assert invoice["finalized_at"] == "2026-03-02T09:00:00.000Z"
    assert (await customer.invoice(invoice["id"]))["attachment_id"] is not None


async def test_a_draft_without_lines_answers_null_for_them(customer: Customer) -> None:
    draft = await customer.draft(items=[])

    assert draft["items"] is None
    assert draft["total_amount_cents"] == 0


async def test_created_twice_there_are_two(customer: Customer) -> None:
    assert (await customer.draft())["id"] != (await customer.draft())["id"]


@pytest.mark.parametrize(
    ("quantity", "price", "vat_rate", "cents"),
    [
        ("1", "49.90", "0.2", (4990, 998, 5988)),
        ("3", "33.33", "0.055", (9999, 550, 10549)),
        ("1.5", "19.99", "0.2", (2999, 599, 3598)),
        ("1", "0.01", "0.5", (1, 1, 2)),
        ("0.5", "0.01", "0", (1, 0, 1)),
        ("999999.9999", "99999999.99", "1", (9999999998000000, 9999999998000000, 19999999996000000)),
    ],
)
async def test_a_line_is_rounded_twice_halves_away_from_zero(
    customer: Customer, quantity: str, price: str, vat_rate: str, cents: tuple[int, int, int]
) -> None:
    unit_price = {"value": price, "currency": "EUR"}

    draft = await customer.draft(items=[item(quantity=quantity, unit_price=unit_price, vat_rate=vat_rate)])

    (line,) = draft["items"]
    assert (line["subtotal_cents"], line["total_vat_cents"], line["total_amount_cents"]) == cents
    assert (draft["vat_amount_cents"], draft["total_amount_cents"]) == cents[1:]


async def test_every_amount_has_its_twin_in_cents(customer: Customer) -> None:
    draft = await customer.draft(items=[item(), item(quantity="2")])

    for holder in (draft, *draft["items"]):
        for name in (name for name in holder if name.endswith("_cents")):
            amount = holder[name.removesuffix("_cents")]
            value = amount["value"] if isinstance(amount, dict) else f"{amount:.2f}"
            assert value.replace(".", "").lstrip("0") == str(holder[name])


async def test_lines_come_back_as_the_edition_says(customer: Customer, edition: str) -> None:
    (line,) = (await customer.draft(items=[item(quantity="1.50")]))["items"]

    shown = (line["quantity"], line["unit_price"], line["vat_rate"])
    if edition == "guide":
        assert shown == (1.5, 49.9, 0.2)
    else:
        assert shown == ("1.50", {"value": "49.90", "currency": "EUR"}, "0.2")


@pytest.mark.parametrize(
    ("discount", "expected"),
    [
        ({"type": "percentage", "value": "0.1"}, ("percentage", 499, 4491, 5389)),
        ({"type": "absolute", "value": "9.90"}, ("absolute", 990, 4000, 4800)),
        ({"type": "amount", "value": "9.90"}, ("absolute", 990, 4000, 4800)),
        ({"type": "percentage", "value": "1"}, ("percentage", 4990, 0, 0)),
    ],
)
async def test_a_discount_on_a_line_is_taken_before_rounding(
    customer: Customer, discount: dict[str, str], expected: tuple[str, int, int, int]
) -> None:
    (line,) = (await customer.draft(items=[item(discount=discount)]))["items"]

    kind, taken, subtotal, total = expected
    assert (line["discount"]["type"], line["discount"]["amount_cents"]) == (kind, taken)
    assert (line["subtotal_cents"], line["total_amount_cents"]) == (subtotal, total)


async def test_a_discount_on_the_whole_shrinks_the_vat_in_proportion(customer: Customer) -> None:
    draft = await customer.draft(
        items=[item(), item(vat_rate="0.055")], discount={"type": "percentage", "value": "0.5"}
    )

    assert draft["discount"]["amount_cents"] == 4990
    assert (draft["vat_amount_cents"], draft["total_amount_cents"]) == (636, 5626)


async def test_the_seller_can_be_described_for_one_invoice(customer: Customer) -> None:
    settings = {
        "tax_number": "11",
        "legal_capital_share": {"value": "5", "currency": "EUR"},
        "late_payment_penalties": "3 fois le taux légal",
    }

    draft = await customer.draft(settings=settings)

    assert draft["organization"]["tax_number"] == "11"
    assert draft["organization"]["legal_capital_share"] == {"value": "5.00", "currency": "EUR"}
    assert draft["late_payment_penalties"] == "3 fois le taux légal"


async def test_the_account_is_found_however_its_iban_is_spaced(customer: Customer) -> None:
    iban = await customer.iban()
    spaced = " ".join(iban[start : start + 4] for start in range(0, len(iban), 4)).lower()

    draft = await customer.draft(payment_methods={"iban": spaced})

    assert draft["payment_methods"][0]["iban"] == iban


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"client_id": UNKNOWN_ID}, ("invalid_client_id", "/client_id")),
        ({"currency": "USD"}, ("invalid", "/currency")),
        (
            {"payment_methods": {"iban": "FR7630006000011234567890189"}},
            ("invalid_iban", "/payment_methods/iban"),
        ),
        ({"payment_methods": {"iban": ""}}, ("invalid_iban", "/payment_methods/iban")),
        ({"payment_methods": {"iban": "  "}}, ("invalid_iban", "/payment_methods/iban")),
        ({"payment_methods": {}}, ("invalid_iban", "/payment_methods/iban")),
        ({"payment_methods": None}, ("invalid_iban", "/payment_methods/iban")),
        ({"due_date": "2026-03-01"}, ("invalid_format", "/due_date")),
        ({"due_date": "2026-02-30"}, ("invalid_format", "/due_date")),
        ({"issue_date": "hier"}, ("invalid_format", "/issue_date")),
        (
            {"performance_start_date": "2026-03-02", "performance_end_date": "2026-03-01"},
            ("invalid_format", "/performance_end_date"),
        ),
        ({"items": [item(quantity=1)]}, ("invalid_format", "/items/0/quantity")),
        ({"items": [item(quantity="-1")]}, ("invalid_format", "/items/0/quantity")),
        ({"items": [item(), item(vat_rate="20")]}, ("invalid_format", "/items/1/vat_rate")),
        ({"items": [item(title="x" * 41)]}, ("invalid_format", "/items/0/title")),
        ({"items": [item(unit_price="49.90")]}, ("invalid_format", "/items/0/unit_price")),
        (
            {"items": [item(unit_price={"value": "1", "currency": "USD"})]},
            ("invalid", "/items/0/unit_price/currency"),
        ),
        (
            {"items": [item(discount={"type": "absolute", "value": "49.91"})]},
            ("invalid", "/items/0/discount/value"),
        ),
        (
            {"items": [item(discount={"type": "percentage", "value": "1.1"})]},
            ("invalid", "/items/0/discount/value"),
        ),
        ({"discount": {"type": "absolute", "value": "100"}}, ("invalid", "/discount/value")),
        ({"status": "unpaid", "items": []}, ("invalid", "/items")),
        ({"status": "paid"}, ("invalid_format", "/status")),
    ],
)
async def test_what_cannot_be_invoiced_is_refused_and_nothing_happens(
    customer: Customer, fields: dict[str, Any], expected: tuple[str, str]
) -> None:
    body = await customer.invoice_body()

    answer = await customer.post("/v2/client_invoices", body | fields)

    code, pointer = expected
    assert refusal(answer) == (422, code, f"/data/attributes{pointer}")
    assert (await customer.get("/v2/client_invoices")).json()["meta"]["total_count"] == 0


async def test_a_client_without_a_currency_cannot_be_invoiced(customer: Customer) -> None:
    client = await customer.client(currency=None)

    answer = await customer.post("/v2/client_invoices", await customer.invoice_body(client_id=client["id"]))

    assert refusal(answer) == (422, "invalid", "/data/attributes/currency")


async def test_a_switch_makes_the_clients_address_compulsory(customer: Customer) -> None:
    customer.world.change(switches={**customer.world.settings.switches, "client_must_have_address": True})
    client = await customer.client(locale="fr")

    answer = await customer.post("/v2/client_invoices", await customer.invoice_body(client_id=client["id"]))

    assert refusal(answer) == (422, "invalid", "/data/attributes/client/billing_address")


async def test_a_body_wrapped_in_its_name_is_not_understood(customer: Customer) -> None:
    body = await customer.invoice_body()

    answer = await customer.post("/v2/client_invoices", {"client_invoice": body})

    assert answer.status_code == 422


@pytest.mark.parametrize(("content", "code"), [(b"", "invalid_body"), (b"{", "malformed_json")])
async def test_a_body_that_is_none_is_refused(customer: Customer, content: bytes, code: str) -> None:
    answer = await customer.call("POST", "/v2/client_invoices", content=content)

    assert refusal(answer)[1] == code


async def test_an_error_of_this_family_repeats_its_status(customer: Customer) -> None:
    answer = await customer.post("/v2/client_invoices", await customer.invoice_body(client_id=UNKNOWN_ID))

    (error,) = answer.json()["errors"]
    assert error["status"] == "422"
    assert error["trace_id"] == answer.headers["x-request-id"]


async def test_unknown_fields_are_ignored_and_counted(customer: Customer) -> None:
    await customer.draft(colour="blue", items=[item(weight="3")])

    assert set(customer.exchange.unread) == {"/colour", "/items/0/weight"}
    assert customer.exchange.verdict == "deviant"


async def test_the_guides_client_may_call_the_purchase_order_by_its_own_name(guided: Customer) -> None:
    draft = await guided.draft(purchase_order_number="CMD-1")

    assert draft["purchase_order"] == "CMD-1"
    assert guided.exchange.quirks == ("purchase_order_number",)

import pytest

from mock_qonto.kernel.messages import Command
from mock_qonto.resources.quotes.messages import ApproveQuote, CancelQuote
from tests.mock_qonto.support import UNKNOWN_ID, Customer, item, refusal

pytestmark = pytest.mark.anyio


async def test_what_is_said_changes_and_the_rest_stays(customer: Customer) -> None:
    quote = await customer.quote(header="Bonjour")

    answer = await customer.patch(
        f"/v2/quotes/{quote['id']}", {"expiry_date": "2026-05-01", "items": [item(quantity="2")]}
    )

    changed = answer.json()["quote"]
    assert answer.status_code == 200
    assert (changed["expiry_date"], changed["total_amount_cents"]) == ("2026-05-01", 11976)
    assert (changed["header"], changed["number"]) == ("Bonjour", quote["number"])
    assert changed["status"] == "pending_approval"


async def test_the_client_can_be_another_one(customer: Customer) -> None:
    quote = await customer.quote()
    other = await customer.client(name="Atelier Nord")

    answer = await customer.patch(f"/v2/quotes/{quote['id']}", {"client_id": other["id"]})

    assert answer.json()["quote"]["client"]["name"] == "Atelier Nord"


async def test_before_its_pdf_is_there_a_quote_cannot_be_changed(customer: Customer) -> None:
    quote = await customer.new_quote()

    answer = await customer.patch(f"/v2/quotes/{quote['id']}", {"header": "x"})

    assert refusal(answer)[:2] == (412, "quote_has_no_attachment")
    assert (await customer.quote_again(quote))["header"] is None
    customer.wait(1)
    assert (await customer.patch(f"/v2/quotes/{quote['id']}", {"header": "x"})).status_code == 200
    once_more = await customer.patch(f"/v2/quotes/{quote['id']}", {"header": "y"})
    assert refusal(once_more)[:2] == (412, "quote_has_no_attachment")


async def test_a_switch_lets_a_quote_be_changed_at_once(customer: Customer) -> None:
    customer.world.change(switches={**customer.world.settings.switches, "quote_change_needs_pdf": False})
    quote = await customer.new_quote()

    for header in ("x", "y"):
        assert (await customer.patch(f"/v2/quotes/{quote['id']}", {"header": header})).status_code == 200
    customer.wait(1)
    assert (await customer.quote_again(quote))["attachment_id"] is not None


@pytest.mark.parametrize("decided", [ApproveQuote, CancelQuote])
async def test_a_decided_quote_cannot_be_changed(customer: Customer, decided: type[Command]) -> None:
    quote = await customer.quote()
    customer.bank.execute(customer.world, decided(id=quote["id"]))

    answer = await customer.patch(f"/v2/quotes/{quote['id']}", {"header": "x"})

    assert refusal(answer)[:2] == (412, "forbidden_quote_update")
    assert (await customer.quote_again(quote))["header"] is None


@pytest.mark.parametrize(
    ("change", "status", "pointer"),
    [
        ({"expiry_date": "2026-01-01"}, 422, "/expiry_date"),
        ({"issue_date": "2026-12-31"}, 422, "/expiry_date"),
        ({"items": []}, 422, "/items"),
        (
            {"items": [item(unit_price={"value": "1", "currency": "USD"})]},
            422,
            "/items/0/unit_price/currency",
        ),
        ({"terms_and_conditions": None}, 422, "/terms_and_conditions"),
        ({"client_id": UNKNOWN_ID}, 422, "/client_id"),
        ({"number": "A-1"}, 409, "/number"),
    ],
)
async def test_a_wrong_change_is_refused_and_changes_nothing(
    customer: Customer, change: dict[str, object], status: int, pointer: str
) -> None:
    await customer.new_quote(number="A-1")
    quote = await customer.quote()

    answer = await customer.patch(f"/v2/quotes/{quote['id']}", change)

    assert (refusal(answer)[0], refusal(answer)[2]) == (status, f"/data/attributes{pointer}")
    assert await customer.quote_again(quote) == quote


async def test_its_own_number_or_none_leaves_the_number(customer: Customer) -> None:
    quote = await customer.quote()

    for number in (quote["number"], None):
        answer = await customer.patch(f"/v2/quotes/{quote['id']}", {"number": number})
        assert answer.json()["quote"]["number"] == quote["number"]
        customer.wait(1)


async def test_neither_currency_nor_status_can_be_changed(customer: Customer) -> None:
    quote = await customer.quote()

    answer = await customer.patch(f"/v2/quotes/{quote['id']}", {"currency": "USD", "status": "approved"})

    changed = answer.json()["quote"]
    assert (changed["currency"], changed["status"]) == ("EUR", "pending_approval")
    assert customer.exchange.unread == ("/currency", "/status")


async def test_an_unknown_quote_is_not_found(customer: Customer) -> None:
    assert refusal(await customer.patch(f"/v2/quotes/{UNKNOWN_ID}", {"header": "x"}))[0] == 404

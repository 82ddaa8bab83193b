import pytest

from tests.mock_qonto.support import UNKNOWN_ID, Customer, refusal
from tests.mock_qonto.transactions.book import one_with_a_file, one_without

pytestmark = pytest.mark.anyio


async def test_it_reads_alone_as_in_the_list_by_either_of_its_ids(customer: Customer) -> None:
    listed = await one_without(customer)

    by_id = await customer.get(f"/v2/transactions/{listed['id']}")
    by_name = await customer.get(f"/v2/transactions/{listed['transaction_id']}")

    assert by_id.json() == by_name.json() == {"transaction": listed}


async def test_the_readable_id_names_organization_account_and_place(customer: Customer) -> None:
    (first,) = (await customer.get("/v2/transactions", sort_by="emitted_at:asc", per_page=1)).json()[
        "transactions"
    ]

    assert first["transaction_id"] == "verone-4819-1-transaction-1"


@pytest.mark.parametrize("status", ["pending", "declined"])
async def test_it_shows_whatever_its_status(customer: Customer, status: str) -> None:
    (listed,) = (await customer.get("/v2/transactions", status=status)).json()["transactions"]

    assert (await customer.get(f"/v2/transactions/{listed['id']}")).json()["transaction"] == listed


async def test_more_is_shown_to_whoever_asks(customer: Customer) -> None:
    paid = await one_with_a_file(customer)

    more = (
        await customer.get(f"/v2/transactions/{paid['id']}", **{"includes[]": ["labels", "attachments"]})
    ).json()["transaction"]

    assert [label["name"] for label in more["labels"]] == ["Stock"]
    assert [file["file_name"] for file in more["attachments"]] == ["FG-1187.pdf"]
    assert "vat_details" not in more


async def test_without_vat_its_details_are_empty(customer: Customer) -> None:
    (pending,) = (await customer.get("/v2/transactions", status="declined")).json()["transactions"]
    income = (await customer.get("/v2/transactions", sort_by="emitted_at:asc")).json()["transactions"][0]

    for one, count in ((pending, 1), (income, 0)):
        shown = await customer.get(f"/v2/transactions/{one['id']}", **{"includes[]": "vat_details"})
        assert len(shown.json()["transaction"]["vat_details"]["items"]) == count


@pytest.mark.parametrize("id", [UNKNOWN_ID, "verone-4819-1-transaction-999", "x"])
async def test_an_unknown_one_is_not_found(customer: Customer, id: str) -> None:
    assert refusal(await customer.get(f"/v2/transactions/{id}"))[:2] == (404, "not_found")


@pytest.mark.parametrize("method", ["PATCH", "PUT", "DELETE"])
async def test_nobody_changes_what_happened(customer: Customer, method: str) -> None:
    one = await one_without(customer)

    answer = await customer.call(method, f"/v2/transactions/{one['id']}")

    assert answer.status_code == 404

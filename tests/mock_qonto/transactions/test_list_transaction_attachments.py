import pytest

from tests.mock_qonto.support import PNG, UNKNOWN_ID, Customer, refusal
from tests.mock_qonto.transactions.book import files, one_with_a_file, one_without, send_file

pytestmark = pytest.mark.anyio


async def test_the_bill_of_a_transfer_is_listed_without_meta(customer: Customer) -> None:
    one = await one_with_a_file(customer)

    answer = (await customer.get(f"/v2/transactions/{one['id']}/attachments")).json()

    assert list(answer) == ["attachments"]
    (file,) = answer["attachments"]
    assert [file["id"]] == one["attachment_ids"]
    alone = (await customer.get(f"/v2/attachments/{file['id']}")).json()["attachment"]
    assert alone == file


async def test_files_come_in_the_order_they_came(customer: Customer) -> None:
    one = await one_without(customer)
    for content in (PNG, b"%PDF-1.7\n", PNG):
        await send_file(customer, one["id"], content)
        customer.wait(1)
    path = f"/v2/transactions/{one['id']}/attachments"

    second = (await customer.get(path, page=2, per_page=2)).json()["attachments"]

    assert second == (await files(customer, one["id"]))[2:]
    assert (await customer.get(path, page=3, per_page=2)).json() == {"attachments": []}


async def test_without_files_the_list_is_empty(customer: Customer) -> None:
    assert await files(customer, (await one_without(customer))["id"]) == []


async def test_an_unknown_transaction_is_not_found(customer: Customer) -> None:
    answer = await customer.get(f"/v2/transactions/{UNKNOWN_ID}/attachments")

    assert refusal(answer)[:2] == (404, "not_found")


async def test_a_page_that_cannot_be_is_refused_by_name(customer: Customer) -> None:
    one = await one_without(customer)

    answer = await customer.get(f"/v2/transactions/{one['id']}/attachments", per_page=101)

    assert refusal(answer)[::2] == (422, "per_page")

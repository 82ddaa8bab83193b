import pytest

from tests.mock_qonto.support import UNKNOWN_ID, Customer, refusal
from tests.mock_qonto.transactions.book import files, one_with_a_file, one_without, send_file

pytestmark = pytest.mark.anyio


async def test_all_files_go_at_once(customer: Customer) -> None:
    one = await one_with_a_file(customer)
    await send_file(customer, one["id"])
    customer.wait(60)
    gone = await files(customer, one["id"])

    answer = await customer.delete(f"/v2/transactions/{one['id']}/attachments")

    assert (answer.status_code, answer.json(), len(gone)) == (200, {}, 2)
    assert await files(customer, one["id"]) == []
    for file in gone:
        assert refusal(await customer.get(f"/v2/attachments/{file['id']}"))[0] == 404
    after = (await customer.get(f"/v2/transactions/{one['id']}")).json()["transaction"]
    assert (after["attachment_ids"], after["updated_at"]) == ([], "2026-03-02T09:01:00.000Z")


async def test_where_there_is_none_nothing_changes(customer: Customer) -> None:
    one = await one_without(customer)
    customer.wait(60)

    answer = await customer.delete(f"/v2/transactions/{one['id']}/attachments")

    assert answer.status_code == 200
    assert await one_without(customer) == one


async def test_what_is_still_on_its_way_arrives_all_the_same(customer: Customer) -> None:
    one = await one_without(customer)
    await send_file(customer, one["id"])

    await customer.delete(f"/v2/transactions/{one['id']}/attachments")
    customer.wait(1)

    assert len(await files(customer, one["id"])) == 1


async def test_an_unknown_transaction_is_not_found(customer: Customer) -> None:
    answer = await customer.delete(f"/v2/transactions/{UNKNOWN_ID}/attachments")

    assert refusal(answer)[:2] == (404, "not_found")

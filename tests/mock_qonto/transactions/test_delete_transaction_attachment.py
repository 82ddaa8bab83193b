import pytest

from tests.mock_qonto.support import UNKNOWN_ID, Customer, refusal
from tests.mock_qonto.transactions.book import files, one_with_a_file, one_without, send_file

pytestmark = pytest.mark.anyio


async def test_the_file_is_gone_everywhere_and_the_transaction_has_changed(customer: Customer) -> None:
    one = await one_with_a_file(customer)
    await send_file(customer, one["id"])
    customer.wait(60)
    first, second = await files(customer, one["id"])

    answer = await customer.delete(f"/v2/transactions/{one['id']}/attachments/{first['id']}")

    assert (answer.status_code, answer.json()) == (200, {})
    after = (await customer.get(f"/v2/transactions/{one['id']}")).json()["transaction"]
    assert after["attachment_ids"] == [second["id"]]
    assert after["updated_at"] == "2026-03-02T09:01:00.000Z"
    assert refusal(await customer.get(f"/v2/attachments/{first['id']}"))[0] == 404
    assert (await customer.http.get(first["url"])).status_code == 404


async def test_gone_is_gone(customer: Customer) -> None:
    one = await one_with_a_file(customer)
    path = f"/v2/transactions/{one['id']}/attachments/{one['attachment_ids'][0]}"
    await customer.delete(path)

    assert refusal(await customer.delete(path))[:2] == (404, "not_found")


async def test_the_file_of_another_transaction_stays(customer: Customer) -> None:
    one, other = await one_with_a_file(customer), await one_without(customer)
    file_id = one["attachment_ids"][0]

    answer = await customer.delete(f"/v2/transactions/{other['id']}/attachments/{file_id}")

    assert refusal(answer)[:2] == (404, "not_found")
    assert (await one_with_a_file(customer)) == one


async def test_neither_an_unknown_file_nor_an_unknown_transaction_is_found(customer: Customer) -> None:
    one = await one_with_a_file(customer)
    file_id = one["attachment_ids"][0]

    for path in (f"{one['id']}/attachments/{UNKNOWN_ID}", f"{UNKNOWN_ID}/attachments/{file_id}"):
        assert refusal(await customer.delete(f"/v2/transactions/{path}"))[:2] == (404, "not_found")
    assert (await one_with_a_file(customer)) == one

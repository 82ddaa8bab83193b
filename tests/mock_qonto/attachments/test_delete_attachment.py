import pytest

from tests.mock_qonto.support import PNG, UNKNOWN_ID, Customer, refusal

pytestmark = pytest.mark.anyio


async def test_a_deleted_file_is_gone_and_its_link_leads_nowhere(guided: Customer) -> None:
    id = (await guided.upload(PNG)).json()["attachment"]["id"]
    url = (await guided.get(f"/v2/attachments/{id}")).json()["attachment"]["url"]

    answer = await guided.delete(f"/v2/attachments/{id}")

    assert answer.status_code == 204
    assert refusal(await guided.get(f"/v2/attachments/{id}"))[0] == 404
    assert (await guided.http.get(url)).status_code == 404


async def test_a_deleted_file_of_a_transaction_is_none_of_its_files_any_more(guided: Customer) -> None:
    with_a_file = (await guided.get("/v2/transactions", with_attachments="true")).json()["transactions"]
    (paid,) = [one for one in with_a_file if one["attachment_ids"]]
    guided.wait(60)

    answer = await guided.delete(f"/v2/attachments/{paid['attachment_ids'][0]}")

    after = (await guided.get(f"/v2/transactions/{paid['id']}")).json()["transaction"]
    assert (answer.status_code, after["attachment_ids"]) == (204, [])
    assert after["updated_at"] > paid["updated_at"]


async def test_an_unknown_file_is_not_found(guided: Customer) -> None:
    assert refusal(await guided.delete(f"/v2/attachments/{UNKNOWN_ID}"))[:2] == (404, "not_found")


async def test_the_newest_edition_deletes_through_the_transaction_only(modern: Customer) -> None:
    id = (await modern.upload(PNG)).json()["attachment"]["id"]

    assert (await modern.delete(f"/v2/attachments/{id}")).status_code == 404

import pytest

from tests.mock_qonto.support import UNKNOWN_ID, Customer, refusal

pytestmark = pytest.mark.anyio


async def test_a_deleted_client_is_gone_and_its_invoices_keep_their_copy(modern: Customer) -> None:
    client = await modern.client(name="Morel")
    draft = await modern.draft(client_id=client["id"])

    answer = await modern.delete(f"/v2/clients/{client['id']}")

    assert (answer.status_code, answer.content) == (204, b"")
    assert refusal(await modern.get(f"/v2/clients/{client['id']}"))[0] == 404
    assert (await modern.invoice(draft["id"]))["client"]["id"] == client["id"]


async def test_a_deleted_client_cannot_be_invoiced_any_more(modern: Customer) -> None:
    client = await modern.client()
    await modern.delete(f"/v2/clients/{client['id']}")

    answer = await modern.post("/v2/client_invoices", await modern.invoice_body(client_id=client["id"]))

    assert refusal(answer) == (422, "invalid_client_id", "/data/attributes/client_id")


async def test_an_unknown_client_is_not_found(modern: Customer) -> None:
    assert refusal(await modern.delete(f"/v2/clients/{UNKNOWN_ID}"))[:2] == (404, "not_found")


async def test_the_edition_of_the_guide_has_no_such_route(guided: Customer) -> None:
    client = await guided.client()

    answer = await guided.delete(f"/v2/clients/{client['id']}")

    assert answer.status_code == 404
    assert "x-request-id" not in answer.headers

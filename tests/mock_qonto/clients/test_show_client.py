import pytest

from tests.mock_qonto.support import UNKNOWN_ID, Customer, refusal

pytestmark = pytest.mark.anyio


async def test_a_client_is_shown_as_created(customer: Customer) -> None:
    created = await customer.client(email="a@b.example", phone={"country_code": "+33", "number": "556000000"})

    shown = (await customer.get(f"/v2/clients/{created['id']}")).json()["client"]

    assert shown == created
    assert shown["phone"] == {"country_code": "+33", "number": "556000000"}


@pytest.mark.parametrize("id", [UNKNOWN_ID, "not-a-uuid", "1"])
async def test_an_unknown_id_is_not_found_whatever_it_looks_like(customer: Customer, id: str) -> None:
    answer = await customer.get(f"/v2/clients/{id}")

    assert refusal(answer)[:2] == (404, "not_found")


async def test_a_verb_the_path_does_not_have_is_not_found_in_json(customer: Customer) -> None:
    created = await customer.client()

    answer = await customer.call("PUT", f"/v2/clients/{created['id']}", json={"name": "x"})

    assert refusal(answer)[:2] == (404, "not_found")

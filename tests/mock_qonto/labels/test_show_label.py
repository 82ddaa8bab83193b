import pytest

from tests.mock_qonto.support import UNKNOWN_ID, Customer, refusal

pytestmark = pytest.mark.anyio


async def test_a_label_reads_alone_as_in_the_list(customer: Customer) -> None:
    label = (await customer.get("/v2/labels")).json()["labels"][1]

    assert (await customer.get(f"/v2/labels/{label['id']}")).json() == {"label": label}


@pytest.mark.parametrize("id", [UNKNOWN_ID, "stock"])
async def test_an_unknown_label_is_not_found(customer: Customer, id: str) -> None:
    assert refusal(await customer.get(f"/v2/labels/{id}"))[:2] == (404, "not_found")


@pytest.mark.parametrize("method", ["POST", "PATCH", "DELETE"])
async def test_labels_are_made_and_changed_elsewhere(customer: Customer, method: str) -> None:
    answer = await customer.call(method, "/v2/labels")

    assert answer.status_code == 404

import pytest

from tests.mock_qonto.support import Customer, refusal

pytestmark = pytest.mark.anyio


async def test_parents_and_children_are_listed_alike(customer: Customer) -> None:
    labels = (await customer.get("/v2/labels")).json()["labels"]

    by_name = {label["name"]: label for label in labels}
    assert list(by_name) == ["Achats", "Stock", "Frais généraux", "Ventes"]
    assert by_name["Stock"]["parent_id"] == by_name["Achats"]["id"]
    assert by_name["Achats"]["parent_id"] is None


async def test_a_page_holds_what_was_asked_for(customer: Customer) -> None:
    answer = (await customer.get("/v2/labels", per_page=3, page=2)).json()

    assert [label["name"] for label in answer["labels"]] == ["Ventes"]
    assert (answer["meta"]["total_count"], answer["meta"]["next_page"]) == (4, None)


async def test_a_page_past_the_last_one_is_refused(customer: Customer) -> None:
    assert refusal(await customer.get("/v2/labels", page=2)) == (422, "invalid", "page")

from typing import Any

import pytest

from tests.mock_qonto.support import Customer, refusal

pytestmark = pytest.mark.anyio


async def _names(customer: Customer, **query: Any) -> list[str]:
    clients = (await customer.get("/v2/clients", **query)).json()["clients"]
    return [client.get("name") or f"{client['first_name']} {client['last_name']}" for client in clients]


@pytest.fixture
async def four(customer: Customer) -> Customer:
    await customer.client(name="Zéphyr", email="a@zephyr.example")
    customer.wait(60)
    await customer.client(name="atelier Élan", email="Contact@Elan.example", vat_number="FR12345678901")
    customer.wait(60)
    await customer.client(name="Morel", tax_identification_number="73282932000074")
    customer.wait(60)
    await customer.post("/v2/clients", {"kind": "individual", "first_name": "Élodie", "last_name": "Bo"})
    return customer


async def test_the_list_is_sorted_by_name_whatever_the_accents(four: Customer) -> None:
    assert await _names(four) == ["atelier Élan", "Élodie Bo", "Morel", "Zéphyr"]


@pytest.mark.parametrize(
    ("sort_by", "names"),
    [
        ("name:desc", ["Zéphyr", "Morel", "Élodie Bo", "atelier Élan"]),
        ("created_at:asc", ["Zéphyr", "atelier Élan", "Morel", "Élodie Bo"]),
        ("created_at:desc", ["Élodie Bo", "Morel", "atelier Élan", "Zéphyr"]),
    ],
)
async def test_it_can_be_sorted_otherwise(four: Customer, sort_by: str, names: list[str]) -> None:
    assert await _names(four, sort_by=sort_by) == names


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("elan", ["atelier Élan"]),
        ("ÉLODIE B", ["Élodie Bo"]),
        ("EL", ["atelier Élan", "Élodie Bo", "Morel"]),
        ("nobody", []),
    ],
)
async def test_a_name_is_found_in_part_whatever_case_and_accents(
    four: Customer, name: str, found: list[str]
) -> None:
    assert await _names(four, **{"filter[name]": name}) == found


@pytest.mark.parametrize(
    ("field", "value", "found"),
    [
        ("email", "contact@ELAN.example", ["atelier Élan"]),
        ("email", "contact", []),
        ("vat_number", "fr12345678901", ["atelier Élan"]),
        ("tax_identification_number", "73282932000074", ["Morel"]),
        ("tax_identification_number", "7328", []),
    ],
)
async def test_the_other_filters_are_exact_whatever_the_case(
    four: Customer, field: str, value: str, found: list[str]
) -> None:
    assert await _names(four, **{f"filter[{field}]": value}) == found


async def test_filters_add_up(four: Customer) -> None:
    both = {"filter[name]": "el", "filter[email]": "contact@elan.example"}

    assert await _names(four, **both) == ["atelier Élan"]
    assert await _names(four, **both, **{"filter[vat_number]": "other"}) == []


async def test_those_changed_since_an_instant_are_found(four: Customer) -> None:
    assert await _names(four, **{"filter[updated_at_from]": "2026-03-02T09:02:00Z"}) == ["Élodie Bo", "Morel"]


async def test_pages_follow_one_another(four: Customer) -> None:
    second = (await four.get("/v2/clients", page=2, per_page=3)).json()

    assert [client["name"] for client in second["clients"]] == ["Zéphyr"]
    assert second["meta"] == {
        "current_page": 2,
        "next_page": None,
        "prev_page": 1,
        "total_pages": 2,
        "total_count": 4,
        "per_page": 3,
    }


@pytest.mark.parametrize(
    "query", [{"sort_by": "email:asc"}, {"page": 3}, {"per_page": 101}, {"filter[updated_at_from]": "today"}]
)
async def test_what_cannot_be_asked_is_refused_by_name(four: Customer, query: dict[str, Any]) -> None:
    answer = await four.get("/v2/clients", **query)

    assert (refusal(answer)[0], refusal(answer)[2]) == (422, next(iter(query)))

"""`GET /api/qonto/clients`: looked for in all of them, not in the page at hand."""

from typing import Any

import pytest

from mock_qonto.app import build_bank
from mock_qonto.kernel.clock import ClockState
from tests.gateway.invoices.shop import Shop
from tests.gateway.support import NOON, stack

pytestmark = pytest.mark.anyio

PEOPLE: tuple[dict[str, Any], ...] = (
    {
        "type": "company",
        "name": "Atelier Éole",
        "email": "compta@eole.example.com",
        "vatNumber": "FR00000000200",
    },
    {"type": "company", "name": "Éolienne du Nord", "email": "nord@eole.example.com"},
    {"type": "individual", "firstName": "Camille", "lastName": "Essai", "email": "camille@example.com"},
)


@pytest.fixture
async def known(shop: Shop) -> Shop:
    for person in PEOPLE:
        assert (await shop.ask("create_client", json=person)).status == 201
    return shop


async def listed(shop: Shop, **params: Any) -> dict[str, Any]:
    answer = await shop.ask("list_clients", params=params)
    assert answer.status == 200, answer.body
    return answer.body


def names(body: dict[str, Any]) -> list[str]:
    return [client["name"] for client in body["clients"]]


async def test_a_client_looks_the_same_whatever_it_is(known: Shop) -> None:
    body = await listed(known)

    company, person = body["clients"][0], next(one for one in body["clients"] if one["kind"] == "individual")
    assert names(body) == ["Atelier Éole", "Camille Essai", "Éolienne du Nord"]
    assert company.keys() == person.keys()
    assert (person["name"], person["first_name"], person["type"]) == (
        "Camille Essai",
        "Camille",
        "individual",
    )
    assert (company["first_name"], company["billing_address"]) == (None, None)
    assert (body["count"], body["meta"]["total_count"]) == (3, 3)


@pytest.mark.parametrize(
    ("params", "found"),
    [
        ({"q": "eole"}, ["Atelier Éole"]),
        ({"name": "EOLIENNE"}, ["Éolienne du Nord"]),
        ({"q": "camille essai"}, ["Camille Essai"]),
        ({"q": "nord", "name": "eole"}, ["Éolienne du Nord"]),
        ({"email": "COMPTA@eole.example.com"}, ["Atelier Éole"]),
        ({"email": "compta"}, []),
        ({"vatNumber": "fr00000000200"}, ["Atelier Éole"]),
        ({"email": "camille@example.com", "q": "eole"}, []),
    ],
)
async def test_clients_are_looked_for(known: Shop, params: dict[str, Any], found: list[str]) -> None:
    assert names(await listed(known, **params)) == found


async def test_pages_follow_each_other(database_url: str, edition: str) -> None:
    bank = build_bank(edition=edition, rate_limit="off", fixture="busy", clock=ClockState(held=NOON))
    async with stack(database_url, edition=edition, bank=bank) as running:
        shop = Shop(stack=running, database_url=database_url)
        pages = [await listed(shop, page=number, per_page=20) for number in (1, 2, 3)]
        whole = await listed(shop, all="true")
        looked_for = await listed(shop, q="essai 49", per_page=5)

    assert [name for page in pages for name in names(page)] == names(whole)
    assert [page["count"] for page in pages] == [20, 20, 10]
    assert (pages[1]["meta"]["prev_page"], pages[1]["meta"]["next_page"]) == (1, 3)
    assert whole["meta"]["total_pages"] == 1
    assert names(looked_for) == ["Maison d'essai 49"]


@pytest.mark.parametrize(
    ("params", "field"),
    [
        ({"per_page": 101}, "per_page"),
        ({"page": 0}, "page"),
        ({"page": 9}, "page"),
        ({"q": ""}, "q"),
        ({"email": ""}, "email"),
        ({"vatNumber": "x" * 51}, "vatNumber"),
    ],
)
async def test_what_cannot_be_asked_is_refused_by_name(
    known: Shop, params: dict[str, Any], field: str
) -> None:
    answer = await known.ask("list_clients", params=params)

    assert (answer.status, answer.code) == (422, "INVALID_PARAMETER")
    assert [one["field"] for one in answer.body["details"]["fields"]] == [field]

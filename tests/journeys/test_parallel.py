"""A crowd over real ports, at one gateway process and at two on one database: everything is done once."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from itertools import cycle, islice
from typing import Any

import httpx
import pytest

from tests.gateway.databases import throwaway_postgres
from tests.journeys.both_sides import disagreements, more_orders
from tests.journeys.person import MORNING, Person
from tests.stack import Stack, free_ports

pytestmark = pytest.mark.journey

HUNDRED, CROWD = 100, 20
UNLIMITED = {"QONTO_RATE_LIMIT_PER_MINUTE": "0"}
ON_POSTGRES = pytest.mark.postgres
ALREADY = (409, "ORDER_ALREADY_INVOICED")
People = tuple[Person, Person]


@pytest.fixture(
    scope="module",
    params=[
        pytest.param(("sqlite", 1), id="sqlite, one gateway"),
        pytest.param(("sqlite", 2), id="sqlite, two gateways"),
        pytest.param(("postgres", 1), id="postgres, one gateway", marks=ON_POSTGRES),
        pytest.param(("postgres", 2), id="postgres, two gateways", marks=ON_POSTGRES),
    ],
)
def people(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[People]:
    """Two sessions of one user; with two gateways each has its own."""
    database, gateways = request.param
    folder = tmp_path_factory.mktemp("parallel")
    with ExitStack() as ending:
        url = ending.enter_context(throwaway_postgres()) if database == "postgres" else None
        settings: dict[str, Any] = {"clock": MORNING, "rate_limit": "off", "env": UNLIMITED}
        first = ending.enter_context(Stack(folder / "one", database_url=url, **settings))
        second = first
        if gateways == 2:
            (own_port,) = free_ports(1)
            ports = (first.ports[0], first.ports[1], own_port)
            second = Stack(folder / "two", ports=ports, database_url=first.database_url, **settings)
            ending.callback(second.end)
            second.start_gateway()
        both = (Person.at(first), Person.at(second))
        for person in both:
            ending.callback(person.leave)
        yield both


def test_a_hundred_yeses_at_once_burn_a_hundred_consecutive_numbers(people: People) -> None:
    ids = _drafts(people, HUNDRED)
    tokens = _at_once(lambda person, id: person.token(id), people, ids, hands=8)

    answers = _at_once(_confirm, people, zip(ids, tokens, strict=True), hands=HUNDRED)

    assert Counter(answer.status_code for answer in answers) == {200: HUNDRED}, _odd(answers, 200)
    numbers = sorted(_number(answer) for answer in answers)
    assert numbers == list(range(numbers[0], numbers[0] + HUNDRED))
    assert disagreements(people[0]) == []


def test_twenty_want_the_same_invoice_and_one_is_made_eight_times_over(people: People) -> None:
    orders = more_orders(_database(people), 8)

    crowds = [_at_once(_create, people, [order] * CROWD, hands=CROWD) for order in orders]

    for order, answers in zip(orders, crowds, strict=True):
        assert Counter(map(_said, answers)) == {(201, None): 1, ALREADY: CROWD - 1}, _odd(answers, 409)
        assert people[0].ask("GET", f"/invoices/by-order/{order}").json()["count"] == 1
    made = Counter(one["purchase_order"] for one in people[0].all_at_the_bank())
    assert {made[f"LOT-{order}"] for order in orders} == {1}
    assert disagreements(people[0]) == []


def test_twenty_say_yes_with_one_token_and_one_number_is_burnt(people: People) -> None:
    (id,) = _drafts(people, 1)
    before = _burnt(people)
    token = people[0].token(id)

    answers = _at_once(_confirm, people, [(id, token)] * CROWD, hands=CROWD)

    statuses = Counter(answer.status_code for answer in answers)
    assert statuses[200] == 1, _odd(answers, 200)
    assert statuses.keys() <= {200, 409, 428}
    assert len(_burnt(people) - before) == 1
    assert disagreements(people[0]) == []


# ------------------------------------------------------------------ what the crowd does
def _drafts(people: People, count: int) -> list[str]:
    orders = more_orders(_database(people), count)
    answers = _at_once(_create, people, orders, hands=8)
    assert Counter(answer.status_code for answer in answers) == {201: count}, _odd(answers, 201)
    return [answer.json()["invoice"]["id"] for answer in answers]


def _create(person: Person, order_id: str) -> httpx.Response:
    return person.ask("POST", "/invoices", {"salesOrderId": order_id})


def _confirm(person: Person, confirmed: tuple[str, str]) -> httpx.Response:
    id, token = confirmed
    return person.ask("POST", f"/invoices/{id}/finalize", {"confirmationToken": token})


def _at_once(
    deed: Callable[[Person, Any], Any], people: People, things: Iterable[Any], *, hands: int
) -> list[Any]:
    things = list(things)
    with ThreadPoolExecutor(hands) as crowd:
        return list(crowd.map(deed, islice(cycle(people), len(things)), things))


def _said(answer: httpx.Response) -> tuple[int, str | None]:
    return answer.status_code, answer.json().get("code")


def _number(answer: httpx.Response) -> int:
    number = re.fullmatch(r"F-2026-(\d{3,})", answer.json()["invoice"]["number"])
    assert number is not None, answer.text
    return int(number[1])


def _burnt(people: People) -> set[str]:
    return {one["number"] for one in people[0].all_at_the_bank() if one["number"] is not None}


def _odd(answers: Sequence[httpx.Response], usual: int) -> list[str]:
    return [answer.text[:300] for answer in answers if answer.status_code != usual][:3]


def _database(people: People) -> str:
    url = people[0].stack.database_url
    assert url is not None
    return url

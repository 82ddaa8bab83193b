"""A page costs what the page holds, however many transactions the account has seen."""

import time
import timeit
from datetime import timedelta

import pytest

from mock_qonto.app import build_bank_app
from mock_qonto.kernel.bank import Bank
from mock_qonto.resources.transactions.model import Transaction
from mock_qonto.resources.transactions.terms import Status
from mock_qonto.web.spine import Asked, BankApp
from tests.mock_qonto.support import AUTHORIZATION, NINE, a_bank
from tests.mock_qonto.transactions.book import Book

FEW, MANY, PAGE = 100, 100_000, 100
# What varies is asked for in turn, because the last page shown is kept as it is.
QUERIES = [
    ("the newest", "per_page={per_page}"),
    ("the oldest", "per_page={per_page}&sort_by=settled_at:asc"),
    ("the first to be changed", "per_page={per_page}&sort_by=updated_at:asc"),
    ("what changed lately", "per_page={per_page}&updated_at_from={lately}"),
    (
        "what changed since, in that order",
        "per_page={per_page}&sort_by=updated_at:asc&updated_at_from={since}",
    ),
    ("all statuses", "per_page={per_page}&status[]=completed&status[]=pending&status[]=declined"),
    ("the last page there may be", "per_page={per_page}&page={last}"),
]


def bank_with(count: int) -> Bank:
    """A bank whose account has seen *count* transactions, one in ten of them declined."""
    bank = a_bank(fixture="empty")
    book = Book(bank.default_world)
    for number in range(count):
        book.enter(number, status=Status.COMPLETED if number % 10 else Status.DECLINED)
    return bank


def best_s(app: BankApp, query: str, count: int) -> float:
    """The processor's seconds for two pages that differ, at best."""
    newest = NINE - timedelta(hours=1000 - count)
    since, lately = NINE - timedelta(hours=1000), newest - timedelta(hours=50)
    said = {name: at.strftime("%Y-%m-%dT%H:%M:%SZ") for name, at in (("since", since), ("lately", lately))}
    asked = [
        Asked(
            method="GET",
            path="/v2/transactions",
            query_string=query.format(
                per_page=per_page, last=min(count * 9 // 10, 10_000) // per_page, **said
            ).encode(),
            headers={b"authorization": AUTHORIZATION["Authorization"].encode()},
            body=b"",
            client="127.0.0.1",
        )
        for per_page in (PAGE // 2, PAGE // 2 - 1)
    ]

    def ask() -> None:
        for one in asked:
            reply = app.answer(one).reply
            assert reply.status == 200, reply.body

    return min(timeit.repeat(ask, timer=time.thread_time, number=3, repeat=20))


@pytest.fixture(scope="module")
def much() -> Bank:
    return bank_with(MANY)


def test_a_page_of_a_hundred_thousand_costs_at_most_twice_a_page_of_a_hundred(much: Bank) -> None:
    few, many = build_bank_app(bank_with(FEW)), build_bank_app(much)

    costs = {name: best_s(many, query, MANY) / best_s(few, query, FEW) for name, query in QUERIES}

    assert {name: cost for name, cost in costs.items() if cost > 2} == {}


def test_a_change_among_a_hundred_thousand_finds_its_places_at_once(much: Bank) -> None:
    table = much.default_world.table(Transaction)
    oldest, newest = table.find(table.order()[0]), table.find(table.order()[-1])
    assert oldest is not None
    assert newest is not None

    cost_s = min(timeit.repeat(lambda: (table.put(newest), table.put(oldest)), number=100, repeat=5)) / 200

    assert cost_s < 0.001

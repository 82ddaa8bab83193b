"""A page costs what the page holds, however long the list."""

import timeit
from dataclasses import replace
from datetime import timedelta

import pytest

from mock_qonto.app import build_bank_app
from mock_qonto.kernel.bank import Bank
from mock_qonto.resources.client_invoices.model import ClientInvoice
from mock_qonto.web.spine import Asked, BankApp
from tests.mock_qonto.support import AUTHORIZATION, a_bank, customer_of

pytestmark = pytest.mark.anyio

FEW, MANY, PAGE = 100, 100_000, 100
# What varies is asked for in turn, because the last page shown is kept as it is.
QUERIES = [
    ("the newest", "per_page={per_page}"),
    ("the oldest", "per_page={per_page}&sort_by=created_at:asc"),
    ("the last page", "per_page={per_page}&page={last}"),
    ("one status", "per_page={per_page}&filter[status]=draft"),
    ("several statuses", "per_page={per_page}&filter[status]=draft,paid,canceled"),
    ("a stretch of time", "per_page={per_page}&filter[created_at_from]=2020-01-01T00:00:00Z"),
]


async def bank_with(count: int) -> Bank:
    """A bank whose drafts were born one minute after the other."""
    bank = a_bank()
    async with customer_of(bank) as customer:
        await customer.draft()
    table = bank.default_world.table(ClientInvoice)
    (first,) = table
    for number in range(1, count):
        born = first.created_at + timedelta(minutes=number)
        table.put(replace(first, id=f"{number:08d}-0000-4000-a000-000000000000", created_at=born))
    return bank


def best_s(app: BankApp, query: str, count: int) -> float:
    """Seconds for two pages that differ, at best."""
    asked = [
        Asked(
            method="GET",
            path="/v2/client_invoices",
            query_string=query.format(per_page=per_page, last=count // per_page).encode(),
            headers={b"authorization": AUTHORIZATION["Authorization"].encode()},
            body=b"",
            client="127.0.0.1",
        )
        for per_page in (PAGE, PAGE - 1)
    ]

    def ask() -> None:
        for one in asked:
            reply = app.answer(one).reply
            assert reply.status == 200, reply.body

    return min(timeit.repeat(ask, number=3, repeat=20))


async def test_a_page_of_a_hundred_thousand_costs_at_most_twice_a_page_of_a_hundred() -> None:
    few, many = build_bank_app(await bank_with(FEW)), build_bank_app(await bank_with(MANY))

    costs = {name: best_s(many, query, MANY) / best_s(few, query, FEW) for name, query in QUERIES}

    assert {name: cost for name, cost in costs.items() if cost > 2} == {}

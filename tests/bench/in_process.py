"""What validation and routing cost by themselves, without a socket."""

import timeit
from typing import Any

import orjson

import contracts
from contracts.contract import Contract
from mock_qonto.routes import OPERATIONS
from mock_qonto.web.call import Reply
from mock_qonto.web.routing import Operation, RouteTable

REPEATS = 5
LIST = 100


def validation_of_one_us(listed: bytes) -> float:
    """Microseconds to hold one invoice against its schema."""
    contract, invoice = contracts.load("qonto", "guide"), _invoices(listed)[0]
    assert contract.schema_errors("ClientInvoice", invoice) == ()
    return _best_us(lambda: contract.schema_errors("ClientInvoice", invoice), 2_000)


def validation_of_hundred_us(listed: bytes) -> float:
    """Microseconds to hold a whole list of 100 against the operation's answer."""
    operation = contracts.load("qonto", "guide").operations["list_client_invoices"]
    body = orjson.loads(listed)
    assert len(_invoices(listed)) == LIST
    assert operation.accepts_response(200, body)
    return _best_us(lambda: operation.accepts_response(200, body), 100)


def routing_ratio() -> float:
    """Finding one path among 150 operations, times finding it among those the bank serves."""
    contract = contracts.load("qonto", "guide")
    served = RouteTable(OPERATIONS, contract)
    many = RouteTable((*OPERATIONS, *_others(contract)), contract)
    path = "/v2/client_invoices/0193a1f2-0000-4000-a000-000000000000"
    few_us = _best_us(lambda: served.find("GET", path), 20_000)
    many_us = _best_us(lambda: many.find("GET", path), 20_000)
    return many_us / few_us


def _others(contract: Contract) -> list[Operation]:
    ids = list(contract.operations)
    count = 150 - len(OPERATIONS)
    return [
        Operation(id=ids[n % len(ids)], method="GET", path=f"/v2/resource_{n}/{{id}}", endpoint=_nothing)
        for n in range(count)
    ]


def _nothing(_: object) -> Reply:
    return Reply(204, b"", None)


def _invoices(listed: bytes) -> list[dict[str, Any]]:
    invoices: list[dict[str, Any]] = orjson.loads(listed)["client_invoices"]
    return invoices


def _best_us(call: Any, number: int) -> float:
    return min(timeit.repeat(call, number=number, repeat=REPEATS)) / number * 1e6

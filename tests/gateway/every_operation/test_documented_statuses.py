"""
What any operation may answer, answered by each: to callers who may not, and when what it stands on is broken.

Which statuses were seen is counted elsewhere (tests/status_coverage.py); here each answer is one that the
contract documents for its operation, in the shape that it documents.
"""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.types import ASGIApp

from mock_qonto.app import build_bank, build_bank_app
from mock_qonto.kernel.clock import ClockState
from mock_qonto.web.faults import EVERY_OPERATION, Fault, Kind
from tests.gateway.attachments.drawer import NOBODY, clock_of
from tests.gateway.bad_input.scene import jwt_settings
from tests.gateway.every_operation.calls import Call, House
from tests.gateway.support import NOON, Stack, stack

pytestmark = pytest.mark.anyio

ELSEWHERE = "http://elsewhere.example"
JSON, TEXT = {"Content-Type": "application/json"}, {"Content-Type": "text/plain"}
NO_BODY: dict[str, Any] = {"json": None, "files": None, "data": None}
ALWAYS = 1_000_000


@pytest.mark.parametrize(
    ("status", "said"),
    [
        pytest.param(400, {"headers": {"Host": "elsewhere.example"}}, id="under a name that is not ours"),
        pytest.param(
            403,
            {"headers": {"Origin": ELSEWHERE, "Access-Control-Request-Method": "GET"}},
            id="from a page that is not ours",
        ),
        pytest.param(413, {**NO_BODY, "headers": JSON, "content": b" " * (1024 * 1024 + 1)}, id="too much"),
        pytest.param(415, {**NO_BODY, "headers": TEXT, "content": b"x"}, id="in no language of ours"),
        pytest.param(422, {"params": {"autoFinalize": "true"}}, id="to finalise by the way"),
    ],
)
async def test_what_nobody_may_ask_is_refused_everywhere(
    house: House, status: int, said: dict[str, Any]
) -> None:
    answered = await _answers(house.stack, house.calls, status, **said)

    assert _answered_otherwise(answered, house.calls, status) == {}


@pytest.mark.parametrize(
    ("status", "settings"),
    [(401, jwt_settings()), (429, {"gateway_rate_limit_per_minute": 1})],
    ids=["without a name", "too often"],
)
async def test_who_may_not_ask_is_refused_everywhere(
    house: House, status: int, settings: dict[str, Any]
) -> None:
    async with _another(house, settings=settings) as other:
        await other.client.get("/api/qonto/status")
        answered = await _answers(other, house.calls, status)

    assert _answered_otherwise(answered, house.calls, status) == {}


async def test_what_is_not_there_is_not_found(house: House) -> None:
    nothing = [call.about(NOBODY) for call in house.calls]

    answered = await _answers(house.stack, nothing, 404)

    assert 404 in answered.values()


async def test_in_another_world_nothing_is_written(house: House) -> None:
    reborn = build_bank(edition="2026-11", rate_limit="off", clock=ClockState(held=NOON))
    async with stack(house.url, edition="2026-11", bank=reborn, clock=clock_of(reborn)) as other:
        answered = await _answers(other, house.calls, 409)

    assert 409 in answered.values()


class _UnknownToQonto(httpx.ASGITransport):
    """Everything is asked at a path that nobody serves."""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        request.url = request.url.copy_with(path="/v2/no_such_thing", query=None)
        return await super().handle_async_request(request)


class _Away(httpx.AsyncBaseTransport):
    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("nobody is there", request=request)


@pytest.mark.parametrize(
    ("status", "transport_of"),
    [(501, _UnknownToQonto), (503, lambda _: _Away())],
    ids=["without the operation", "away"],
)
async def test_a_bank_that_cannot_be_asked_is_said_so(
    house: House, status: int, transport_of: Callable[[ASGIApp], httpx.AsyncBaseTransport]
) -> None:
    bank_app = build_bank_app(house.stack.bank)
    async with _another(house, transport=transport_of(bank_app)) as other:
        answered = await _answers(other, house.calls, status)

    assert status in answered.values()


async def test_a_bank_that_speaks_nonsense_is_said_so(house: House) -> None:
    async with _another(house) as other:
        fault = Fault(id="always", operation=EVERY_OPERATION, kind=Kind.GARBAGE, count=ALWAYS)
        other.faults.add(other.world.slug, fault)
        answered = await _answers(other, house.calls, 502)

    assert 502 in answered.values()


class _Mistaken(httpx.AsyncBaseTransport):
    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        raise ZeroDivisionError(request.url)


async def test_a_bug_on_the_way_to_the_bank_is_an_incident(house: House) -> None:
    async with _another(house, transport=_Mistaken()) as other:
        answered = await _answers(other, house.calls, 500)

    assert 500 in answered.values()


async def test_a_bug_is_an_incident_whatever_was_asked(house: House) -> None:
    """A database whose tables are gone is no state that anybody expects."""
    async with _another(house) as other:
        with _without_tables(house.database):
            answered = await _answers(other, house.calls, 500)

    assert 500 in answered.values()
    assert set(answered.values()) <= {200, 500}


def _another(house: House, **how: Any) -> Any:
    """A second gateway at the same bank, on the same database."""
    bank = house.stack.bank
    return stack(house.url, edition="2026-11", bank=bank, clock=clock_of(bank), **how)


async def _answers(at: Stack, calls: list[Call], status: int, **said: Any) -> dict[str, int]:
    """Of every operation that documents *status*."""
    answered = {}
    for call in calls:
        if not call.documents(status):
            continue
        answer = await call.made(at.client, **said)
        assert call.documents(answer.status_code), (call.operation.id, answer.status_code, answer.text)
        if answer.headers.get("content-type", "").startswith("application/json"):
            assert call.operation.response_errors(answer.status_code, answer.json()) == ()
        answered[call.operation.id] = answer.status_code
    return answered


def _answered_otherwise(answered: dict[str, int], calls: list[Call], status: int) -> dict[str, int]:
    """Where the contract documents the very *status*; a page has only a range for it."""
    exact = {call.operation.id for call in calls if str(status) in call.statuses}
    return {id: answer for id, answer in answered.items() if id in exact and answer != status}


@contextmanager
def _without_tables(database: Path) -> Iterator[None]:
    named = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    with closing(sqlite3.connect(database)) as there, closing(sqlite3.connect(":memory:")) as kept:
        there.backup(kept)
        for (name,) in there.execute(named).fetchall():
            there.execute(f'DROP TABLE "{name}"')
        there.commit()
        yield
        kept.backup(there)

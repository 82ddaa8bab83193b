"""What any operation of the bank may answer, answered by each, in both editions."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest

import contracts
from mock_qonto.app import build_bank_app
from mock_qonto.kernel.bank import Bank
from mock_qonto.web.faults import EVERY_OPERATION, Fault, FaultBook, Kind
from mock_qonto.web.reading import BODY_MAX_BYTES
from tests.mock_qonto.support import AUTHORIZATION, BASE_URL, UNKNOWN_ID
from tests.statuses import SEEN

pytestmark = pytest.mark.anyio

NOBODY: dict[str, str] = {}
STRANGER = {"Authorization": "no-such-world:offline-key"}
A_MINUTE_IS_USED_UP = 2_000
ALWAYS = 1_000_000


@asynccontextmanager
async def caller_of(
    bank: Bank, headers: dict[str, str], faults: FaultBook | None = None
) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(build_bank_app(bank, faults=faults))
    async with httpx.AsyncClient(transport=transport, base_url=BASE_URL, headers=headers) as client:
        yield client


@pytest.mark.parametrize(
    ("status", "headers"), [(400, NOBODY), (401, STRANGER)], ids=["without a key", "with another key"]
)
async def test_who_has_no_key_is_refused_everywhere(
    bank: Bank, edition: str, status: int, headers: dict[str, str]
) -> None:
    async with caller_of(bank, headers) as client:
        assert await _answers(client, edition, status) == {status}


async def test_who_may_do_nothing_is_refused_everywhere(bank: Bank, edition: str) -> None:
    forbidden = dict.fromkeys(contracts.load("qonto", edition).operations, "403")
    bank.default_world.change(capabilities=forbidden)

    async with caller_of(bank, AUTHORIZATION) as client:
        assert await _answers(client, edition, 403) == {403}


async def test_who_asks_too_often_is_refused_everywhere(bank: Bank, edition: str) -> None:
    bank.default_world.change(rate_limit="edition")

    async with caller_of(bank, AUTHORIZATION) as client:
        for _ in range(A_MINUTE_IS_USED_UP):
            if (await client.get("/v2/organization")).status_code == 429:
                break

        assert await _answers(client, edition, 429) == {429}


async def test_a_bank_that_breaks_says_so_everywhere(bank: Bank, edition: str) -> None:
    faults = FaultBook()
    broken = Fault(id="always", operation=EVERY_OPERATION, kind=Kind.STATUS, status=503, count=ALWAYS)
    faults.add(bank.default_world.slug, broken)

    async with caller_of(bank, AUTHORIZATION, faults) as client:
        assert await _answers(client, edition, 503) == {503}


async def test_more_than_it_reads_is_refused_everywhere(bank: Bank, edition: str) -> None:
    async with caller_of(bank, AUTHORIZATION) as client:
        assert await _answers(client, edition, 413, content=b" " * (BODY_MAX_BYTES + 1)) == {413}


async def _answers(client: httpx.AsyncClient, edition: str, status: int, **said: Any) -> set[int]:
    """Of every operation that documents *status*."""
    answered = set()
    for operation in contracts.load("qonto", edition).operations.values():
        documented = set(map(str, operation.definition["responses"]))
        if documented.isdisjoint({str(status), f"{status // 100}XX"}):
            continue
        path = operation.path.format(id=UNKNOWN_ID, attachment_id=UNKNOWN_ID)
        answer = await client.request(operation.method, path, **said)
        assert operation.response_errors(answer.status_code, answer.json()) == ()
        SEEN.answered(f"bank {edition}", operation.id, answer.status_code)
        answered.add(answer.status_code)
    return answered

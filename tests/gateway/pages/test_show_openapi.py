"""`GET /openapi.json`."""

import pytest

from tests.gateway.support import stack

pytestmark = pytest.mark.anyio


async def test_the_contract_is_served_whole(sqlite_url: str) -> None:
    async with stack(sqlite_url) as running:
        answer = await running.client.get("/openapi.json")

    assert answer.status_code == 200
    assert "/api/qonto/health" in answer.json()["paths"]

"""The control plane's own contract."""

import httpx
import pytest

import contracts

pytestmark = pytest.mark.anyio


async def test_the_contract_that_is_served_is_the_one_that_is_kept(control: httpx.AsyncClient) -> None:
    assert (await control.get("/openapi.json")).json() == contracts.load("control").document

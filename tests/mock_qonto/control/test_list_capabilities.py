"""Every operation, and whether a world has it."""

import httpx
import pytest

import contracts

pytestmark = pytest.mark.anyio


async def test_what_the_edition_serves_is_present_and_the_rest_is_absent(
    control: httpx.AsyncClient, edition: str
) -> None:
    shown = (await control.get("/capabilities")).json()

    present = {operation for operation, state in shown["capabilities"].items() if state == "present"}
    assert present == set(contracts.load("qonto", edition).operations)
    assert shown["capabilities"]["finalize_quote"] == "absent-edge"
    assert shown["overridden"] == []

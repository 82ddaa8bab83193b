"""A world's switches and limits."""

import httpx
import pytest

from mock_qonto import switches

pytestmark = pytest.mark.anyio


async def test_switches_are_as_the_edition_has_them(control: httpx.AsyncClient, edition: str) -> None:
    shown = (await control.get("/settings")).json()

    assert shown == {"rate_limit": "off", "switches": switches.defaults(edition), "turned": []}

"""Which edition a world speaks."""

import httpx
import pytest

pytestmark = pytest.mark.anyio


async def test_the_edition_is_shown_beside_all_there_are(control: httpx.AsyncClient, edition: str) -> None:
    shown = (await control.get("/edition")).json()

    assert shown == {"edition": edition, "editions": ["guide", "2026-11"]}

"""All worlds there are."""

import httpx
import pytest

pytestmark = pytest.mark.anyio


async def test_the_default_world_comes_first_and_says_so(control: httpx.AsyncClient) -> None:
    await control.post("/worlds", json={"slug": "a-world"})

    shown = (await control.get("/worlds")).json()["worlds"]

    assert [(world["slug"], world["default"]) for world in shown] == [
        ("verone-4819", True),
        ("a-world", False),
    ]


async def test_no_key_is_among_what_is_shown(control: httpx.AsyncClient) -> None:
    await control.post("/worlds", json={"slug": "a-world"})

    shown = (await control.get("/worlds")).json()["worlds"]

    assert not any({"api_key", "authorization"} & world.keys() for world in shown)

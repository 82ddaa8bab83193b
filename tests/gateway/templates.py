"""The two states of a gateway's database that tests begin with."""

from typing import Final

from gateway.db import migrate
from tests.gateway.databases import Template
from tests.gateway.support import stack


async def _start_once(url: str) -> None:
    async with stack(url):
        pass


MIGRATED: Final = Template(migrate)
"""Every table, and nothing in them."""
STARTED: Final = Template(_start_once)
"""As a gateway in mock mode leaves it that was started once: with the demo's orders."""

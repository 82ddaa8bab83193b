"""Many callers at once see one story: no number twice, none left out, nobody shown the past."""

import asyncio
from pathlib import Path

import pytest

import contracts
from contracts.rules.linearizability import Did
from tests.gateway.databases import throwaway_postgres
from tests.machines.crowd import counter, crowd_at_the_bank, crowd_at_the_gateway
from tests.machines.door import plain_bank
from tests.stack.processes import Stack

pytestmark = pytest.mark.fuzz

ROUNDS = 12


def happened(history: list[Did]) -> set[tuple[str, bool]]:
    """Of each deed, whether it succeeded and whether it did not."""
    return {(did.operation, did.result not in {"refused", "missing", "draft"}) for did in history}


EVERYTHING = {(deed, ended) for deed in ("finalize", "delete", "cancel", "show") for ended in (True, False)}


@pytest.mark.parametrize("edition", contracts.EDITIONS)
def test_callers_of_the_bank_see_one_story(edition: str, tmp_path: Path) -> None:
    seen: list[Did] = []
    stack = Stack(tmp_path, edition=edition, clock="manual", rate_limit="off", state=False)
    stack.start_bank()

    try:
        for seed in range(ROUNDS):
            seen += crowd_at_the_bank(stack.bank_url, seed=seed)
    finally:
        stack.end()

    assert happened(seen) == EVERYTHING


@pytest.mark.parametrize("database", ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def test_people_at_two_gateways_of_one_database_see_one_story(database: str, tmp_path: Path) -> None:
    async def crowds(url: str) -> list[Did]:
        seen: list[Did] = []
        parts = plain_bank("2026-11")
        async with counter(parts, "2026-11", url) as one, counter(parts, "2026-11", url) as other:
            for seed in range(2):
                seen += await crowd_at_the_gateway((one, other), seed=seed)
        return seen

    if database == "sqlite":
        seen = asyncio.run(crowds(f"sqlite:///{tmp_path / 'gateway.db'}"))
    else:
        with throwaway_postgres() as url:
            seen = asyncio.run(crowds(url))

    assert {("finalize", True), ("finalize", False), ("show", True)} <= happened(seen)

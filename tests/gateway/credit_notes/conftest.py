"""Every test here runs in both editions, and on PostgreSQL in the one in which credit notes can be issued."""

import pytest

from tests.gateway.invoices.conftest import (
    database_url,
    edition,
    elsewhere,
    finalized_elsewhere,
    shop,
)

__all__ = [
    "database_url",
    "edition",
    "elsewhere",
    "finalized_elsewhere",
    "shop",
]


@pytest.fixture(
    params=[
        ("sqlite", "guide"),
        pytest.param(("postgres", "2026-11"), marks=pytest.mark.postgres),
    ],
    ids="-".join,
)
def ground(request: pytest.FixtureRequest) -> tuple[str, str]:
    pair: tuple[str, str] = request.param
    return pair

"""Every test here runs in both editions and on both databases, as those of invoices do."""

from tests.gateway.invoices.conftest import (
    database_url,
    edition,
    elsewhere,
    finalized_elsewhere,
    ground,
    shop,
)

__all__ = [
    "database_url",
    "edition",
    "elsewhere",
    "finalized_elsewhere",
    "ground",
    "shop",
]

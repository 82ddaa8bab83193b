"""Every test here runs in both editions and on both databases."""

from tests.gateway.invoices.conftest import (
    database_url,
    edition,
    ground,
    shop,
)

__all__ = ["database_url", "edition", "ground", "shop"]

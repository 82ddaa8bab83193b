"""What passes through the whole gateway runs in both editions and on both databases."""

from tests.gateway.invoices.conftest import (
    database_url,
    edition,
    ground,
    shop,
)

__all__ = ["database_url", "edition", "ground", "shop"]

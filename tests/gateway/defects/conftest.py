"""
What the reference back office got wrong, and what is right instead: nineteen findings, each with its tests.

Every test here runs in both editions and on both databases.
"""

from tests.gateway.invoices.conftest import (
    database_url,
    edition,
    elsewhere,
    ground,
    shop,
)

__all__ = ["database_url", "edition", "elsewhere", "ground", "shop"]

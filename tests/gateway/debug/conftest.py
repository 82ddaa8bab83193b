"""Counting is SQL: it runs on both databases, and in both editions."""

from tests.gateway.invoices.conftest import database_url, edition, ground

__all__ = ["database_url", "edition", "ground"]

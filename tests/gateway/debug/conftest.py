"""Counting is SQL: it runs on both databases, and in both editions."""

from tests.gateway.invoices.conftest import database_url, edition, ground, seeded_postgres, seeded_sqlite

__all__ = ["database_url", "edition", "ground", "seeded_postgres", "seeded_sqlite"]

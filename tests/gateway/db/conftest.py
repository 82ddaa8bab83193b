"""Databases that have every table, and nothing in them."""

from tests.gateway.empty import postgres_url, sqlite_url

__all__ = ["postgres_url", "sqlite_url"]

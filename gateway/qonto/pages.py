"""Qonto's lists, page by page."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

from gateway.qonto.call import QueryValue
from gateway.qonto.client import Qonto

PAGES_MAX = 10_000
"""A list that never ends is a broken bank; stopping is kinder than walking for ever."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page: its rows, and where in the list it stands."""

    rows: tuple[dict[str, Any], ...]
    current_page: int
    per_page: int
    total_pages: int
    total_count: int
    next_page: int | None


async def page(
    qonto: Qonto, operation_id: str, key: str, *, number: int = 1, per_page: int = 100, **query: QueryValue
) -> Page:
    """Page *number* of a list whose rows stand under *key*."""
    asked = {**query, "page": number, "per_page": per_page}
    answer = await qonto.call(operation_id, query=asked)
    rows = tuple(answer.body.get(key) or ())
    meta = answer.body.get("meta") or {}
    total_pages = meta.get("total_pages") or number
    # Quirk: some lists leave `next_page` out of the last page instead of sending null, and quotes say
    # `total`.
    return Page(
        rows=rows,
        current_page=meta.get("current_page") or number,
        per_page=meta.get("per_page") or per_page,
        total_pages=total_pages,
        total_count=meta.get("total_count") or meta.get("total") or len(rows),
        next_page=meta.get("next_page"),
    )


async def every(
    qonto: Qonto, operation_id: str, key: str, *, per_page: int = 100, **query: QueryValue
) -> AsyncIterator[dict[str, Any]]:
    """Every row of a list, asked for page by page as the reader goes."""
    number: int | None = 1
    for _ in range(PAGES_MAX):
        if number is None:
            return
        shown = await page(qonto, operation_id, key, number=number, per_page=per_page, **query)
        for row in shown.rows:
            yield row
        number = shown.next_page if shown.next_page is None or shown.next_page > number else None

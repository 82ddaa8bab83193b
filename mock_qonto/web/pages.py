"""
Lists: which records, in what order, which page of them.

Rule 1: a page costs what the page holds. What an index can answer is never scanned; only a filter
without an index looks at the records it has to decide on.
"""

from collections.abc import Callable, Hashable, Sequence
from datetime import datetime
from typing import TypeVar

from mock_qonto import errors
from mock_qonto.kernel.records import Record, Table
from mock_qonto.kernel.selection import Stretch, Union
from mock_qonto.values import value
from mock_qonto.web.call import Call, Query, Reply
from mock_qonto.web.rendering import View

R = TypeVar("R", bound=Record)

PAGE_MAX = 10**9


@value
class Paging:
    """What one endpoint allows (Qonto's limits differ by endpoint)."""

    per_page: int = 100
    per_page_max: int = 100
    search_limit: str | None = None
    """The switch that says how many results can be paged through; None: all of them."""


@value
class Chosen:
    """The ids a list consists of, oldest first; *descending* turns them round without copying."""

    ids: Sequence[str]
    descending: bool = True

    def slice(self, start: int, stop: int) -> Sequence[str]:
        if not self.descending:
            return self.ids[start:stop]
        total = len(self.ids)
        return self.ids[max(0, total - stop) : max(0, total - start)][::-1]


def choose(
    table: Table[R],
    *,
    index: str | None = None,
    values: Sequence[Hashable] = (),
    created_from: datetime | None = None,
    created_to: datetime | None = None,
    keep: Callable[[R], bool] | None = None,
) -> Sequence[str]:
    """The ids of *table* that satisfy every filter given, oldest first. *created_to* is inclusive."""
    lists = [table.order()]
    if index is not None and values:
        lists = [table.having(index, value) for value in dict.fromkeys(values)]
    if created_from is not None or created_to is not None:
        lists = [_between(table, ids, created_from, created_to) for ids in lists]
    ids = lists[0] if len(lists) == 1 else Union(lists, table.position)
    if keep is None:
        return ids
    return [id for id in ids if (record := table.find(id)) is not None and keep(record)]


def sort_order(query: Query, *properties: str, default: str) -> tuple[str, bool]:
    """`sort_by=property:asc|desc` -> (property, descending); another property or order is refused."""
    asked = query.one("sort_by") or default
    name, _, order = asked.partition(":")
    if name not in properties or order not in {"asc", "desc", ""}:
        allowed = ", ".join(f"{known}:asc|desc" for known in properties)
        raise errors.invalid_parameter("sort_by", f"sort_by must be one of {allowed}")
    return name, order != "asc"


def reply_page(call: Call, view: View[R], table: Table[R], chosen: Chosen, paging: Paging) -> Reply:
    """`{"<many>": [...], "meta": {...}}`, each record rendered and validated once in its life."""
    page, per_page = page_asked(call.query, paging)
    total = len(chosen.ids)
    limit = call.world.switch(paging.search_limit) if paging.search_limit is not None else 0
    if limit and total > limit and page * per_page > limit:
        raise errors.search_limit_reached(int(limit))
    pages = max(1, -(-total // per_page))
    if page > pages and call.world.switch("page_past_end_refused"):
        raise errors.page_out_of_range(page, pages)
    records = table.at(chosen.slice((page - 1) * per_page, page * per_page))
    meta = {
        "current_page": page,
        "next_page": page + 1 if page < pages else None,
        "prev_page": min(page - 1, pages) if page > 1 else None,
        "total_pages": pages,
        "total_count": total,
        "per_page": per_page,
    }
    return Reply(200, call.renderer.page(call.world, call.contract, view, records, meta))


def page_asked(query: Query, paging: Paging) -> tuple[int, int]:
    """Which page, and how many rows are on it."""
    page = _whole(query, "page", 1)
    per_page = _whole(query, "per_page", paging.per_page)
    if per_page > paging.per_page_max:
        raise errors.invalid_parameter("per_page", f"per_page must be at most {paging.per_page_max}")
    return page, per_page


def _whole(query: Query, name: str, default: int) -> int:
    text = query.one(name)
    if text is None:
        return default
    if not (text.isascii() and text.isdigit() and 0 < int(text[:12]) < PAGE_MAX):
        raise errors.invalid_parameter(name, f"{name} must be a whole number of at least 1")
    return int(text)


def _between(
    table: Table[R], ids: Sequence[str], created_from: datetime | None, created_to: datetime | None
) -> Sequence[str]:
    start = 0 if created_from is None else table.created_before(ids, created_from)
    stop = len(ids) if created_to is None else table.created_until(ids, created_to)
    return Stretch(ids, start, stop)

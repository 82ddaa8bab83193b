"""
A list walked by its instants instead of by its page numbers.

Between two requests a row may be added, moved or removed. Numbered pages would then show one row twice and
leave another out; here every request begins at the instant the last one ended with, that instant included,
and what has been shown is dropped. Nor does Qonto page through more than ten thousand results.
"""

from collections.abc import AsyncGenerator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from gateway.qonto import reading
from gateway.qonto.call import QueryValue
from gateway.qonto.client import Qonto
from gateway.qonto.pages import PAGES_MAX, Page, page
from gateway.qonto.reading import Wire

_MILLISECOND = timedelta(milliseconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """A list of Qonto's: sorted by *stamp*, from or up to the *bound* on."""

    operation_id: str
    key: str
    stamp: str
    bound: str
    per_page: int = 100
    descending: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """What one request has brought that was not there before, and where to begin the next one."""

    rows: tuple[Wire, ...]
    position: datetime | None
    total_count: int
    """How long the list is from the position it was asked from."""
    last: bool


async def walk(
    qonto: Qonto, way: Way, *, position: datetime | None = None, **query: QueryValue
) -> AsyncGenerator[Stretch]:
    """To the end of the list, from *position* on."""
    number, seen = 1, frozenset[str]()
    for _ in range(PAGES_MAX):
        shown = await _asked(qonto, way, position, number, query)
        fresh = tuple(row for row in shown.rows if row.get("id") not in seen)
        reached = _reached(way, shown) or position
        last = shown.next_page is None or not shown.rows
        yield Stretch(rows=fresh, position=reached, total_count=shown.total_count, last=last)
        if last:
            return
        here = frozenset(str(row.get("id")) for row in shown.rows)
        # More rows of one instant than a page holds: within it there are only page numbers.
        number, seen = (number + 1, seen | here) if reached == position else (1, here)
        position = reached


async def _asked(
    qonto: Qonto, way: Way, position: datetime | None, number: int, query: dict[str, QueryValue]
) -> Page:
    bound = {} if position is None else {way.bound: instant_text(position)}
    order = f"{way.stamp}:{'desc' if way.descending else 'asc'}"
    return await page(
        qonto,
        way.operation_id,
        way.key,
        number=number,
        per_page=way.per_page,
        **{**query, **bound, "sort_by": order},
    )


def _reached(way: Way, shown: Page) -> datetime | None:
    last = reading.instant(shown.rows[-1], way.stamp) if shown.rows else None
    # Qonto says milliseconds and knows more: going back, the whole last one has to be asked for again.
    return last if last is None or not way.descending else last + _MILLISECOND


def instant_text(instant: datetime) -> str:
    """As Qonto's filters want it."""
    return instant.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")

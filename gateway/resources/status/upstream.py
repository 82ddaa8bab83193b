"""What Qonto holds, counted without reading it all: each list says how long it is."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from gateway.qonto import reading
from gateway.qonto.client import Qonto
from gateway.qonto.pages import page

# Quirk: the reference counted `cancelled`, which Qonto never says. `overdue` is a view on `unpaid`, not a
# status.
STATUSES = ("draft", "unpaid", "paid", "canceled")
_SAMPLE = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    total: int
    by_status: Mapping[str, int]
    sample: tuple[Mapping[str, Any], ...]


async def list_overview(qonto: Qonto) -> Overview:
    newest = await page(qonto, "list_client_invoices", "client_invoices", per_page=_SAMPLE)
    counts: dict[str, int] = {}
    for status in STATUSES:
        asked: dict[str, Any] = {"filter[status]": status}
        counted = await page(qonto, "list_client_invoices", "client_invoices", per_page=1, **asked)
        counts[status] = counted.total_count
    return Overview(
        total=newest.total_count,
        by_status=counts,
        sample=tuple(_sample(wire) for wire in newest.rows[:_SAMPLE]),
    )


def _sample(wire: dict[str, Any]) -> Mapping[str, Any]:
    return {
        "id": reading.text(wire, "id"),
        "number": reading.text(wire, "number"),
        "status": reading.text(wire, "status"),
        "total_amount_cents": reading.cents(wire, "total_amount"),
        "issue_date": reading.text(wire, "issue_date"),
    }

"""What a page of documents has come to, and what a person may want to look at. Pure."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from gateway.resources.sync_runs.model import Counts, Notes, Trouble

UNMATCHED_MAX: Final = 500


class Reason(StrEnum):
    NO_PURCHASE_ORDER = "no_purchase_order"
    UNKNOWN_ORDER = "unknown_order"
    ORDER_ALREADY_INVOICED = "order_already_invoiced"
    DELETED_HERE = "deleted_here"
    BEING_CREATED = "being_created"
    UNKNOWN_INVOICE = "unknown_invoice"


@dataclass(frozen=True, slots=True, kw_only=True)
class Unmatched:
    qonto_id: str
    number: str | None
    document_type: str
    reason: Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a run has found beside its counts."""

    linked: int = 0
    credit_notes: int = 0
    unmatched: tuple[Unmatched, ...] = ()
    unmatched_count: int = 0

    def notes(self) -> dict[str, Any]:
        return asdict(self)

    def with_page(self, page: "Learnt", *, credit_notes: int = 0) -> "Report":
        return Report(
            linked=self.linked + page.linked,
            credit_notes=self.credit_notes + credit_notes,
            unmatched=(*self.unmatched, *page.unmatched)[:UNMATCHED_MAX],
            unmatched_count=self.unmatched_count + len(page.unmatched),
        )


def report_in(notes: Notes) -> Report:
    if not notes:
        return Report()
    unmatched = tuple(_unmatched(one) for one in notes["unmatched"])
    return Report(**{**notes, "unmatched": unmatched})


def _unmatched(json: Mapping[str, Any]) -> Unmatched:
    return Unmatched(**{**json, "reason": Reason(json["reason"])})


@dataclass(slots=True, kw_only=True)
class Learnt:
    """Filled while a page is worked through, then looked at once."""

    fetched: int
    created: int = 0
    updated: int = 0
    linked: int = 0
    unmatched: tuple[Unmatched, ...] = ()
    troubles: tuple[Trouble, ...] = ()
    awaited: tuple[datetime | None, ...] = ()
    """When what is to be asked for again last changed at Qonto."""

    def counts(self) -> Counts:
        failed = len(self.troubles)
        return Counts(
            fetched=self.fetched,
            created=self.created,
            updated=self.updated,
            failed=failed,
            skipped=max(0, self.fetched - self.created - self.updated - failed),
        )

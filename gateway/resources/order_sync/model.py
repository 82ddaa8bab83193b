"""
Which line of the order a line of the invoice is, and what has to change. Pure.

Rule 1: a line is found again by its product and title, else by its product, else by its title; each once.
Rule 2: a title that was cut for Qonto is the whole one here (`orders/lines.py:unworded`).
Rule 3: what the invoice does not say erases nothing.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from gateway.resources.documents.model import DocumentItem, ItemKind
from gateway.resources.orders.lines import unworded
from gateway.resources.orders.model import OrderLine


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """*added* lines are not in the order yet, with the place they take; *removed* are ids of its lines."""

    kept: tuple[tuple[OrderLine, DocumentItem, int], ...]
    added: tuple[tuple[DocumentItem, int], ...]
    removed: tuple[str, ...]

    @property
    def changes(self) -> int:
        changed = sum(1 for line, item, _ in self.kept if _differs(line, item))
        return changed + len(self.added) + len(self.removed)


def plan(lines: Sequence[OrderLine], items: Iterable[DocumentItem]) -> Plan:
    """Fees are columns of an order, not lines."""
    left = list(lines)
    kept, added = [], []
    for place, item in enumerate(item for item in items if item.kind is not ItemKind.FEE):
        line = _found(left, item)
        if line is None:
            added.append((item, place))
        else:
            left.remove(line)
            kept.append((line, item, place))
    return Plan(kept=tuple(kept), added=tuple(added), removed=tuple(line.id for line in left))


def _found(lines: Sequence[OrderLine], item: DocumentItem) -> OrderLine | None:
    label, _ = unworded(item.title, item.description)

    def same_product(line: OrderLine) -> bool:
        return item.product_id is not None and line.product_id == item.product_id

    def same_title(line: OrderLine) -> bool:
        return line.title.strip() == label

    wanted: tuple[Callable[[OrderLine], bool], ...] = (
        lambda line: same_product(line) and same_title(line),
        same_product,
        lambda line: item.product_id is None and same_title(line),
    )
    for fits in wanted:
        for line in lines:
            if fits(line):
                return line
    return None


def _differs(line: OrderLine, item: DocumentItem) -> bool:
    label, notes = unworded(item.title, item.description)
    rate = None if line.vat_rate is None else line.vat_rate * 100
    told = (line.quantity, line.unit_price, rate, (line.notes or "").strip(), line.title.strip())
    kept = (line.notes or "").strip() if notes is None else notes
    return told != (item.quantity, item.unit_price, item.vat_percent, kept, label)

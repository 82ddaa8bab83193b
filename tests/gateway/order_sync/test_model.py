"""Which line of an order a line of an invoice is, and what counts as a change."""

from dataclasses import replace
from decimal import Decimal

import pytest

from gateway.resources.documents.model import DocumentItem, ItemKind
from gateway.resources.order_sync.model import plan
from gateway.resources.orders.model import OrderLine

LINE = OrderLine(
    id="l-1",
    product_id="p-1",
    title="Fauteuil",
    quantity=Decimal(1),
    unit_price=Decimal("49.90"),
    vat_rate=Decimal("0.2"),
    notes="bleu",
)
ITEM = DocumentItem(
    id="x-1",
    title="Fauteuil",
    quantity=Decimal(1),
    unit_price=Decimal("49.90"),
    vat_percent=Decimal(20),
    net_cents=4990,
    vat_cents=998,
    total_cents=5988,
    description="bleu",
    product_id="p-1",
)


def test_product_and_title_come_before_the_product_and_the_product_before_the_title() -> None:
    table, namesake = replace(LINE, id="l-2", title="Table"), replace(LINE, id="l-3", product_id="p-3")
    lines = [namesake, table, LINE]

    def found(item: DocumentItem, among: list[OrderLine] = lines) -> str | None:
        kept = plan(among, [item]).kept
        return kept[0][0].id if kept else None

    assert found(ITEM) == "l-1"
    assert found(replace(ITEM, title="Tapis")) == "l-2"
    assert found(replace(ITEM, product_id=None)) == "l-3"
    assert found(replace(ITEM, product_id="p-9")) is None
    assert found(replace(ITEM, product_id=None, title="Tapis")) is None
    assert found(replace(ITEM, product_id=None), [replace(LINE, title=" Fauteuil ")]) == "l-1"
    assert found(replace(ITEM, product_id=None, title="Tapis"), [replace(LINE, product_id=None)]) is None


def test_each_line_is_found_once_what_is_left_is_removed_and_a_fee_is_no_line() -> None:
    second, third = replace(LINE, id="l-2"), replace(LINE, id="l-3")
    fee = replace(ITEM, kind=ItemKind.FEE)
    custom = replace(ITEM, product_id=None, title="Tapis", kind=ItemKind.CUSTOM)

    planned = plan([LINE, second, third], [fee, ITEM, custom, ITEM])

    assert planned.kept == ((LINE, ITEM, 0), (second, ITEM, 2))
    assert planned.added == ((custom, 1),)
    assert planned.removed == ("l-3",)
    assert planned.changes == 2


@pytest.mark.parametrize(
    ("line", "item", "changes"),
    [
        ({}, {}, 0),
        ({}, {"quantity": Decimal(2)}, 1),
        ({}, {"unit_price": Decimal(50)}, 1),
        ({}, {"vat_percent": Decimal(10)}, 1),
        ({"vat_rate": None}, {}, 1),
        ({}, {"description": "rouge"}, 1),
        ({"notes": " bleu "}, {}, 0),
        ({}, {"description": None}, 0),
        ({"notes": None}, {}, 1),
        ({"notes": None}, {"description": ""}, 0),
        ({"title": " Fauteuil "}, {}, 0),
        ({}, {"title": "Tapis"}, 1),
        ({"quantity": Decimal("1.00")}, {}, 0),
    ],
)
def test_a_kept_line_counts_as_changed_where_the_invoice_says_otherwise(
    line: dict[str, object], item: dict[str, object], changes: int
) -> None:
    planned = plan([replace(LINE, **line)], [replace(ITEM, **item)])  # type: ignore[arg-type]

    assert (len(planned.kept), planned.changes) == (1, changes)


def test_what_the_invoice_does_not_say_erases_no_note() -> None:
    planned = plan([replace(LINE, notes="bleu")], [replace(ITEM, description=None)])

    assert planned.changes == 0


def test_a_title_that_was_cut_for_qonto_is_the_whole_one() -> None:
    whole = "F" * 300
    line = replace(LINE, title=whole, product_id=None, notes=None)
    cut = replace(ITEM, title="F" * 100 + "…", description=whole, product_id=None)

    planned = plan([line], [cut])

    assert (len(planned.kept), planned.changes) == (1, 0)

"""Reading the client and the lines of a document, whatever the edition."""

from collections.abc import Sequence
from decimal import Decimal

from gateway.money import LineAmounts, line_amounts, sum_lines
from gateway.qonto import reading
from gateway.qonto.reading import Wire
from gateway.resources.billed.model import Discount, InvoicedClient, InvoiceItem


def read_client(wire: Wire) -> InvoicedClient:
    address = reading.inner(wire, "billing_address")
    first, last = reading.text(wire, "first_name"), reading.text(wire, "last_name")
    return InvoicedClient(
        id=reading.text(wire, "id"),
        type=reading.text(wire, "type", "kind"),
        name=reading.text(wire, "name") or " ".join(part for part in (first, last) if part),
        first_name=first,
        last_name=last,
        email=reading.text(wire, "email"),
        vat_number=reading.text(wire, "vat_number"),
        tax_identification_number=reading.text(wire, "tax_identification_number"),
        street_address=reading.text(address, "street_address") or reading.text(wire, "address"),
        zip_code=reading.text(address, "zip_code") or reading.text(wire, "zip_code"),
        city=reading.text(address, "city") or reading.text(wire, "city"),
        country_code=reading.text(address, "country_code") or reading.text(wire, "country_code"),
    )


def read_items(wire: Wire) -> tuple[InvoiceItem, ...]:
    return tuple(_item(item) for item in reading.things(wire, "items"))


def read_totals(wire: Wire, items: Sequence[InvoiceItem]) -> tuple[int, int]:
    """Total and VAT in cents: Qonto's own, or the sums of the lines where it sends none."""
    total_cents, vat_cents = reading.cents(wire, "total_amount"), reading.cents(wire, "vat_amount")
    if total_cents is None or vat_cents is None:
        sums = sum_lines(_amounts_of(item) for item in items)
        total_cents = sums.total_cents if total_cents is None else total_cents
        vat_cents = sums.vat_cents if vat_cents is None else vat_cents
    return total_cents, vat_cents


def _item(wire: Wire) -> InvoiceItem:
    quantity, unit_price, vat_rate = (
        reading.decimal_of(wire.get(name)) or Decimal(0) for name in ("quantity", "unit_price", "vat_rate")
    )
    net_cents, total_cents = reading.cents(wire, "subtotal"), reading.cents(wire, "total_amount")
    if net_cents is None or total_cents is None:
        # Qonto's own amounts know of discounts; where it sends none, ours are as good as any.
        counted = line_amounts(quantity=quantity, unit_price=unit_price, vat_rate=vat_rate)
        net_cents, total_cents = counted.subtotal_cents, counted.total_cents
    return InvoiceItem(
        title=reading.text(wire, "title") or "",
        description=reading.text(wire, "description"),
        quantity=quantity,
        unit=reading.text(wire, "unit"),
        unit_price=unit_price,
        vat_rate=vat_rate,
        net_cents=net_cents,
        vat_cents=total_cents - net_cents,
        total_cents=total_cents,
        discount=read_discount(reading.inner(wire, "discount")),
    )


def read_discount(wire: Wire) -> Discount | None:
    kind, value = reading.text(wire, "type"), reading.decimal_text(wire.get("value"))
    return None if kind is None or value is None else Discount(type=kind, value=value)


def _amounts_of(item: InvoiceItem) -> LineAmounts:
    return LineAmounts(subtotal_cents=item.net_cents, vat_cents=item.vat_cents, total_cents=item.total_cents)

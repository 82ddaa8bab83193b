"""
A document as Qonto holds it, made into what a person is asked to confirm: an invoice, a quote, whatever has a
client and lines in Qonto's own words.
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from gateway.confirmation import Billed, Line, OrderClaim, Subject
from gateway.errors import Code, GatewayError
from gateway.money import LineAmounts, line_amounts, plain, text_of
from gateway.qonto import reading
from gateway.qonto.reading import Wire


def subject_of(
    wire: Wire,
    *,
    document_id: str,
    document_type: str,
    order: OrderClaim | None,
    printed: Iterable[str],
    particulars: Mapping[str, Any] | None = None,
) -> Subject:
    """*printed* names what ends up on the document: all of it is in the fingerprint."""
    lines = tuple(line_of(item) for item in reading.things(wire, "items"))
    total_cents = reading.cents(wire, "total_amount")
    vat_cents = reading.cents(wire, "vat_amount")
    return Subject(
        document_id=document_id,
        document_type=document_type,
        seller=reading.text(reading.inner(wire, "organization"), "legal_name"),
        billed=billed_of(reading.inner(wire, "client")),
        currency=reading.currency(wire, "total_amount"),
        issue_date=reading.text(wire, "issue_date"),
        due_date=reading.text(wire, "due_date", "payment_deadline"),
        purchase_order=reading.text(wire, "purchase_order", "purchase_order_number"),
        lines=lines,
        total_cents=sum(line.total_cents for line in lines) if total_cents is None else total_cents,
        vat_cents=sum(line.vat_cents for line in lines) if vat_cents is None else vat_cents,
        order=order,
        content={name: wire[name] for name in printed if wire.get(name) is not None},
        particulars=particulars or {},
    )


def billed_of(client: Wire) -> Billed:
    people = (reading.text(client, "first_name"), reading.text(client, "last_name"))
    address = reading.inner(client, "billing_address")
    street = reading.text(address, "street_address") or reading.text(client, "address")
    town = (
        reading.text(address, "zip_code") or reading.text(client, "zip_code"),
        reading.text(address, "city") or reading.text(client, "city"),
    )
    country = reading.text(address, "country_code") or reading.text(client, "country_code")
    parts = (street, " ".join(part for part in town if part), country)
    return Billed(
        name=reading.text(client, "name") or " ".join(part for part in people if part),
        company=reading.text(client, "type", "kind") != "individual",
        email=reading.text(client, "email"),
        address=tuple(part for part in parts if part),
        vat_number=reading.text(client, "vat_number"),
        tax_identification_number=reading.text(client, "tax_identification_number"),
    )


def line_of(item: Wire) -> Line:
    quantity, unit_price, vat_rate = (
        _number(item, "quantity"),
        _number(item, "unit_price"),
        _number(item, "vat_rate"),
    )
    amounts = _amounts(item, line_amounts(quantity=quantity, unit_price=unit_price, vat_rate=vat_rate))
    return Line(
        title=reading.text(item, "title") or "",
        description=reading.text(item, "description"),
        quantity=plain(quantity),
        unit=reading.text(item, "unit"),
        unit_price=_price(unit_price),
        vat_rate=vat_rate,
        subtotal_cents=amounts.subtotal_cents,
        vat_cents=amounts.vat_cents,
        total_cents=amounts.total_cents,
    )


def _amounts(item: Wire, computed: LineAmounts) -> LineAmounts:
    """Qonto's own amounts, which alone know of discounts; ours where it sends none."""
    subtotal, total = reading.cents(item, "subtotal"), reading.cents(item, "total_amount")
    if subtotal is None or total is None:
        return computed
    return LineAmounts(subtotal_cents=subtotal, vat_cents=total - subtotal, total_cents=total)


def _number(item: Wire, name: str) -> Decimal:
    read = reading.decimal_of(item.get(name))
    if read is None:
        raise GatewayError(
            Code.UPSTREAM_CONTRACT_BREACH,
            "Une ligne du document est illisible chez Qonto : rien n'a été finalisé. Corrigez-la sur le "
            "tableau de bord Qonto, puis recommencez.",
            details={"field": name, "title": reading.text(item, "title")},
        )
    return read


def _price(price: Decimal) -> str:
    """`49.9` is `49.90`; a price finer than the cent is shown as fine as it is."""
    cents = price.scaleb(2)
    return text_of(int(cents)) if cents == cents.to_integral_value() else plain(price)

"""
An invoice as Qonto holds it, made into what a person is asked to confirm; and the call that makes it final.

Rule 1: what is printed on the document is in PRINTED, and thereby in the fingerprint. What changes without
        anybody's doing (a signed URL, a status) is in UNPRINTED. A test holds both against the contract.
Rule 2: nothing else in the gateway calls `finalize_client_invoice`.
"""

from decimal import Decimal
from typing import Final

from gateway.confirmation import Billed, Line, OrderClaim, Subject
from gateway.errors import Code, GatewayError
from gateway.money import LineAmounts, line_amounts, plain, text_of
from gateway.qonto import reading
from gateway.qonto.client import Qonto
from gateway.qonto.errors import AmbiguousOutcome
from gateway.qonto.reading import Wire
from gateway.resources.invoices.model import Invoice
from gateway.resources.invoices.upstream import read_invoice

PRINTED: Final = (
    *(
        "number",
        "invoice_type",
        "purchase_order",
        "contact_email",
        "currency",
        "discount",
        "items",
        "settings",
    ),
    *("issue_date", "due_date", "performance_date", "performance_start_date", "performance_end_date"),
    *("terms_and_conditions", "header", "footer"),
    *("discount_conditions", "late_payment_penalties", "legal_fixed_compensation", "payment_methods"),
    *("total_amount", "total_amount_cents", "vat_amount", "vat_amount_cents", "deposit_amount"),
    *("client", "organization", "stamp_duty_amount", "welfare_fund", "withholding_tax", "payment_reporting"),
)
UNPRINTED: Final = frozenset(
    {
        *("id", "organization_id", "status", "created_at", "updated_at", "finalized_at", "paid_at"),
        *("invoice_number", "amount_paid", "credit_notes_ids"),
        *("invoice_url", "pdf_url", "attachment_id"),
        *("einvoicing_status", "einvoicing_lifecycle_events"),
    }
)


async def finalize(qonto: Qonto, qonto_id: str) -> Invoice:
    """Irreversible. Said once: the client never repeats a POST."""
    answer = await qonto.call("finalize_client_invoice", id=qonto_id)
    wire = reading.inner(answer.body if isinstance(answer.body, dict) else {}, "client_invoice")
    if "id" not in wire:
        raise AmbiguousOutcome(
            Code.OUTCOME_UNKNOWN,
            "Qonto a accepté la finalisation sans rendre la facture : rechargez-la pour voir son numéro.",
            internal="finalize answered without an invoice",
        )
    return read_invoice(wire)


def subject_of(wire: Wire, *, document_id: str, order: OrderClaim | None) -> Subject:
    lines = tuple(_line(item) for item in reading.things(wire, "items"))
    total_cents = reading.cents(wire, "total_amount")
    vat_cents = reading.cents(wire, "vat_amount")
    return Subject(
        document_id=document_id,
        document_type="invoice",
        seller=reading.text(reading.inner(wire, "organization"), "legal_name"),
        billed=_billed(reading.inner(wire, "client")),
        currency=reading.currency(wire, "total_amount"),
        issue_date=reading.text(wire, "issue_date"),
        due_date=reading.text(wire, "due_date", "payment_deadline"),
        purchase_order=reading.text(wire, "purchase_order", "purchase_order_number"),
        lines=lines,
        total_cents=sum(line.total_cents for line in lines) if total_cents is None else total_cents,
        vat_cents=sum(line.vat_cents for line in lines) if vat_cents is None else vat_cents,
        order=order,
        content={name: wire[name] for name in PRINTED if wire.get(name) is not None},
    )


def _billed(client: Wire) -> Billed:
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


def _line(item: Wire) -> Line:
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
            "Une ligne de la facture est illisible chez Qonto : rien n'a été finalisé. Corrigez-la sur le "
            "tableau de bord Qonto, puis recommencez.",
            details={"field": name, "title": reading.text(item, "title")},
        )
    return read


def _price(price: Decimal) -> str:
    """`49.9` is `49.90`; a price finer than the cent is shown as fine as it is."""
    cents = price.scaleb(2)
    return text_of(int(cents)) if cents == cents.to_integral_value() else plain(price)

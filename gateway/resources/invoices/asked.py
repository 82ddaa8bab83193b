"""From a body as it was sent to what is asked: two spellings become one, euros become cents."""

from decimal import Decimal
from typing import TypeVar

from gateway.errors import invalid
from gateway.money import cents_of
from gateway.resources.documents.model import PostalAddress
from gateway.resources.invoices import bodies
from gateway.resources.invoices.changes import InvoiceChanges, LineAsked
from gateway.resources.invoices.creation import InvoiceRequest
from gateway.resources.invoices.workflow import PaymentAsked, SendingAsked
from gateway.resources.orders.lines import CustomLine, FeesAsked
from gateway.resources.orders.model import Address
from gateway.resources.orders.store import address_from

T = TypeVar("T")


def invoice_request(body: bodies.InvoiceCreate) -> InvoiceRequest:
    fees = body.fees or bodies.FeesAsked()
    return InvoiceRequest(
        order_id=body.sales_order_id,
        fees=_fees(fees.shipping_cost_ht, fees.handling_cost_ht, fees.insurance_cost_ht, fees.fees_vat_rate),
        custom_lines=tuple(_custom_line(line) for line in body.custom_lines or ()),
        issue_date=body.issue_date,
        label=body.label,
        billing_address=_address(body.billing_address, "billingAddress"),
        shipping_address=_address(body.shipping_address, "shippingAddress"),
    )


def invoice_changes(body: bodies.InvoiceUpdate) -> InvoiceChanges:
    return InvoiceChanges(
        issue_date=body.issue_date,
        due_date=body.due_date,
        header=body.header,
        footer=body.footer,
        terms_and_conditions=body.terms_and_conditions,
        items=None if body.items is None else tuple(_line(item) for item in body.items),
        fees=_fees(body.shipping_cost_ht, body.handling_cost_ht, body.insurance_cost_ht, body.fees_vat_rate),
        billing_address=_postal(_address(body.billing_address, "billing_address")),
        shipping_address=_postal(_address(body.shipping_address, "shipping_address")),
        notes=body.notes,
    )


def payment_asked(body: bodies.MarkPaid) -> PaymentAsked:
    return PaymentAsked(
        amount_cents=_cents(body.amount),
        paid_at=_either("payment_date", body.payment_date, body.payment_date_camel),
        method=_either("payment_method", body.payment_method, body.payment_method_camel),
        reference=body.reference,
        notes=body.notes,
        partial=bool(_either("is_partial", body.is_partial, body.is_partial_camel)),
    )


def sending_asked(body: bodies.Send) -> SendingAsked:
    copy_to_self = _either("copy_to_self", body.copy_to_self, body.copy_to_self_camel)
    return SendingAsked(
        emails=tuple(dict.fromkeys(body.emails or body.send_to or body.send_to_camel or ())),
        title=_either("email_title", body.email_title, body.email_title_camel),
        body=_either("email_body", body.email_body, body.email_body_camel),
        copy_to_self=True if copy_to_self is None else copy_to_self,
    )


def _either(field: str, one: T | None, other: T | None) -> T | None:
    """Two spellings of one field; two readers could understand two values differently."""
    if one is not None and other is not None and one != other:
        raise invalid(field, "ses deux orthographes se contredisent. N'en envoyez qu'une.")
    return other if one is None else one


def _cents(euros: float | None) -> int | None:
    return None if euros is None else cents_of(_decimal(euros))


def _decimal(value: float) -> Decimal:
    """The shortest decimal text of a JSON number is the number that was written."""
    return Decimal(str(value))


def _fees(
    shipping: float | None, handling: float | None, insurance: float | None, vat_rate: float | None
) -> FeesAsked | None:
    if shipping is handling is insurance is vat_rate is None:
        return None
    return FeesAsked(
        shipping_cents=_cents(shipping),
        handling_cents=_cents(handling),
        insurance_cents=_cents(insurance),
        vat_rate=None if vat_rate is None else _decimal(vat_rate),
    )


def _custom_line(line: bodies.CustomLine) -> CustomLine:
    return CustomLine(
        title=line.title,
        description=line.description,
        quantity=_decimal(line.quantity),
        unit_price=_decimal(line.unit_price_ht),
        vat_rate=_decimal(line.vat_rate),
    )


def _line(item: bodies.ItemAsked) -> LineAsked:
    return LineAsked(
        line=CustomLine(
            title=item.title,
            description=item.description,
            quantity=Decimal(item.quantity),
            unit_price=Decimal(item.unit_price.value),
            vat_rate=Decimal(item.vat_rate),
        ),
        unit=item.unit,
        currency=item.unit_price.currency,
    )


_PARTS = {"street": "la rue", "postal_code": "le code postal", "city": "la ville", "country": "le pays"}


def _address(asked: bodies.AddressAsked | None, field: str) -> Address | None:
    if asked is None:
        return None
    address = address_from(asked.model_dump())
    if address is None:
        return None
    missing = [_PARTS[part] for part in address.missing()]
    if missing:
        raise invalid(field, f"il manque {', '.join(missing)}. Complétez l'adresse ou ne l'envoyez pas.")
    return address


def _postal(address: Address | None) -> PostalAddress | None:
    if address is None:
        return None
    return PostalAddress(
        street=address.street, postal_code=address.postal_code, city=address.city, country=address.country
    )

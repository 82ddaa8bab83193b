"""Invoices as JSON, both ways. What a request says in strings the guide's edition answers in numbers."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from mock_qonto import money, switches
from mock_qonto.kernel.world import World
from mock_qonto.money import ABSOLUTE, PERCENTAGE, Discount, Price, amount
from mock_qonto.resources.client_invoices.model import ClientInvoice, Status
from mock_qonto.resources.client_invoices.terms import Item, Recipient, Seller, Terms
from mock_qonto.resources.clients.wire import addresses, names
from mock_qonto.resources.organization.model import Organization, of
from mock_qonto.web import links
from mock_qonto.web.rendering import instant

DAYS = (
    "issue_date",
    "due_date",
    "performance_date",
    "performance_start_date",
    "performance_end_date",
)
TEXTS = ("number", "purchase_order", "terms_and_conditions", "header", "footer")
SELLER_TEXTS = (
    "vat_number",
    "company_leadership",
    "district_court",
    "commercial_register_number",
    "tax_number",
    "transaction_type",
    "vat_payment_condition",
    "discount_conditions",
    "late_payment_penalties",
    "legal_fixed_compensation",
)


# ---------------------------------------------------------------- in
def read_terms(body: Mapping[str, Any], *, reference_words: bool) -> Terms:
    return Terms(**_given(body, reference_words=reference_words))


def read_changes(before: Terms, body: Mapping[str, Any], *, reference_words: bool) -> Terms:
    return replace(before, **_given(body, reference_words=reference_words))


def _given(body: Mapping[str, Any], *, reference_words: bool) -> dict[str, Any]:
    given: dict[str, Any] = {name: body[name] for name in TEXTS if name in body}
    for name in DAYS:
        if name in body:
            text = body[name]
            given[name] = None if text is None else date.fromisoformat(text)
    if reference_words and "purchase_order_number" in body:
        given.setdefault("purchase_order", body["purchase_order_number"])
    if "items" in body:
        given["items"] = tuple([_item(item) for item in body["items"]])
    if "discount" in body:
        given["discount"] = _discount(body["discount"])
    if "settings" in body:
        given["seller"] = _seller(body["settings"])
    return given


def _item(body: Mapping[str, Any]) -> Item:
    price, said, discount = body["unit_price"], body.get, body.get("discount")
    return Item(
        title=body["title"],
        quantity=body["quantity"],
        unit_price_cents=money.cents(price["value"]),
        unit_price_currency=price["currency"],
        vat_rate=body["vat_rate"],
        description=said("description"),
        unit=said("unit"),
        vat_exemption_reason=said("vat_exemption_reason"),
        discount=None if discount is None else _discount(discount),
    )


def _discount(body: Mapping[str, Any] | None) -> Discount | None:
    if body is None:
        return None
    # Quirk: a page says `amount`, the live API answers `absolute`; both are understood, one is answered.
    kind = PERCENTAGE if body["type"] == PERCENTAGE else ABSOLUTE
    return Discount(kind=kind, value=body["value"])


def _seller(body: Mapping[str, Any] | None) -> Seller | None:
    if body is None:
        return None
    share = body.get("legal_capital_share")
    return Seller(
        **{name: body[name] for name in SELLER_TEXTS if name in body},
        legal_capital_share_cents=None if share is None else money.cents(share["value"]),
        legal_capital_share_currency="EUR" if share is None else share["currency"],
    )


# ---------------------------------------------------------------- out
def shown(world: World, invoice: ClientInvoice) -> dict[str, Any]:
    organization, terms, currency = of(world), invoice.terms, invoice.currency
    seller, total = terms.seller or _PLAIN_SELLER, invoice.bill.total
    body: dict[str, Any] = {
        "id": invoice.id,
        "organization_id": organization.id,
        "number": invoice.number,
        # The same under its old name: both are sent, clients prefer `number`.
        "invoice_number": invoice.number,
        "status": invoice.status,
        "invoice_type": "standard",
        "invoice_url": f"{world.base_url}/invoices/{invoice.id}",
        "attachment_id": invoice.attachment_id,
        "purchase_order": terms.purchase_order,
        "contact_email": organization.contact_email,
        "terms_and_conditions": terms.terms_and_conditions,
        "header": terms.header,
        "footer": terms.footer,
        "discount_conditions": seller.discount_conditions,
        "late_payment_penalties": seller.late_payment_penalties,
        "legal_fixed_compensation": seller.legal_fixed_compensation,
        "currency": currency,
        "total_amount": amount(total.total_cents, currency),
        "total_amount_cents": total.total_cents,
        "vat_amount": amount(total.vat_cents, currency),
        "vat_amount_cents": total.vat_cents,
        "amount_paid": amount(total.total_cents, currency) if invoice.status is Status.PAID else None,
        "deposit_amount": None,
        **_moments(invoice),
        "items": _items(world, invoice),
        "client": _client(invoice.client),
        "payment_methods": [
            {
                "beneficiary_name": organization.legal_name,
                "bic": invoice.account.bic,
                "iban": invoice.account.iban,
                "type": "transfer",
            }
        ],
        "credit_notes_ids": [],
        "organization": _organization(organization, seller),
        "einvoicing_status": None,
        "einvoicing_lifecycle_events": [],
    }
    if terms.discount is not None:
        body["discount"] = _discounted(terms.discount, total, currency)
    if world.settings.edition == switches.GUIDE:
        body["pdf_url"] = _pdf_url(world, invoice)
    return body


def pdf_name(number: str) -> str:
    """The file name of the invoice with that number, which may be any text when given by hand."""
    return "".join(sign if sign.isalnum() or sign in "-_. " else "_" for sign in number) + ".pdf"


def _moments(invoice: ClientInvoice) -> dict[str, str | None]:
    terms, created_at = invoice.terms, instant(invoice.created_at)
    untouched = invoice.updated_at is invoice.created_at
    return {
        "issue_date": terms.issue_date.isoformat(),
        "due_date": terms.due_date.isoformat(),
        "performance_date": _day(terms.performance_date),
        "performance_start_date": _day(terms.performance_start_date),
        "performance_end_date": _day(terms.performance_end_date),
        "created_at": created_at,
        "updated_at": created_at if untouched else instant(invoice.updated_at),
        "finalized_at": None if invoice.finalized_at is None else instant(invoice.finalized_at),
        "paid_at": None if invoice.paid_at is None else instant(invoice.paid_at),
    }


def _items(world: World, invoice: ClientInvoice) -> list[dict[str, Any]] | None:
    # Quirk: a draft without lines answers null, not an empty list.
    if not invoice.terms.items:
        return None
    numbers = world.settings.edition == switches.GUIDE
    currency = invoice.currency
    return [
        _item_shown(item, price, currency, numbers=numbers)
        for item, price in zip(invoice.terms.items, invoice.bill.lines, strict=True)
    ]


def _item_shown(item: Item, price: Price, currency: str, *, numbers: bool) -> dict[str, Any]:
    cents = item.unit_price_cents
    body: dict[str, Any] = {
        "title": item.title,
        "quantity": money.number(item.quantity) if numbers else item.quantity,
        "unit_price": money.unit(cents) if numbers else amount(cents, currency),
        "unit_price_cents": cents,
        "vat_rate": money.number(item.vat_rate) if numbers else item.vat_rate,
        "subtotal": amount(price.subtotal_cents, currency),
        "subtotal_cents": price.subtotal_cents,
        "total_vat": amount(price.vat_cents, currency),
        "total_vat_cents": price.vat_cents,
        "total_amount": amount(price.total_cents, currency),
        "total_amount_cents": price.total_cents,
    }
    if item.description is not None:
        body["description"] = item.description
    if item.unit is not None:
        body["unit"] = item.unit
    if item.vat_exemption_reason is not None:
        body["vat_exemption_reason"] = item.vat_exemption_reason
    if item.discount is not None:
        body["discount"] = _discounted(item.discount, price, currency)
    return body


def _client(client: Recipient) -> dict[str, Any]:
    details = client.details
    # Quirk: here the kind is called `type`.
    return {
        "id": client.id,
        "type": client.kind,
        **names(client.kind, details),
        "email": details.email,
        "vat_number": details.vat_number,
        "tax_identification_number": details.tax_identification_number,
        "recipient_code": details.recipient_code,
        "locale": details.locale,
        **addresses(details),
    }


def _organization(organization: Organization, seller: Seller) -> dict[str, Any]:
    share, share_currency = organization.legal_share_capital_cents, "EUR"
    if seller.legal_capital_share_cents is not None:
        share, share_currency = seller.legal_capital_share_cents, seller.legal_capital_share_currency
    return {
        "id": organization.id,
        "legal_name": organization.legal_name,
        "legal_number": organization.legal_number,
        "legal_country": organization.legal_country,
        "address_line_1": organization.street_address,
        "address_line_2": None,
        "address_zipcode": organization.zip_code,
        "address_city": organization.city,
        "address_country": organization.legal_country,
        "company_leadership": seller.company_leadership,
        "district_court": seller.district_court,
        "commercial_register_number": seller.commercial_register_number,
        "vat_number": seller.vat_number or organization.vat_number,
        "tax_number": seller.tax_number,
        "legal_capital_share": amount(share, share_currency),
        "transaction_type": seller.transaction_type,
        "vat_payment_condition": seller.vat_payment_condition,
    }


def _pdf_url(world: World, invoice: ClientInvoice) -> str | None:
    """Signed once, when the PDF was made: it dies and is never renewed."""
    if invoice.attachment_id is None or invoice.number is None or world.switch("pdf_url") != "signed":
        return None
    assert invoice.pdf_made_at is not None
    return links.sign(
        world,
        attachment_id=invoice.attachment_id,
        file_name=pdf_name(invoice.number),
        at=invoice.pdf_made_at,
    )


def _discounted(discount: Discount, price: Price, currency: str) -> dict[str, Any]:
    return {
        "type": discount.kind,
        "value": discount.value,
        "amount": amount(price.discount_cents, currency),
        "amount_cents": price.discount_cents,
    }


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


_PLAIN_SELLER = Seller()

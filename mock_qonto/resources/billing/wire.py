"""The pieces of a document as JSON, both ways: asked for in strings, answered in numbers in the guide."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from mock_qonto import money, switches
from mock_qonto.kernel.world import World
from mock_qonto.money import ABSOLUTE, PERCENTAGE, Discount, Price, amount
from mock_qonto.resources.billing.terms import Bill, Item, Recipient, Seller
from mock_qonto.resources.clients.wire import addresses, names
from mock_qonto.resources.organization.model import Organization
from mock_qonto.web import links

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
def read_written(
    body: Mapping[str, Any], *, texts: tuple[str, ...], days: tuple[str, ...], reference_words: bool
) -> dict[str, Any]:
    """What *body* says of a document's terms, by field; what it does not mention is not there."""
    given: dict[str, Any] = {name: body[name] for name in texts if name in body}
    for name in days:
        if name in body:
            text = body[name]
            given[name] = None if text is None else date.fromisoformat(text)
    if reference_words and "purchase_order_number" in body:
        given.setdefault("purchase_order", body["purchase_order_number"])
    if "items" in body:
        given["items"] = tuple([read_item(item) for item in body["items"]])
    if "discount" in body:
        given["discount"] = read_discount(body["discount"])
    if "settings" in body:
        given["seller"] = _seller(body["settings"])
    return given


def read_item(body: Mapping[str, Any]) -> Item:
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
        discount=None if discount is None else read_discount(discount),
    )


def read_discount(body: Mapping[str, Any] | None) -> Discount | None:
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
def items_shown(world: World, items: tuple[Item, ...], bill: Bill, currency: str) -> list[dict[str, Any]]:
    numbers = world.settings.edition == switches.GUIDE
    return [
        _item_shown(item, price, currency, numbers=numbers)
        for item, price in zip(items, bill.lines, strict=True)
    ]


def client_shown(client: Recipient) -> dict[str, Any]:
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


def organization_shown(organization: Organization, seller: Seller) -> dict[str, Any]:
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


def discount_shown(discount: Discount, price: Price, currency: str) -> dict[str, Any]:
    return {
        "type": discount.kind,
        "value": discount.value,
        "amount": amount(price.discount_cents, currency),
        "amount_cents": price.discount_cents,
    }


def pdf_name(number: str) -> str:
    """The file name of the document with that number, which may be any text when given by hand."""
    return "".join(sign if sign.isalnum() or sign in "-_. " else "_" for sign in number) + ".pdf"


def pdf_url(world: World, attachment_id: str | None, number: str, made_at: datetime | None) -> str | None:
    """Signed once, when the PDF was made: it dies and is never renewed."""
    if attachment_id is None or made_at is None or world.switch("pdf_url") != "signed":
        return None
    return links.sign(world, attachment_id=attachment_id, file_name=pdf_name(number), at=made_at)


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
        body["discount"] = discount_shown(item.discount, price, currency)
    return body

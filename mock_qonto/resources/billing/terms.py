"""Lines, the copy of a client, what is printed about the seller; and what makes them acceptable."""

from mock_qonto import errors
from mock_qonto.kernel.world import World
from mock_qonto.money import PERCENTAGE, Discount, Price, price_document, price_line, scaled
from mock_qonto.resources.clients.model import Client, Details, Kind
from mock_qonto.values import value


@value
class Item:
    """One line. *quantity* and *vat_rate* stay the digits that were sent: no precision is lost."""

    title: str
    quantity: str
    unit_price_cents: int
    unit_price_currency: str
    vat_rate: str
    description: str | None = None
    unit: str | None = None
    vat_exemption_reason: str | None = None
    discount: Discount | None = None

    def price(self) -> Price:
        return price_line(
            quantity=self.quantity,
            unit_price_cents=self.unit_price_cents,
            vat_rate=self.vat_rate,
            discount=self.discount,
        )


@value
class Seller:
    """What this one document prints about the seller instead of what the organization says of itself."""

    vat_number: str | None = None
    company_leadership: str | None = None
    district_court: str | None = None
    commercial_register_number: str | None = None
    tax_number: str | None = None
    legal_capital_share_cents: int | None = None
    legal_capital_share_currency: str = "EUR"
    transaction_type: str | None = None
    vat_payment_condition: str | None = None
    discount_conditions: str | None = None
    late_payment_penalties: str | None = None
    legal_fixed_compensation: str | None = None


@value
class Recipient:
    """The client as it was when the document was written."""

    id: str
    kind: Kind
    details: Details


@value
class Bill:
    """What the lines and the whole come to."""

    lines: tuple[Price, ...]
    total: Price


def recipient(client: Client) -> Recipient:
    return Recipient(id=client.id, kind=client.kind, details=client.details)


def bill(items: tuple[Item, ...], discount: Discount | None) -> Bill:
    lines = tuple([item.price() for item in items])
    return Bill(lines=lines, total=price_document(lines, discount))


# ---------------------------------------------------------------- what is refused: one condition per rung
def check_client(world: World, client_id: str, currency: str) -> Recipient:
    """A copy of the client, who must be one that can be billed in *currency*."""
    found = world.find(Client, client_id)
    if found is None:
        raise errors.client_unknown(client_id)
    details = found.details
    if details.currency is None:
        raise errors.client_without_currency()
    if details.currency != currency:
        raise errors.currency_differs(currency, details.currency)
    if world.switch("client_must_have_address"):
        if details.locale is None:
            raise errors.client_incomplete("locale")
        if details.billing_address is None:
            raise errors.client_incomplete("billing_address")
    return recipient(found)


def check_items(items: tuple[Item, ...], discount: Discount | None, currency: str) -> None:
    """Whether the lines, and the discount on the whole, are of *currency* and leave something to pay."""
    for row, item in enumerate(items):
        _check_item(row, item, currency)
    if discount is not None:
        _check_discount(discount, bill(items, discount).total, "/discount")


def _check_item(row: int, item: Item, currency: str) -> None:
    if item.unit_price_currency != currency:
        raise errors.item_currency_differs(row, item.unit_price_currency, currency)
    if item.discount is not None:
        _check_discount(item.discount, item.price(), f"/items/{row}/discount")


def _check_discount(discount: Discount, left: Price, pointer: str) -> None:
    value, scale = scaled(discount.value)
    if left.subtotal_cents < 0 or (discount.kind == PERCENTAGE and value > scale):
        raise errors.discount_too_large(pointer)

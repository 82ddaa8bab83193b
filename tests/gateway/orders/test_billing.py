"""What the invoice of an order would say, and what stands in its way."""

from dataclasses import replace
from decimal import Decimal

import pytest

from gateway.errors import Code, GatewayError
from gateway.resources.orders.billing import bill, summary
from gateway.resources.orders.lines import CustomLine, FeesAsked, LineKind
from gateway.resources.orders.model import Address, CustomerType, Fees
from tests.gateway.orders.sold import ADDRESS, CUSTOMER, line, order

TWENTY = Decimal("0.2")


@pytest.mark.parametrize(
    ("quantity", "price", "vat", "cents"),
    [
        ("1", "49.90", "0.2", (4990, 998, 5988)),
        ("3", "33.33", "0.055", (9999, 550, 10549)),
        ("1.5", "19.99", "0.2", (2999, 599, 3598)),
        ("0.125", "79.99", "0.1", (1000, 100, 1100)),
        ("1", "49.90", "0", (4990, 0, 4990)),
    ],
)
def test_a_line_is_counted_to_the_cent(
    quantity: str, price: str, vat: str, cents: tuple[int, int, int]
) -> None:
    counted = bill(order(line(quantity, price, vat))).lines[0].amounts

    assert (counted.subtotal_cents, counted.vat_cents, counted.total_cents) == cents


def test_totals_are_the_sums_of_lines() -> None:
    billed = bill(order(line("3", "33.33", "0.055"), line("1.5", "19.99", "0.2")))

    assert billed.totals.total_cents == 10549 + 3598


def test_fees_come_after_the_goods_and_what_was_added_by_hand_comes_last() -> None:
    fees = Fees(shipping_cents=990, handling_cents=500, insurance_cents=350, vat_rate=TWENTY)
    extra = CustomLine(
        title="Montage", description=None, quantity=Decimal(2), unit_price=Decimal(30), vat_rate=TWENTY
    )

    lines = bill(order(fees=fees), custom_lines=(extra,)).lines

    assert [(one.kind, one.title, one.unit) for one in lines] == [
        (LineKind.PRODUCT, "Lampe d'atelier", "pièce"),
        (LineKind.FEE, "Frais de livraison", "forfait"),
        (LineKind.FEE, "Frais de manutention", "forfait"),
        (LineKind.FEE, "Frais d'assurance", "forfait"),
        (LineKind.CUSTOM, "Montage", "pièce"),
    ]


def test_a_fee_of_nothing_is_no_line() -> None:
    assert len(bill(order(fees=Fees(vat_rate=TWENTY))).lines) == 1


def test_fees_asked_for_win_over_the_orders_own_one_by_one() -> None:
    own = Fees(shipping_cents=990, handling_cents=500, vat_rate=Decimal("0.1"))

    billed = bill(order(fees=own), fees=FeesAsked(shipping_cents=0, insurance_cents=100))

    assert [(one.title, one.unit_price, one.vat_rate) for one in billed.lines[1:]] == [
        ("Frais de manutention", Decimal("5.00"), Decimal("0.1")),
        ("Frais d'assurance", Decimal("1.00"), Decimal("0.1")),
    ]


def test_a_title_too_long_for_qonto_is_told_in_full_in_the_description() -> None:
    title = "Établi réglable en hauteur, plateau massif de 180 centimètres"

    shown = bill(order(line(title=title, notes="Livré monté"))).lines[0]

    assert len(shown.title) <= 40
    assert shown.title.endswith("…")
    assert shown.description == f"{title}\nLivré monté"


@pytest.mark.parametrize("status", ["validated", "partially_shipped", "shipped", "delivered"])
def test_a_validated_order_can_be_invoiced_whatever_became_of_the_goods(status: str) -> None:
    assert bill(order(status=status)).order.status == status


@pytest.mark.parametrize("status", ["draft", "pending_approval", "cancelled", "closed", "no such status"])
def test_another_cannot(status: str) -> None:
    with pytest.raises(GatewayError) as refused:
        bill(order(status=status))

    assert refused.value.code is Code.ORDER_NOT_INVOICEABLE
    assert refused.value.details["fields"][0]["field"] == "status"


def test_a_missing_rate_is_never_silently_twenty_percent() -> None:
    with pytest.raises(GatewayError) as refused:
        bill(order(line(), line(vat=None)))

    assert refused.value.code is Code.ORDER_NOT_INVOICEABLE
    assert [field["field"] for field in refused.value.details["fields"]] == ["items[1].tax_rate"]
    assert "0.2 pour 20 %" in refused.value.message


def test_fees_need_a_rate_of_their_own() -> None:
    with pytest.raises(GatewayError) as refused:
        bill(order(fees=Fees(shipping_cents=990)))

    assert refused.value.details["fields"][0]["field"] == "fees_vat_rate"


def test_a_percentage_where_a_fraction_belongs_is_refused() -> None:
    with pytest.raises(GatewayError) as refused:
        bill(order(line(vat="20")))

    assert refused.value.details["fields"][0]["field"] == "items[0].tax_rate"


def test_a_slip_of_the_pen_is_kept_and_told() -> None:
    told = summary(order(line(vat="0.002")))

    assert told.invoiceable
    assert told.reason is not None
    assert "0,2" in told.reason
    assert bill(order(line(vat="0.002"))).lines[0].vat_rate == Decimal("0.002")


@pytest.mark.parametrize(("quantity", "price"), [("0", "1.00"), ("-1", "1.00"), ("1", "-0.01")])
def test_nothing_is_sold_backwards(quantity: str, price: str) -> None:
    with pytest.raises(GatewayError) as refused:
        bill(order(line(quantity, price)))

    assert refused.value.code is Code.ORDER_NOT_INVOICEABLE


def test_an_order_without_lines_needs_at_least_one_by_hand() -> None:
    extra = CustomLine(
        title="Montage", description=None, quantity=Decimal(1), unit_price=Decimal(30), vat_rate=TWENTY
    )
    empty = replace(order(), lines=())

    assert not summary(empty).invoiceable
    assert bill(empty, custom_lines=(extra,)).totals.total_cents == 3600


# ------------------------------------------------------------------ the customer
@pytest.mark.parametrize(
    ("customer", "field"),
    [
        (None, "customer_id"),
        (replace(CUSTOMER, email=None), "email"),
        (replace(CUSTOMER, email="  "), "email"),
        (replace(CUSTOMER, email="not an address"), "email"),
        (replace(CUSTOMER, name=" "), "name"),
        (replace(CUSTOMER, addresses=()), "billing_address"),
        (replace(CUSTOMER, type=CustomerType.INDIVIDUAL, first_name="Camille"), "name"),
    ],
)
def test_what_the_customer_lacks_is_named_and_never_invented(customer: object, field: str) -> None:
    with pytest.raises(GatewayError) as refused:
        bill(order(customer=customer))

    assert refused.value.code is Code.CUSTOMER_INCOMPLETE
    assert refused.value.details["fields"][0]["field"] == field
    assert refused.value.message.startswith("La commande SO-1 ne peut pas être facturée.")


def test_everything_that_is_missing_is_told_at_once() -> None:
    with pytest.raises(GatewayError) as refused:
        bill(order(line(vat=None), customer=replace(CUSTOMER, email=None, addresses=())))

    fields = [field["field"] for field in refused.value.details["fields"]]
    assert fields == ["email", "billing_address", "items[0].tax_rate"]


def test_the_address_asked_for_comes_before_the_orders_and_the_orders_before_the_customers() -> None:
    theirs, own = replace(ADDRESS, city="Lyon"), replace(ADDRESS, city="Nantes")
    asked = replace(ADDRESS, city="Brest")
    sold = order(customer=replace(CUSTOMER, addresses=(theirs,)), billing_address=own)

    assert bill(sold, billing_address=asked).billing_address.city == "Brest"
    assert bill(sold).billing_address.city == "Nantes"
    assert bill(replace(sold, billing_address=None)).billing_address.city == "Lyon"


def test_an_incomplete_address_steps_back_behind_a_complete_one() -> None:
    half = Address(street="", postal_code="", city="Nantes", country="FR")

    assert bill(order(billing_address=half)).billing_address == ADDRESS


def test_the_parts_that_lack_are_named() -> None:
    half = Address(street="1 rue", postal_code="", city="Nantes", country="Atlantide")

    with pytest.raises(GatewayError) as refused:
        bill(order(billing_address=half, customer=replace(CUSTOMER, addresses=())))

    assert "code postal, pays" in refused.value.message

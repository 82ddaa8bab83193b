"""One formula for every line, exact to the cent."""

from decimal import Decimal

import pytest

from gateway.money import amount, cents_of, decimal_of, line_amounts, plain, spoken, sum_lines, text_of


@pytest.mark.parametrize(
    ("quantity", "price", "vat", "expected"),
    [
        ("1", "49.90", "0.20", (4990, 5988, 998)),
        ("3", "33.33", "0.055", (9999, 10549, 550)),
        ("1.5", "19.99", "0.20", (2999, 3598, 599)),
        ("1", "0.005", "0", (1, 1, 0)),
        ("-1", "0.005", "0", (-1, -1, 0)),
        ("0", "10.00", "0.20", (0, 0, 0)),
        ("999999999.999", "9999999.99", "0.2", (999999998999000000, 1199999998798800000, 199999999799800000)),
    ],
)
def test_a_line_is_rounded_twice_and_no_more(
    quantity: str, price: str, vat: str, expected: tuple[int, int, int]
) -> None:
    line = line_amounts(quantity=Decimal(quantity), unit_price=Decimal(price), vat_rate=Decimal(vat))

    assert (line.subtotal_cents, line.total_cents, line.vat_cents) == expected


def test_a_discount_rate_and_an_absolute_discount() -> None:
    rated = line_amounts(
        quantity=Decimal(2), unit_price=Decimal(50), vat_rate=Decimal("0.2"), discount_rate=Decimal("0.1")
    )
    absolute = line_amounts(
        quantity=Decimal(2), unit_price=Decimal(50), vat_rate=Decimal("0.2"), discount=Decimal(10)
    )

    assert rated == absolute
    assert (rated.subtotal_cents, rated.total_cents) == (9000, 10800)


def test_totals_are_the_sums_of_the_lines() -> None:
    line = line_amounts(quantity=Decimal(3), unit_price=Decimal("33.33"), vat_rate=Decimal("0.055"))

    total = sum_lines([line, line])

    assert (total.subtotal_cents, total.vat_cents, total.total_cents) == (19998, 1100, 21098)


@pytest.mark.parametrize(
    ("euros", "cents"), [("49.90", 4990), ("0.005", 1), ("-0.005", -1), ("1e3", 100000), (7, 700)]
)
def test_cents_of_an_amount(euros: str | int, cents: int) -> None:
    assert cents_of(euros) == cents


@pytest.mark.parametrize(
    ("cents", "text"), [(4990, "49.90"), (5, "0.05"), (-5, "-0.05"), (10**12, "10000000000.00")]
)
def test_cents_on_the_wire(cents: int, text: str) -> None:
    assert text_of(cents) == text
    assert amount(cents) == {"value": text, "currency": "EUR"}
    assert cents_of(decimal_of(cents)) == cents


@pytest.mark.parametrize(
    ("value", "text"),
    [("3.000", "3"), ("0.200", "0.2"), ("0", "0"), ("100", "100"), ("0.000", "0"), ("1E+3", "1000")],
)
def test_decimals_are_written_plainly(value: str, text: str) -> None:
    assert plain(Decimal(value)) == text


def test_an_amount_is_spoken_in_french() -> None:
    assert spoken(123450) == "1\u202f234,50\u00a0€"
    assert spoken(-5) == "-0,05\u00a0€"

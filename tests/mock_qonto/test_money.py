"""Whole numbers all the way: the same answers as exact decimals, to the cent."""

import random
from decimal import ROUND_HALF_UP, Decimal

import pytest

from mock_qonto.money import ABSOLUTE, PERCENTAGE, Discount, amount, cents, price_line, wire

CENT = Decimal("0.01")


def _decimal(value: Decimal) -> int:
    return int(value.quantize(CENT, ROUND_HALF_UP).scaleb(2))


def test_a_line_costs_what_exact_decimals_say() -> None:
    chance = random.Random(20260107)  # noqa: S311  - a fixed walk, not a secret

    for _ in range(5000):
        quantity = f"{chance.randrange(1000)}.{chance.randrange(10_000):04d}"
        price = chance.randrange(1_000_000)
        rate = chance.choice(("0", "0.021", "0.055", "0.085", "0.1", "0.2", "0.123456", "1"))
        discount = chance.choice((None, Discount(kind=PERCENTAGE, value=f"0.{chance.randrange(1000):03d}")))

        line = price_line(quantity=quantity, unit_price_cents=price, vat_rate=rate, discount=discount)

        kept = 1 - Decimal(0 if discount is None else discount.value)
        net = Decimal(quantity) * Decimal(price) / 100 * kept
        assert line.subtotal_cents == _decimal(net)
        assert line.total_cents == _decimal(net * (1 + Decimal(rate)))
        assert line.vat_cents == line.total_cents - line.subtotal_cents


def test_an_absolute_discount_is_subtracted_before_rounding() -> None:
    line = price_line(
        quantity="0.5", unit_price_cents=1999, vat_rate="0.2", discount=Discount(kind=ABSOLUTE, value="1.005")
    )

    assert (line.subtotal_cents, line.total_cents) == (899, 1079)


@pytest.mark.parametrize(
    ("text", "value"), [("0", 0), ("0.5", 50), ("7", 700), ("59.88", 5988), ("007.1", 710)]
)
def test_text_becomes_cents(text: str, value: int) -> None:
    assert cents(text) == value


@pytest.mark.parametrize(
    ("value", "text"), [(0, "0.00"), (5, "0.05"), (99, "0.99"), (100, "1.00"), (5988, "59.88"), (-5, "-0.05")]
)
def test_cents_become_text(value: int, text: str) -> None:
    assert wire(value) == text
    assert amount(value, "EUR") == {"value": text, "currency": "EUR"}

"""What a sabotaged bank got away with, until somebody asked: this was missing once."""

from contracts.suite.bank.customer import Customer
from contracts.suite.behaviour import Behaviour
from contracts.suite.outcome import expect


def the_vat_is_counted_before_anything_is_rounded(bank: Customer) -> None:
    """A line's VAT is that of what it comes to exactly, not of what that was rounded to."""
    line = bank.line_of(quantity="1.5", unit_price={"value": "0.33", "currency": "EUR"}, vat_rate="0.2")

    (shown,) = bank.draft(items=[line])["items"]

    # 0.495 before, 0.594 with VAT: half a cent goes up in the one and is not there in the other.
    found = (shown["subtotal_cents"], shown["total_amount_cents"])
    expect(found == (50, 59), f"subtotal and total are {found} cents")


BEHAVIOURS = (Behaviour(play=the_vat_is_counted_before_anything_is_rounded, rules=("M",)),)

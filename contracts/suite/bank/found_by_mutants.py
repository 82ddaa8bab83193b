"""What a sabotaged bank got away with, until somebody asked: each of these was missing once."""

from contracts.suite.bank.customer import Customer
from contracts.suite.bank.marks import CONTROL
from contracts.suite.behaviour import Behaviour
from contracts.suite.outcome import expect


def a_transfer_is_booked_once(bank: Customer) -> None:
    """A transfer that came in is one transaction."""
    before = bank.ids("list_transactions")

    arrived = bank.plane.act("receive-transfer", amount_cents=5988, label="Atelier Nord", reference="R-1")

    fresh = [id for id in bank.ids("list_transactions") if id not in before]
    expect(len(fresh) == 1, f"one transfer is {len(fresh)} transactions")
    row = bank.shown("show_transaction", arrived["transaction_id"])
    expect(row["id"] == fresh[0], "it is another transaction")


def the_vat_is_counted_before_anything_is_rounded(bank: Customer) -> None:
    """A line's VAT is that of what it comes to exactly, not of what that was rounded to."""
    line = bank.line_of(quantity="1.5", unit_price={"value": "0.33", "currency": "EUR"}, vat_rate="0.2")

    (shown,) = bank.draft(items=[line])["items"]

    # 0.495 before, 0.594 with VAT: half a cent goes up in the one and is not there in the other.
    found = (shown["subtotal_cents"], shown["total_amount_cents"])
    expect(found == (50, 59), f"subtotal and total are {found} cents")


BEHAVIOURS = (
    Behaviour(play=a_transfer_is_booked_once, rules=("T",), needs=CONTROL),
    Behaviour(play=the_vat_is_counted_before_anything_is_rounded, rules=("M",)),
)

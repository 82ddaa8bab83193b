"""Orders and sums at a gateway: an order has one invoice, and an invoice says what its lines amount to."""

from contracts.suite.behaviour import Behaviour
from contracts.suite.gateway.expectations import CONTROL
from contracts.suite.gateway.person import UNKNOWN_ID, Person
from contracts.suite.outcome import expect

CREATE = "create_client_invoice"
SUMS = (
    # quantity, price, VAT, cents with VAT: rounded per line, halves away from zero
    (1, 49.90, 0.2, 5988),
    (3, 33.33, 0.055, 10549),
    (1, 100, 0.1, 11000),
    (2, 12.5, 0, 2500),
)


def an_order_has_one_invoice(person: Person) -> None:
    """An order that has an invoice is not invoiced again."""
    draft = person.draft_of_order()
    order, made = person.last_order, len(person.done_at_bank(CREATE))

    person.create("create_invoice", order=order)

    again = len(person.done_at_bank(CREATE)) - made
    person.free(draft)
    expect(again == 0, "a second invoice of the order was made")


def an_order_with_a_final_invoice_has_one(person: Person) -> None:
    """An order whose invoice is final is not invoiced again while it stands."""
    final = person.final(person.draft_of_order())
    order, made = person.last_order, len(person.done_at_bank(CREATE))

    person.create("create_invoice", order=order)

    again = len(person.done_at_bank(CREATE)) - made
    person.free(final)
    expect(again == 0, "a second invoice of the order was made")


def a_deleted_draft_frees_its_order(person: Person) -> None:
    """An order whose draft was deleted can be invoiced again."""
    draft = person.draft_of_order()
    order = person.last_order
    person.free(draft)

    again = person.made("invoice", person.create("create_invoice", order=order))

    expect(not again.number, f"the new invoice of the order was born {again.number}")
    person.free(again)


def an_order_nobody_knows_is_not_invoiced(person: Person) -> None:
    """An order that does not exist is not invoiced."""
    person.need("create_invoice")

    answer = person.create("create_invoice", order=UNKNOWN_ID)

    expect(not answer.ok, f"{answer.asked} invoiced an order that does not exist")
    expect(not person.done_at_bank(CREATE), "the bank was asked for the invoice")


def a_draft_of_an_order_is_asked_about_too(person: Person) -> None:
    """The invoice of an order is finalised as any other: asked first, confirmed, numbered."""
    draft = person.draft_of_order()
    person.question(draft)
    expect(not person.again(draft).number, "unanswered, and it bears a number")

    final = person.final(draft)

    expect(bool(final.number), "confirmed, and there is no number")
    person.free(final)


def an_order_changed_by_its_draft_makes_nothing_final(person: Person) -> None:
    """To bring an order up to its draft's lines makes nothing final."""
    person.need("sync_invoice_to_order")
    draft = person.draft_of_order()

    person.ask("sync_invoice_to_order", draft.id, {})

    expect(not person.again(draft).number, "the draft took a number")
    expect(not person.done_at_bank("finalize_client_invoice"), "the bank was asked to finalise")
    person.free(draft)


def an_invoice_amounts_to_its_lines(person: Person) -> None:
    """The total of an invoice is that of its lines with their VAT, to the cent."""
    for quantity, price, vat_rate, cents in SUMS:
        draft = person.draft(quantity=quantity, price=price, vat_rate=vat_rate)
        total = person.again(draft).total_cents
        expect(total == cents, f"{quantity} x {price} at {vat_rate} amount to {total} cents, not {cents}")


def twenty_per_cent_are_twenty_per_cent(person: Person) -> None:
    """A VAT of 20 % is not divided by a hundred once more on its way to the bank: that burnt F-2026-001."""
    person.draft(price=100, vat_rate=0.2)

    (asked,) = [one.asked for one in person.done_at_bank(CREATE)]

    rates = [float(line["vat_rate"]) for line in asked["items"]]
    expect(rates == [0.2], f"20 % were sent as {rates}")


def a_final_invoice_amounts_to_what_was_confirmed(person: Person) -> None:
    """What was confirmed and what is final amount to the same."""
    draft = person.draft(quantity=3, price=33.33, vat_rate=0.055)

    final = person.final(draft)

    expect(final.total_cents == draft.total_cents, f"{draft.total_cents} became {final.total_cents} cents")


def a_customer_is_made_once(person: Person) -> None:
    """A customer who is invoiced twice is one client at the bank."""
    person.draft()

    person.draft()

    made = len(person.done_at_bank("create_client"))
    expect(made <= 1, f"one customer became {made} clients")


BEHAVIOURS = (
    Behaviour(play=an_order_has_one_invoice, rules=("G.20",), needs=CONTROL),
    Behaviour(play=an_order_with_a_final_invoice_has_one, rules=("G.20",), needs=CONTROL),
    Behaviour(play=a_deleted_draft_frees_its_order, rules=("G",)),
    Behaviour(play=an_order_nobody_knows_is_not_invoiced, rules=("G",)),
    Behaviour(play=a_draft_of_an_order_is_asked_about_too, rules=("R3",)),
    Behaviour(play=an_order_changed_by_its_draft_makes_nothing_final, rules=("R3",)),
    Behaviour(play=an_invoice_amounts_to_its_lines, rules=("G",)),
    Behaviour(play=twenty_per_cent_are_twenty_per_cent, rules=("G",), needs=CONTROL),
    Behaviour(play=a_final_invoice_amounts_to_what_was_confirmed, rules=("R3",)),
    Behaviour(play=a_customer_is_made_once, rules=("G",), needs=CONTROL),
)

"""Paid, and no longer paid."""

from contracts.suite.bank.customer import Customer
from contracts.suite.behaviour import Behaviour
from contracts.suite.outcome import expect

PAY, UNPAY = "mark_client_invoice_paid", "unmark_client_invoice_paid"


def an_invoice_marked_as_paid_is_paid(bank: Customer) -> None:
    """An invoice marked as paid is paid, says since when, and keeps its number."""
    final = bank.final()

    bank.ask(PAY, final["id"]).must_be(200)

    paid = bank.invoice(final["id"])
    expect(paid["status"] == "paid", f"it is {paid['status']}")
    expect(bool(paid["paid_at"]), "nobody knows since when")
    expect(paid["number"] == final["number"], f"its number has become {paid['number']}")


def what_was_paid_is_the_total(bank: Customer) -> None:
    """Paid is the whole of an invoice, not a part."""
    paid = bank.invoice(bank.paid()["id"])

    expect(paid["amount_paid"] == paid["total_amount"], f"paid is {paid['amount_paid']}")


def the_day_of_payment_can_be_told(bank: Customer) -> None:
    """Whoever marks an invoice as paid may say on which day it was."""
    id = bank.final(issue_date=bank.day(-10), due_date=bank.day(-1))["id"]

    bank.ask(PAY, id, {"paid_at": bank.day(-3)}).must_be(200)

    shown = bank.invoice(id)["paid_at"]
    expect(str(shown).startswith(bank.day(-3)), f"it was paid on {shown}")


def paid_again_only_the_day_moves(bank: Customer) -> None:
    """Said again of a paid invoice, only the day moves."""
    paid = bank.paid()

    bank.ask(PAY, paid["id"], {"paid_at": bank.day(-1)}).must_be(200)

    again = bank.invoice(paid["id"])
    changed = {name for name in again if again[name] != paid[name]} - {
        "updated_at",
        "attachment_id",
        "pdf_url",
    }
    expect(changed == {"paid_at"}, f"changed: {', '.join(sorted(changed)) or 'nothing'}")


def nobody_has_paid_tomorrow(bank: Customer) -> None:
    """A day of payment that is still to come is refused."""
    id = bank.final()["id"]

    bank.ask(PAY, id, {"paid_at": bank.day(2)}).must_be(422)

    expect(bank.invoice(id)["status"] == "unpaid", "it is paid all the same")


def a_payment_can_be_taken_back(bank: Customer) -> None:
    """A paid invoice can be unpaid again, as if nobody had said it."""
    paid = bank.paid()

    bank.ask(UNPAY, paid["id"]).must_be(200)

    again = bank.invoice(paid["id"])
    expect(again["status"] == "unpaid", f"it is {again['status']}")
    expect(not again["paid_at"] and not again["amount_paid"], "it still says when or how much was paid")
    expect(again["number"] == paid["number"], f"its number has become {again['number']}")


def a_payment_taken_back_can_be_made_again(bank: Customer) -> None:
    """Paid, unpaid and paid again: the last word counts."""
    id = bank.paid()["id"]

    for operation, status in ((UNPAY, "unpaid"), (PAY, "paid"), (UNPAY, "unpaid")):
        bank.ask(operation, id).must_be(200)

        shown = bank.invoice(id)["status"]
        expect(shown == status, f"after {operation} it is {shown}")


def a_draft_cannot_be_paid(bank: Customer) -> None:
    """Nobody pays a draft: it stays one, without a number."""
    id = bank.draft()["id"]

    bank.ask(PAY, id).must_be_refused()

    draft = bank.invoice(id)
    expect(
        (draft["status"], draft["number"]) == ("draft", None), f"it is {draft['status']}, {draft['number']}"
    )


def a_canceled_invoice_cannot_be_paid(bank: Customer) -> None:
    """Nobody pays an invoice that was canceled."""
    id = bank.canceled()["id"]

    bank.ask(PAY, id).must_be_refused()

    expect(bank.invoice(id)["status"] == "canceled", "it is canceled no longer")


def what_is_not_paid_cannot_be_unpaid(bank: Customer) -> None:
    """Neither a draft nor an unpaid invoice has a payment to take back."""
    for id in (bank.draft()["id"], bank.final()["id"]):
        before = bank.invoice(id)

        bank.ask(UNPAY, id).must_be_refused()

        expect(bank.invoice(id)["status"] == before["status"], "its status has changed")


def a_paid_invoice_is_among_the_paid(bank: Customer) -> None:
    """Marked as paid, an invoice moves from the unpaid of the list to the paid."""
    id = bank.paid()["id"]

    expect(id in bank.ids("list_client_invoices", {"filter[status]": "paid"}), "it is not among the paid")
    expect(id not in bank.ids("list_client_invoices", {"filter[status]": "unpaid"}), "it is still unpaid")


BEHAVIOURS = (
    Behaviour(play=an_invoice_marked_as_paid_is_paid, rules=("I",)),
    Behaviour(play=what_was_paid_is_the_total, rules=("I",)),
    Behaviour(play=the_day_of_payment_can_be_told, rules=("I",)),
    Behaviour(play=paid_again_only_the_day_moves, rules=("I",)),
    Behaviour(play=nobody_has_paid_tomorrow, rules=("I",)),
    Behaviour(play=a_payment_can_be_taken_back, rules=("I",)),
    Behaviour(play=a_payment_taken_back_can_be_made_again, rules=("I",)),
    Behaviour(play=a_draft_cannot_be_paid, rules=("I",)),
    Behaviour(play=a_canceled_invoice_cannot_be_paid, rules=("I",)),
    Behaviour(play=what_is_not_paid_cannot_be_unpaid, rules=("I",)),
    Behaviour(play=a_paid_invoice_is_among_the_paid, rules=("I",)),
)

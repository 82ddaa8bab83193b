"""Canceled: the end of an invoice, not of its number."""

from contracts.suite.bank.customer import Customer
from contracts.suite.behaviour import Behaviour
from contracts.suite.outcome import expect

CANCEL = "cancel_client_invoice"


def an_unpaid_invoice_can_be_canceled(bank: Customer) -> None:
    """An unpaid invoice can be canceled, and keeps its number and its total."""
    final = bank.final()

    bank.ask(CANCEL, final["id"]).must_be(200)

    canceled = bank.invoice(final["id"])
    expect(canceled["status"] == "canceled", f"it is {canceled['status']}")
    expect(canceled["number"] == final["number"], f"its number has become {canceled['number']}")
    expect(canceled["total_amount"] == final["total_amount"], f"it costs {canceled['total_amount']} now")


def canceled_is_the_end(bank: Customer) -> None:
    """Nothing leads out of canceled."""
    id = bank.canceled()["id"]

    for operation in ("finalize_client_invoice", "mark_client_invoice_paid", "unmark_client_invoice_paid"):
        bank.ask(operation, id).must_be_refused()

    expect(bank.invoice(id)["status"] == "canceled", "it is canceled no longer")


def a_draft_cannot_be_canceled(bank: Customer) -> None:
    """A draft is deleted, not canceled: it stays a draft without a number."""
    id = bank.draft()["id"]

    bank.ask(CANCEL, id).must_be_refused()

    draft = bank.invoice(id)
    expect(
        (draft["status"], draft["number"]) == ("draft", None), f"it is {draft['status']}, {draft['number']}"
    )


def a_paid_invoice_cannot_be_canceled(bank: Customer) -> None:
    """What was paid cannot be canceled before the payment is taken back."""
    id = bank.paid()["id"]

    bank.ask(CANCEL, id).must_be_refused()
    expect(bank.invoice(id)["status"] == "paid", "it is paid no longer")

    bank.ask("unmark_client_invoice_paid", id).must_be(200)
    bank.ask(CANCEL, id).must_be(200)


def there_is_no_path_called_cancel(bank: Customer) -> None:
    """There is no path called `cancel`: nothing happens there."""
    id = bank.final()["id"]

    bank.say("POST", f"/v2/client_invoices/{id}/cancel").must_be(404)

    expect(bank.invoice(id)["status"] == "unpaid", "it was canceled there")


def a_canceled_invoice_is_among_the_canceled(bank: Customer) -> None:
    """Canceled, an invoice is still listed: among the canceled."""
    id = bank.canceled()["id"]

    expect(id in bank.ids("list_client_invoices", {"filter[status]": "canceled"}), "it is not listed")
    expect(id not in bank.ids("list_client_invoices", {"filter[status]": "unpaid"}), "it is still unpaid")


BEHAVIOURS = (
    Behaviour(play=an_unpaid_invoice_can_be_canceled, rules=("I",)),
    Behaviour(play=canceled_is_the_end, rules=("I",)),
    Behaviour(play=a_draft_cannot_be_canceled, rules=("I",)),
    Behaviour(play=a_paid_invoice_cannot_be_canceled, rules=("I",)),
    Behaviour(play=there_is_no_path_called_cancel, rules=("I",)),
    Behaviour(play=a_canceled_invoice_is_among_the_canceled, rules=("I",)),
)

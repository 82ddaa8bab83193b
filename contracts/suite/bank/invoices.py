"""Client invoices at the bank: drafts, numbers, what is final."""

from contracts.suite.bank.customer import Customer
from contracts.suite.behaviour import Behaviour
from contracts.suite.outcome import expect


def a_draft_has_no_number(bank: Customer) -> None:
    """A draft has no number until it is finalised, and then one for ever."""
    draft = bank.draft()
    expect(draft["number"] is None, f"a draft was born with number {draft['number']}")

    final = bank.finalized(draft["id"])

    expect(bool(final["number"]), "a finalised invoice has no number")
    expect(bank.invoice(draft["id"])["number"] == final["number"], "the number changed between two reads")


def a_final_invoice_is_not_deleted(bank: Customer) -> None:
    """A final invoice cannot be deleted."""
    final = bank.final()

    bank.ask("delete_client_invoice", final["id"]).must_be(412)

    expect(bank.invoice(final["id"])["number"] == final["number"], "it is gone all the same")


BEHAVIOURS = (
    Behaviour(play=a_draft_has_no_number, rules=("R1",)),
    Behaviour(play=a_final_invoice_is_not_deleted, rules=("R2",)),
)

"""What is final stays as it is: nothing changes, removes or renumbers it."""

from contracts.suite.bank.customer import Customer
from contracts.suite.behaviour import Behaviour
from contracts.suite.outcome import expect

# What time and payment may still move on a final invoice.
_MOVES = {"updated_at", "status", "paid_at", "amount_paid", "attachment_id", "pdf_url"}


def a_final_invoice_is_not_deleted(bank: Customer) -> None:
    """A final invoice cannot be deleted."""
    final = bank.final()

    bank.ask("delete_client_invoice", final["id"]).must_be(412)

    expect(bank.invoice(final["id"])["number"] == final["number"], "it is gone all the same")


def a_final_invoice_is_not_changed(bank: Customer) -> None:
    """A final invoice cannot be changed, in no field at all."""
    final = bank.final()

    for change in (
        {"header": "Bonjour"},
        {"items": [bank.line_of(quantity="2")]},
        {"due_date": bank.day(90)},
    ):
        bank.ask("update_client_invoice", final["id"], change).must_be(412)

    expect(_same(bank.invoice(final["id"]), final), "it has changed all the same")


def a_final_invoice_is_not_finalized_again(bank: Customer) -> None:
    """A final invoice is not finalised a second time; its number stays the one it has."""
    final = bank.final()

    bank.ask("finalize_client_invoice", final["id"]).must_be_refused()

    again = bank.invoice(final["id"])
    expect(again["number"] == final["number"], f"{final['number']} has become {again['number']}")
    expect(again["finalized_at"] == final["finalized_at"], "it is final since another hour")


def finalizing_keeps_what_the_draft_said(bank: Customer) -> None:
    """Finalising adds a number and an hour, and leaves lines, totals and client as they were."""
    draft = bank.draft(header="Bonjour", purchase_order="CMD-1")

    final = bank.finalized(draft["id"])

    kept = (
        "items",
        "total_amount",
        "vat_amount",
        "client",
        "issue_date",
        "due_date",
        "header",
        "purchase_order",
    )
    changed = [name for name in kept if draft[name] != final[name]]
    expect(not changed, f"finalising has changed {', '.join(changed)}")
    expect(final["status"] == "unpaid", f"a finalised draft is {final['status']}")
    expect(bool(final["finalized_at"]), "nobody knows since when it is final")


def what_is_final_was_final_at_one_hour(bank: Customer) -> None:
    """The hour at which an invoice became final stays, whatever happens later."""
    final = bank.final()

    bank.ask("mark_client_invoice_paid", final["id"]).must_be(200)
    bank.ask("unmark_client_invoice_paid", final["id"]).must_be(200)
    bank.ask("cancel_client_invoice", final["id"]).must_be(200)

    again = bank.invoice(final["id"])
    expect(again["finalized_at"] == final["finalized_at"], f"it is now {again['finalized_at']}")
    expect(_same(again, final), "more has changed than its status")


def a_paid_invoice_is_neither_changed_nor_deleted(bank: Customer) -> None:
    """A paid invoice is as final as an unpaid one."""
    paid = bank.paid()

    bank.ask("update_client_invoice", paid["id"], {"header": "Bonjour"}).must_be(412)
    bank.ask("delete_client_invoice", paid["id"]).must_be(412)

    expect(_same(bank.invoice(paid["id"]), paid), "it has changed all the same")


def a_canceled_invoice_is_neither_changed_nor_deleted(bank: Customer) -> None:
    """A canceled invoice stays in the books: it cannot be changed or deleted."""
    canceled = bank.canceled()

    bank.ask("update_client_invoice", canceled["id"], {"header": "Bonjour"}).must_be(412)
    bank.ask("delete_client_invoice", canceled["id"]).must_be(412)

    expect(_same(bank.invoice(canceled["id"]), canceled), "it has changed all the same")


def a_final_invoice_keeps_the_client_as_it_was(bank: Customer) -> None:
    """A final invoice shows its client as it was then, whatever becomes of the client."""
    client = bank.new_client(name="Avant SARL")
    final = bank.final(client_id=client["id"])

    bank.ask("update_client", client["id"], {"name": "Après SARL"}).must_be(200)

    name = bank.invoice(final["id"])["client"]["name"]
    expect(name == "Avant SARL", f"the invoice now goes to {name}")


def an_invoice_may_be_born_final(bank: Customer) -> None:
    """Asked for as `unpaid`, an invoice is final at once: numbered, and never to be changed."""
    invoice = bank.draft(status="unpaid")

    expect(invoice["status"] == "unpaid", f"it was born {invoice['status']}")
    expect(bool(invoice["number"]), "it was born final without a number")
    bank.ask("update_client_invoice", invoice["id"], {"header": "Bonjour"}).must_be(412)
    bank.ask("delete_client_invoice", invoice["id"]).must_be(412)


def a_final_invoice_is_no_longer_a_draft_of_the_list(bank: Customer) -> None:
    """A finalised draft leaves the drafts of the list and is among the unpaid."""
    id = bank.draft()["id"]
    expect(id in bank.ids("list_client_invoices", {"filter[status]": "draft"}), "the draft is no draft")

    bank.finalized(id)

    expect(id not in bank.ids("list_client_invoices", {"filter[status]": "draft"}), "it is still a draft")
    expect(id in bank.ids("list_client_invoices", {"filter[status]": "unpaid"}), "it is not among the unpaid")


def _same(now: dict[str, object], then: dict[str, object]) -> bool:
    return {name: now[name] for name in now if name not in _MOVES} == {
        name: then[name] for name in then if name not in _MOVES
    }


BEHAVIOURS = (
    Behaviour(play=a_final_invoice_is_not_deleted, rules=("R2",)),
    Behaviour(play=a_final_invoice_is_not_changed, rules=("R2",)),
    Behaviour(play=a_final_invoice_is_not_finalized_again, rules=("R2",)),
    Behaviour(play=finalizing_keeps_what_the_draft_said, rules=("R2",)),
    Behaviour(play=what_is_final_was_final_at_one_hour, rules=("R2",)),
    Behaviour(play=a_paid_invoice_is_neither_changed_nor_deleted, rules=("R2",)),
    Behaviour(play=a_canceled_invoice_is_neither_changed_nor_deleted, rules=("R2",)),
    Behaviour(play=a_final_invoice_keeps_the_client_as_it_was, rules=("R2",)),
    Behaviour(play=an_invoice_may_be_born_final, rules=("R2",)),
    Behaviour(play=a_final_invoice_is_no_longer_a_draft_of_the_list, rules=("I",)),
)

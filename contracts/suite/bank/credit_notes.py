"""
Credit notes: born final, and never worth more than their invoice.

Where the API has no call for them they are issued on the dashboard, which needs a control plane.
"""

from typing import Any

from contracts.suite.bank.customer import Customer
from contracts.suite.bank.marks import CONTROL, NEWEST
from contracts.suite.behaviour import Behaviour
from contracts.suite.outcome import expect


def a_credit_note_is_born_final(bank: Customer) -> None:
    """A credit note is final from the start: it has a number and the hour at which it became so."""
    invoice = bank.final()

    note = bank.shown("show_credit_note", bank.credit_note(invoice["id"])["id"])

    expect(bool(note["number"]), "it has no number")
    expect(bool(note["finalized_at"]), "nobody knows since when it is final")
    expect(note["invoice_id"] == invoice["id"], "it credits another invoice")
    expect(note["invoice_issue_date"] == invoice["issue_date"], "it names another day of the invoice")


def an_invoice_names_its_credit_notes(bank: Customer) -> None:
    """An invoice names its credit notes, in the order they were made."""
    invoice = bank.final()["id"]
    made = [bank.credit_note(invoice, items=[_line(bank, "10.00")])["id"] for _ in range(2)]

    named = bank.invoice(invoice)["credit_notes_ids"]

    expect(named == made, f"it names {len(named)} of {len(made)}")


def a_full_credit_note_cancels_the_invoice(bank: Customer) -> None:
    """Credited to the last cent, an invoice is canceled by itself, and keeps its number."""
    invoice = bank.final()

    note = bank.credit_note(invoice["id"], items=[_line(bank, invoice["total_amount"]["value"])])

    after = bank.invoice(invoice["id"])
    expect(note["total_amount"] == invoice["total_amount"], f"it is worth {note['total_amount']}")
    expect(after["status"] == "canceled", f"the invoice is {after['status']}")
    expect(after["number"] == invoice["number"], f"its number has become {after['number']}")


def a_part_of_it_leaves_the_invoice_as_it_is(bank: Customer) -> None:
    """Credited in part, an invoice is still to be paid, and can be."""
    invoice = bank.final()

    bank.credit_note(invoice["id"], items=[_line(bank, "10.00")])

    after = bank.invoice(invoice["id"])
    expect(after["status"] == "unpaid", f"the invoice is {after['status']}")
    expect(after["total_amount"] == invoice["total_amount"], f"its total is {after['total_amount']}")
    bank.ask("mark_client_invoice_paid", invoice["id"]).must_be(200)


def several_that_reach_the_total_cancel_it(bank: Customer) -> None:
    """The credit note that brings the sum to the total cancels the invoice, not the one before."""
    invoice = bank.final()["id"]
    statuses = []

    for value in ("50.00", "9.87", "0.01"):
        bank.credit_note(invoice, items=[_line(bank, value)])
        statuses.append(bank.invoice(invoice)["status"])

    expect(statuses == ["unpaid", "unpaid", "canceled"], f"it was {', '.join(statuses)}")


def more_than_the_invoice_cannot_be_credited(bank: Customer) -> None:
    """The credit notes of an invoice cannot exceed its total, alone or together."""
    invoice = bank.final()["id"]
    bank.ask("create_credit_note", body=_body(bank, invoice, "59.89")).must_be_refused()
    bank.credit_note(invoice, items=[_line(bank, "50.00")])

    bank.ask("create_credit_note", body=_body(bank, invoice, "9.89")).must_be_refused()

    after = bank.invoice(invoice)
    expect(after["status"] == "unpaid", f"the invoice is {after['status']}")
    expect(len(after["credit_notes_ids"]) == 1, f"it has {len(after['credit_notes_ids'])} credit notes")


def what_is_credited_wholly_is_not_credited_again(bank: Customer) -> None:
    """An invoice that was credited wholly cannot be credited again, by no cent."""
    invoice = bank.final()["id"]
    bank.credit_note(invoice)

    bank.ask("create_credit_note", body=_body(bank, invoice, "0.01")).must_be_refused()

    named = bank.invoice(invoice)["credit_notes_ids"]
    expect(len(named) == 1, f"it has {len(named)} credit notes")


def a_draft_cannot_be_credited(bank: Customer) -> None:
    """A draft has nothing to credit: it stays a draft without a number."""
    draft = bank.draft()

    bank.ask("create_credit_note", body=bank.credit_note_body(draft["id"])).must_be_refused()

    expect(bank.invoice(draft["id"]) == draft, "the draft has changed")


def the_same_credit_note_twice_is_two(bank: Customer) -> None:
    """The same create twice makes two credit notes, if enough is left to credit."""
    invoice = bank.final()["id"]

    first, second = (bank.credit_note(invoice, items=[_line(bank, "10.00")]) for _ in range(2))

    expect(first["id"] != second["id"], "both have the same id")
    expect(first["number"] != second["number"], f"both are {first['number']}")


def credit_notes_follow_one_another(bank: Customer) -> None:
    """Numbers of credit notes follow one another without a gap."""
    invoice = bank.final()["id"]

    notes = [bank.credit_note(invoice, items=[_line(bank, "10.00")])["number"] for _ in range(3)]

    ordinals = [int(number.rpartition("-")[2]) for number in notes]
    expect([n - ordinals[0] for n in ordinals] == [0, 1, 2], f"they are {', '.join(notes)}")


def nothing_changes_a_credit_note(bank: Customer) -> None:
    """No call changes, removes, sends or finalises a credit note."""
    note = bank.shown("show_credit_note", bank.credit_note(bank.final()["id"])["id"])
    path = f"/v2/credit_notes/{note['id']}"

    bank.say("PATCH", path, {"reason": "x"}).must_be(404)
    bank.say("DELETE", path).must_be(404)
    for verb in ("finalize", "send"):
        bank.say("POST", f"{path}/{verb}", {}).must_be(404)

    expect(bank.shown("show_credit_note", note["id"]) == note, "it has changed all the same")


def a_credit_note_is_in_the_list(bank: Customer) -> None:
    """A credit note is listed, as it is shown alone, the newest first."""
    invoice = bank.final()["id"]
    older, newer = (bank.credit_note(invoice, items=[_line(bank, "10.00")])["id"] for _ in range(2))

    bank.must_list("list_credit_notes", older=older, newer=newer)

    rows = {row["id"]: row for row in bank.listed("list_credit_notes")}
    expect(rows[newer] == bank.shown("show_credit_note", newer), "the row is not what is shown alone")


def lines_are_credited_with_their_vat(bank: Customer) -> None:
    """A line is credited with its VAT: 10.00 at 20 % are 12.00."""
    invoice = bank.final()["id"]
    price = {"value": "10.00", "currency": "EUR"}

    note = bank.credit_note(invoice, items=[bank.line_of(unit_price=price)])

    found = (note["total_amount"]["value"], note["vat_amount"]["value"])
    expect(found == ("12.00", "2.00"), f"total and VAT are {found}")


def nothing_can_be_credited_of_nothing(bank: Customer) -> None:
    """An invoice that is not there cannot be credited."""
    bank.ask(
        "create_credit_note", body=bank.credit_note_body("00000000-0000-4000-a000-000000000000")
    ).must_be(422, 404)


def _line(bank: Customer, value: str) -> dict[str, Any]:
    """A line worth exactly that."""
    return bank.line_of(unit_price={"value": value, "currency": "EUR"}, vat_rate="0")


def _body(bank: Customer, invoice: str, value: str) -> dict[str, Any]:
    return bank.credit_note_body(invoice, items=[_line(bank, value)])


BEHAVIOURS = (
    Behaviour(play=a_credit_note_is_born_final, rules=("C",), needs=CONTROL),
    Behaviour(play=an_invoice_names_its_credit_notes, rules=("C",), needs=CONTROL),
    Behaviour(play=a_full_credit_note_cancels_the_invoice, rules=("C",), needs=CONTROL),
    Behaviour(play=a_part_of_it_leaves_the_invoice_as_it_is, rules=("C",), needs=CONTROL),
    Behaviour(play=several_that_reach_the_total_cancel_it, rules=("C",), needs=CONTROL),
    Behaviour(play=more_than_the_invoice_cannot_be_credited, rules=("C",), editions=NEWEST),
    Behaviour(play=what_is_credited_wholly_is_not_credited_again, rules=("C",), editions=NEWEST),
    Behaviour(play=a_draft_cannot_be_credited, rules=("C",), editions=NEWEST),
    Behaviour(play=the_same_credit_note_twice_is_two, rules=("C",), editions=NEWEST),
    Behaviour(play=credit_notes_follow_one_another, rules=("N",), needs=CONTROL),
    Behaviour(play=nothing_changes_a_credit_note, rules=("C",), needs=CONTROL),
    Behaviour(play=a_credit_note_is_in_the_list, rules=("C",), needs=CONTROL),
    Behaviour(play=lines_are_credited_with_their_vat, rules=("M",), needs=CONTROL),
    Behaviour(play=nothing_can_be_credited_of_nothing, rules=("C",), editions=NEWEST, stateful=False),
)

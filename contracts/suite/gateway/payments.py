"""Payments at a gateway: what was paid is paid, what was not is not, and a part is not the whole."""

from collections.abc import Mapping
from typing import Any

from contracts.suite.answer import Answer
from contracts.suite.behaviour import Behaviour
from contracts.suite.gateway.documents import PAID, Document
from contracts.suite.gateway.expectations import CONTROL
from contracts.suite.gateway.person import Person
from contracts.suite.outcome import CannotTry, expect

MARK_PAID = "mark_client_invoice_paid"


def a_paid_invoice_stays_paid(person: Person) -> None:
    """An invoice that is marked as paid twice is paid, under its number."""
    final = person.final()
    person.ask("mark_invoice_paid", final.id, {}).must_succeed()

    person.ask("mark_invoice_paid", final.id, {})

    _is(person, final, PAID)


def a_part_is_not_the_whole(person: Person) -> None:
    """An invoice of which a part was paid is not paid."""
    person.need("mark_invoice_paid")
    final = person.final()

    answer = _paid(person, final, 10)

    if answer.ok:
        expect(person.again(final).status != PAID, "10 of 60 euros were paid, and it is paid")
        expect(not person.done_at_bank(MARK_PAID), "10 of 60 euros, and the bank was told that it is paid")


def the_last_part_makes_it_paid(person: Person) -> None:
    """Once all parts were paid, the invoice is paid, at the bank as well."""
    person.need("mark_invoice_paid")
    final = person.final()
    if not _paid(person, final, 10).ok:
        return

    _paid(person, final, (final.total_cents - 1000) / 100).must_succeed()

    _is(person, final, PAID)
    expect(len(person.done_at_bank(MARK_PAID)) == 1, "the bank was not told once")


def more_than_is_due_is_not_taken(person: Person) -> None:
    """More than is due is not taken as the payment of an invoice."""
    person.need("mark_invoice_paid")
    final = person.final()

    answer = _paid(person, final, final.total_cents / 100 + 1)

    expect(not answer.ok or not person.done_at_bank(MARK_PAID), f"{answer.asked} took more than is due")


def nothing_and_less_is_no_payment(person: Person) -> None:
    """Nothing, and less than nothing, pay no invoice."""
    person.need("mark_invoice_paid")
    final = person.final()

    for amount in (0, -60):
        answer = _paid(person, final, amount)
        expect(person.again(final).status != PAID, f"{answer.asked} with {amount} paid an invoice")


def a_draft_is_not_paid(person: Person) -> None:
    """A draft is not paid, and takes no number by being called paid."""
    draft = person.draft()

    answer = person.ask("mark_invoice_paid", draft.id, {})

    expect(not answer.ok, f"{answer.asked} paid a draft")
    expect(not person.again(draft).number, "a draft took a number by being paid")
    expect(not person.done_at_bank(MARK_PAID), "the bank was told that a draft is paid")


def a_transfer_pays_the_invoice_it_is_for(person: Person) -> None:
    """A transfer of the right sum, matched with an invoice, pays it."""
    person.need("reconcile_invoice")
    final = person.final()
    transfer = _received(person, final.total_cents)

    _matched(person, final, transfer).must_succeed()

    _is(person, final, PAID)


def a_transfer_pays_one_invoice(person: Person) -> None:
    """A transfer that has paid an invoice does not pay another."""
    person.need("reconcile_invoice")
    first, second = person.final(), person.final()
    transfer = _received(person, first.total_cents)
    _matched(person, first, transfer).must_succeed()

    answer = _matched(person, second, transfer)

    expect(not answer.ok, f"{answer.asked} paid a second invoice with one transfer")
    expect(person.again(second).status != PAID, "one transfer paid two invoices")


def a_transfer_of_another_sum_does_not_pay(person: Person) -> None:
    """A transfer of much more than is due is not matched with an invoice."""
    person.need("reconcile_invoice")
    final = person.final()
    transfer = _received(person, final.total_cents * 3)

    answer = _matched(person, final, transfer)

    expect(not answer.ok, f"{answer.asked} matched a transfer of three times the sum")
    expect(person.again(final).status != PAID, "refused, and it is paid")


def a_transfer_nobody_made_does_not_pay(person: Person) -> None:
    """A transfer that does not exist pays nothing."""
    person.need("reconcile_invoice")
    final = person.final()

    answer = _matched(person, final, {"transaction_slug": "no-such-transaction-1"})

    expect(not answer.ok, f"{answer.asked} matched a transfer that nobody made")
    expect(person.again(final).status != PAID, "refused, and it is paid")


def what_is_paid_is_not_cancelled(person: Person) -> None:
    """An invoice that was paid is not cancelled: it is credited."""
    person.need("mark_invoice_paid", "cancel_invoice")
    final = person.final()
    person.ask("mark_invoice_paid", final.id, {}).must_succeed()

    answer = person.ask("cancel_invoice", final.id)

    expect(not answer.ok, f"{answer.asked} cancelled what was paid")
    _is(person, final, PAID)


def what_is_cancelled_is_not_paid(person: Person) -> None:
    """An invoice that was cancelled is not paid."""
    person.need("mark_invoice_paid", "cancel_invoice")
    final = person.final()
    person.ask("cancel_invoice", final.id).must_succeed()

    answer = person.ask("mark_invoice_paid", final.id, {})

    expect(not answer.ok, f"{answer.asked} took a payment for what was cancelled")


def _paid(person: Person, final: Document, amount: float) -> Answer:
    if not person.takes("mark_invoice_paid", "amount"):
        raise CannotTry("the dialect knows no payment in parts")
    return person.ask("mark_invoice_paid", final.id, person.body_of("mark_invoice_paid", amount=amount))


def _received(person: Person, cents: int) -> Mapping[str, Any]:
    return person.plane.act("receive-transfer", amount_cents=cents, label="Client Exemple")


def _matched(person: Person, final: Document, transfer: Mapping[str, Any]) -> Answer:
    body = person.body_of("reconcile_invoice", transaction=transfer["transaction_slug"])
    return person.ask("reconcile_invoice", final.id, body)


def _is(person: Person, final: Document, status: str) -> None:
    now = person.again(final)
    expect(now.status == status, f"it is {now.status}, not {status}")
    expect(now.number == final.number, f"{final.number} is {now.number} now")


G = ("G",)
BEHAVIOURS = (
    Behaviour(play=a_paid_invoice_stays_paid, rules=G),
    Behaviour(play=a_part_is_not_the_whole, rules=G),
    Behaviour(play=the_last_part_makes_it_paid, rules=G, needs=CONTROL),
    Behaviour(play=more_than_is_due_is_not_taken, rules=G, needs=CONTROL),
    Behaviour(play=nothing_and_less_is_no_payment, rules=G),
    Behaviour(play=a_draft_is_not_paid, rules=("R3", "G.25")),
    Behaviour(play=a_transfer_pays_the_invoice_it_is_for, rules=G, needs=CONTROL),
    Behaviour(play=a_transfer_pays_one_invoice, rules=G, needs=CONTROL),
    Behaviour(play=a_transfer_of_another_sum_does_not_pay, rules=G, needs=CONTROL),
    Behaviour(play=a_transfer_nobody_made_does_not_pay, rules=G),
    Behaviour(play=what_is_paid_is_not_cancelled, rules=G),
    Behaviour(play=what_is_cancelled_is_not_paid, rules=G),
)

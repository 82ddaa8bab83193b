"""Numbers at a gateway: given once, each to one invoice, in the order in which somebody confirmed."""

from contracts.suite.behaviour import Behaviour
from contracts.suite.gateway.documents import Document
from contracts.suite.gateway.expectations import CONTROL
from contracts.suite.gateway.person import Person
from contracts.suite.outcome import CannotTry, expect


def two_invoices_never_share_a_number(person: Person) -> None:
    """Two final invoices have two numbers."""
    first, second = person.final(), person.final()

    expect(first.number != second.number, f"both are {first.number}")


def numbers_follow_one_another(person: Person) -> None:
    """The next invoice that is finalised takes the next number: none is lost in between."""
    first = _counted(person.final())

    second = _counted(person.final())

    expect(second == first + 1, f"after number {first} came {second}")


def a_deleted_draft_takes_no_number(person: Person) -> None:
    """A draft that is made and deleted between two invoices leaves no gap."""
    first = _counted(person.final())
    person.ask("delete_invoice", person.draft().id).must_succeed()

    second = _counted(person.final())

    expect(second == first + 1, f"after number {first} came {second}")


def a_question_takes_no_number(person: Person) -> None:
    """A question that nobody answers leaves no gap."""
    first = _counted(person.final())
    person.question(person.draft())

    second = _counted(person.final())

    expect(second == first + 1, f"after number {first} came {second}")


def a_cancelled_number_is_not_given_again(person: Person) -> None:
    """The number of a cancelled invoice is burnt: the next one takes another."""
    first = person.final()
    person.ask("cancel_invoice", first.id).must_succeed()

    second = person.final()

    expect(second.number != first.number, f"{first.number} was cancelled and given again")
    expect(_counted(second) > _counted(first), f"after {first.number} came {second.number}")


def a_cancelled_order_is_invoiced_under_a_new_number(person: Person) -> None:
    """An order whose invoice was cancelled can be invoiced again, under another number."""
    draft = person.draft_of_order()
    order = person.last_order
    first = person.final(draft)
    person.ask("cancel_invoice", first.id).must_succeed()

    again = person.made("invoice", person.create("create_invoice", order=order))
    expect(not again.number, f"the new invoice of the order was born {again.number}")
    second = person.final(again)

    expect(second.number != first.number, f"{first.number} was cancelled and given again")
    person.free(second)


def a_number_is_the_same_wherever_it_is_shown(person: Person) -> None:
    """List, detail and every other view of an invoice show the number that the bank gave."""
    final = person.final()

    seen = person.document("invoice", person.ask("show_invoice", final.bank_id or final.id))
    expect(seen is not None and seen.number == final.number, "another number under the bank's id")
    listed = {
        one.get("number") for one in _listed(person) if final.bank_id in {one.get("qonto_id"), one.get("id")}
    }
    expect(not listed or listed == {final.number}, f"{final.number} is {listed} in the list")
    given = [
        one.answered["client_invoice"]["number"]
        for one in person.done_at_bank("finalize_client_invoice")
        if isinstance(one.answered, dict)
    ]
    expect(not given or given == [final.number], f"the bank gave {given}, and {final.number} is shown")


def a_draft_has_no_number_in_any_list(person: Person) -> None:
    """A draft is listed without a number."""
    draft = person.draft()

    mine = [one for one in _listed(person) if draft.bank_id and one.get("qonto_id") == draft.bank_id]

    expect(not any(one.get("number") for one in mine), "a draft is listed with a number")


def what_was_confirmed_first_comes_first(person: Person) -> None:
    """Numbers are given in the order of the confirmations, not of the drafts."""
    earlier, later = person.draft(), person.draft()

    first, second = person.final(later), person.final(earlier)

    expect(_counted(first) < _counted(second), f"{first.number} was given before {second.number}")


def _counted(document: Document) -> int:
    digits = str(document.number).rpartition("-")[2]
    if not digits.isdecimal():
        raise CannotTry(f"{document.number} is no number that can be counted")
    return int(digits)


def _listed(person: Person) -> list[dict[str, object]]:
    listed = person.ask("list_invoices").must_succeed().body
    found = listed.get("invoices", []) if isinstance(listed, dict) else []
    return [one for one in found if isinstance(one, dict)]


R2 = ("R2",)
BEHAVIOURS = (
    Behaviour(play=two_invoices_never_share_a_number, rules=R2),
    Behaviour(play=numbers_follow_one_another, rules=R2, needs=CONTROL),
    Behaviour(play=a_deleted_draft_takes_no_number, rules=R2, needs=CONTROL),
    Behaviour(play=a_question_takes_no_number, rules=("R3", "R2"), needs=CONTROL),
    Behaviour(play=a_cancelled_number_is_not_given_again, rules=R2),
    Behaviour(play=a_cancelled_order_is_invoiced_under_a_new_number, rules=R2),
    Behaviour(play=a_number_is_the_same_wherever_it_is_shown, rules=R2),
    Behaviour(play=a_draft_has_no_number_in_any_list, rules=("R1",)),
    Behaviour(play=what_was_confirmed_first_comes_first, rules=R2, needs=CONTROL),
)

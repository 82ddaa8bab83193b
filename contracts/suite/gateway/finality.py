"""Rule 2 at a gateway: what is final is not changed, deleted or finalised again, and keeps its number."""

from contracts.suite.behaviour import Behaviour
from contracts.suite.gateway.documents import CANCELED, DRAFT, PAID, Document
from contracts.suite.gateway.expectations import CONTROL
from contracts.suite.gateway.person import Person
from contracts.suite.outcome import expect

WISHED = ({"status": "draft"}, {"number": None}, {"number": "F-2026-999"}, {"invoice_number": "F-2026-999"})


def what_is_final_is_not_changed(person: Person) -> None:
    """The lines of a final invoice cannot be changed."""
    final = person.final()

    answer = person.change(final, title="Autre chose", price=1)

    expect(not answer.ok, f"{answer.asked} changed what is final")
    _as_it_was(person, final)


def what_is_final_is_not_deleted(person: Person) -> None:
    """A final invoice cannot be deleted."""
    final = person.final()

    answer = person.ask("delete_invoice", final.id)

    expect(not answer.ok, f"{answer.asked} deleted what is final")
    _as_it_was(person, final)


def what_is_final_is_not_finalised_again(person: Person) -> None:
    """A final invoice that is finalised again keeps its number and takes no other."""
    final = person.final()

    for _ in range(2):
        person.ask("finalize_invoice", final.id, {})

    _as_it_was(person, final)
    done = person.done_at_bank("finalize_client_invoice")
    expect(len(done) <= 1, f"the bank finalised it {len(done)} times")


def what_is_final_is_not_finalised_again_by_the_workflow(person: Person) -> None:
    """The workflow does not finalise a second time either."""
    person.need("finalize_invoice_workflow")
    final = person.final()

    person.ask("finalize_invoice_workflow", final.id, {})

    _as_it_was(person, final)


def what_is_final_never_becomes_a_draft_again(person: Person) -> None:
    """No deed takes a final invoice back to being a draft."""
    final = person.final()

    for operation in ("validate_invoice_to_draft", "convert_invoice_to_quote", "sync_invoice_to_order"):
        if person.has(operation):
            person.ask(operation, final.id, {})
            _as_it_was(person, final)


def nobody_chooses_a_number(person: Person) -> None:
    """Neither the number nor the status of an invoice is taken from a body."""
    final, draft = person.final(), person.draft()

    for wish in WISHED:
        person.ask("update_invoice", final.id, wish)
        person.ask("update_invoice", draft.id, wish)

    _as_it_was(person, final)
    expect(not person.again(draft).number, "a draft was given a number by hand")


def a_cancelled_invoice_keeps_its_number(person: Person) -> None:
    """A final invoice that is cancelled is shown with the number it had."""
    final = person.final()

    person.ask("cancel_invoice", final.id).must_succeed()

    now = person.again(final)
    expect(now.number == final.number, f"{final.number} is {now.number} after it was cancelled")
    expect(now.status == CANCELED, f"cancelled, it is {now.status}")


def a_cancelled_invoice_stays_cancelled(person: Person) -> None:
    """What was cancelled is not finalised, changed or deleted, and gives its number back in no way."""
    final = person.final()
    person.ask("cancel_invoice", final.id).must_succeed()

    person.ask("finalize_invoice", final.id, {})
    person.change(final)
    person.ask("delete_invoice", final.id)

    now = person.again(final)
    expect((now.number, now.status) == (final.number, CANCELED), f"it is {now.number}, {now.status} now")


def a_paid_invoice_keeps_its_number(person: Person) -> None:
    """A final invoice that is paid is shown with the number it had."""
    final = person.final()

    person.ask("mark_invoice_paid", final.id, {}).must_succeed()

    now = person.again(final)
    expect(now.number == final.number, f"{final.number} is {now.number} after it was paid")
    expect(now.status == PAID, f"paid, it is {now.status}")


def a_paid_invoice_is_neither_deleted_nor_changed(person: Person) -> None:
    """What was paid is neither deleted, nor changed, nor finalised again."""
    final = person.final()
    person.ask("mark_invoice_paid", final.id, {}).must_succeed()

    for answer in (person.ask("delete_invoice", final.id), person.change(final)):
        expect(not answer.ok, f"{answer.asked} went through on what is paid")
    person.ask("finalize_invoice", final.id, {})

    now = person.again(final)
    expect((now.number, now.status) == (final.number, PAID), f"it is {now.number}, {now.status} now")


def a_number_outlives_a_synchronisation(person: Person) -> None:
    """After a synchronisation a final invoice is what it was."""
    person.need("sync_invoices")
    final = person.final()

    person.ask("sync_invoices").must_succeed()

    _as_it_was(person, final)


def a_number_outlives_half_an_hour(person: Person) -> None:
    """Half an hour later a final invoice is what it was."""
    final = person.final()

    person.wait(1801)

    _as_it_was(person, final)


def a_draft_can_still_be_changed(person: Person) -> None:
    """A draft can be changed: the rule is about what is final."""
    draft = person.draft()

    person.change(draft).must_succeed()

    now = person.again(draft)
    expect(not now.number, "a change made it final")
    expect(now.fields != draft.fields, "a change was taken and nothing is different")


def a_draft_can_be_deleted(person: Person) -> None:
    """A draft can be deleted, and is gone."""
    draft = person.draft()

    person.ask("delete_invoice", draft.id).must_succeed()

    shown = person.document("invoice", person.ask("show_invoice", draft.id))
    expect(
        shown is None or bool(shown.fields.get("deleted_at")), "it was deleted and is shown as if it were not"
    )


def a_draft_is_not_cancelled_into_a_number(person: Person) -> None:
    """A draft that somebody cancels, sends or pays takes no number by it."""
    draft = person.draft()

    for operation in ("cancel_invoice", "send_invoice", "mark_invoice_paid"):
        if person.has(operation):
            person.ask(operation, draft.id, person.body_of(operation, amount=1) or {})
            now = person.document("invoice", person.ask("show_invoice", draft.id))
            expect(now is None or not now.number, f"{operation} gave a draft a number")
    expect(not person.done_at_bank("finalize_client_invoice"), "the bank was asked to finalise it")


def _as_it_was(person: Person, final: Document) -> None:
    now = person.again(final)
    expect(now.number == final.number, f"{final.number} is shown as {now.number}")
    expect(now.status != DRAFT, f"{final.number} is shown as a draft")
    for field in ("items", "total_amount", "total_amount_cents"):
        expect(now.fields.get(field) == final.fields.get(field), f"{field} of {final.number} changed")


R2 = ("R2",)
BEHAVIOURS = (
    Behaviour(play=what_is_final_is_not_changed, rules=R2),
    Behaviour(play=what_is_final_is_not_deleted, rules=R2),
    Behaviour(play=what_is_final_is_not_finalised_again, rules=R2),
    Behaviour(play=what_is_final_is_not_finalised_again_by_the_workflow, rules=R2),
    Behaviour(play=what_is_final_never_becomes_a_draft_again, rules=R2),
    Behaviour(play=nobody_chooses_a_number, rules=R2),
    Behaviour(play=a_cancelled_invoice_keeps_its_number, rules=R2),
    Behaviour(play=a_cancelled_invoice_stays_cancelled, rules=R2),
    Behaviour(play=a_paid_invoice_keeps_its_number, rules=R2),
    Behaviour(play=a_paid_invoice_is_neither_deleted_nor_changed, rules=R2),
    Behaviour(play=a_number_outlives_a_synchronisation, rules=R2),
    Behaviour(play=a_number_outlives_half_an_hour, rules=R2, needs=CONTROL),
    Behaviour(play=a_draft_can_still_be_changed, rules=R2),
    Behaviour(play=a_draft_can_be_deleted, rules=R2),
    Behaviour(play=a_draft_is_not_cancelled_into_a_number, rules=R2),
)

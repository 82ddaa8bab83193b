"""Credit notes at a gateway: final from their first moment at Qonto, so that issuing one asks a person."""

from contracts.suite.behaviour import Behaviour
from contracts.suite.gateway.documents import CANCELED, Document
from contracts.suite.gateway.expectations import CONTROL, NEWEST
from contracts.suite.gateway.person import Person
from contracts.suite.outcome import expect

CREATE = "create_credit_note"
GUIDE = ("guide",)


def a_credit_note_begins_as_a_draft(person: Person) -> None:
    """To write a credit note issues none: that is for a person to confirm."""
    note = _draft(person)

    expect(not note.number, f"a credit note was born {note.number}")
    expect(not person.done_at_bank(CREATE), "the bank was asked for it at once")


def finalizing_a_credit_note_asks_first(person: Person) -> None:
    """The first call to finalize a credit note issues none: it asks a person."""
    note = _draft(person)

    person.question(note)

    expect(not person.done_at_bank(CREATE), "unanswered, and the bank was asked for it")
    expect(not person.again(note).number, "unanswered, and it bears a number")


def a_confirmed_credit_note_is_issued_once(person: Person) -> None:
    """A credit note that was confirmed is issued, once, however often the yes is said."""
    note = _draft(person)
    question = person.question(note)

    person.say_yes(note, question).must_succeed()
    number = person.again(note).number
    person.say_yes(note, question)

    expect(bool(number), "confirmed, and it has no number")
    expect(person.again(note).number == number, f"{number} became another number")
    issued = len(person.done_at_bank(CREATE))
    expect(person.control is None or issued == 1, f"the bank issued {issued}")


def a_credit_note_whose_answer_is_lost_is_issued_once(person: Person) -> None:
    """The bank issues a credit note and the connection ends: its number is shown, and there is one."""
    note = _draft(person)
    person.fault(CREATE, "apply-then-drop")

    person.finalize(note)
    person.ask("finalize_credit_note", note.id, {})

    issued = len(person.done_at_bank(CREATE))
    expect(issued == 1, f"the bank issued {issued} credit notes for one")
    expect(bool(person.again(note).number), "it was issued, and no number is shown")


def an_issued_credit_note_is_neither_changed_nor_deleted(person: Person) -> None:
    """A credit note that was issued is final: it is neither changed, nor deleted, nor issued again."""
    note = _draft(person)
    person.finalize(note).must_succeed()
    number = person.again(note).number

    for answer in (person.change(note), person.ask("delete_credit_note", note.id)):
        expect(not answer.ok, f"{answer.asked} went through on what is final")
    person.ask("finalize_credit_note", note.id, {})

    expect(person.again(note).number == number, f"{number} became another number")


def a_credited_invoice_keeps_its_number(person: Person) -> None:
    """An invoice that was credited wholly is cancelled, under the number it had."""
    invoice = person.final()
    note = person.made("credit_note", person.create(CREATE, document=invoice.id))

    person.finalize(note).must_succeed()

    now = person.again(invoice)
    expect(now.number == invoice.number, f"{invoice.number} is {now.number} after it was credited")
    expect(now.status == CANCELED, f"credited wholly, it is {now.status}")


def nothing_is_credited_twice(person: Person) -> None:
    """An invoice that was credited wholly is not credited again."""
    invoice = person.final()
    person.finalize(person.made("credit_note", person.create(CREATE, document=invoice.id))).must_succeed()

    answer = person.create(CREATE, document=invoice.id)

    second = person.document("credit_note", answer) if answer.ok else None
    if second is not None:
        person.finalize(second)
    issued = len(person.done_at_bank(CREATE))
    expect(issued == 1, f"the bank issued {issued} credit notes for the whole of one invoice")


def a_draft_is_not_credited(person: Person) -> None:
    """There is no credit note on an invoice that is a draft: it can be changed."""
    person.need(CREATE)
    draft = person.draft()

    answer = person.create(CREATE, document=draft.id)

    expect(not answer.ok, f"{answer.asked} credited a draft")
    expect(not person.done_at_bank(CREATE), "the bank was asked for it")


def a_changed_credit_note_is_asked_anew(person: Person) -> None:
    """A credit note that was changed after the question is not issued by the old answer."""
    note = _draft(person)
    question = person.question(note)
    person.change(note, price=10, quantity=1).must_succeed()

    answer = person.say_yes(note, question)

    expect(not answer.ok, "what nobody has read was issued")
    expect(not person.done_at_bank(CREATE), "the bank was asked for it")


def a_draft_of_a_credit_note_can_be_deleted(person: Person) -> None:
    """A credit note that is a draft can be deleted, and is not issued then."""
    note = _draft(person)

    person.ask("delete_credit_note", note.id).must_succeed()

    expect(not person.ask("finalize_credit_note", note.id, {}).ok, "what is gone was issued")
    expect(not person.done_at_bank(CREATE), "the bank was asked for it")


def a_credit_note_qonto_cannot_issue_is_not_promised(person: Person) -> None:
    """Where Qonto issues no credit notes by its API, nobody is told that one was issued."""
    person.need(CREATE, "finalize_credit_note")
    invoice = person.final()

    made = person.document("credit_note", person.create(CREATE, document=invoice.id))
    if made is not None:
        answer = person.ask("finalize_credit_note", made.id, {})
        expect(not answer.ok, f"{answer.asked} told of a credit note that Qonto has not issued")
        expect(not person.again(made).number, "it bears a number that Qonto has not given")

    expect(person.again(invoice).number == invoice.number, "the invoice changed its number")


def a_key_that_may_not_issue_makes_nothing_final(person: Person) -> None:
    """When the bank refuses the key for credit notes, the draft is kept and nothing is issued."""
    note = _draft(person)
    question = person.question(note)
    person.plane.capability(CREATE, "403")
    try:
        answer = person.say_yes(note, question)
    finally:
        person.plane.capability(CREATE, "present")

    expect(not answer.ok, f"{answer.asked} told of a credit note that Qonto has refused")
    expect(not person.again(note).number, "refused, and it bears a number")


def a_credit_note_of_the_dashboard_is_found(person: Person) -> None:
    """A credit note that was issued on Qonto's dashboard is there after a synchronisation."""
    person.need("sync_invoices", "list_credit_notes")
    invoice = person.final()
    if invoice.bank_id is None:
        return
    issued = person.plane.act("issue-credit-note", invoice_id=invoice.bank_id)

    person.ask("sync_invoices").must_succeed()

    listed = person.ask("list_credit_notes").must_succeed().at("credit_notes")
    numbers = [one.get("number") for one in listed if isinstance(one, dict)]
    expect(issued["number"] in numbers, f"{issued['number']} of the dashboard is not listed")
    expect(person.again(invoice).number == invoice.number, "the invoice changed its number")


def _draft(person: Person) -> Document:
    person.need(CREATE, "finalize_credit_note")
    return person.made("credit_note", person.create(CREATE, document=person.final().id))


BEHAVIOURS = (
    Behaviour(play=a_credit_note_begins_as_a_draft, rules=("R1", "G")),
    Behaviour(play=finalizing_a_credit_note_asks_first, rules=("R3", "G"), editions=NEWEST),
    Behaviour(play=a_confirmed_credit_note_is_issued_once, rules=("R3", "G"), editions=NEWEST),
    Behaviour(
        play=a_credit_note_whose_answer_is_lost_is_issued_once,
        rules=("R2", "G"),
        needs=CONTROL,
        editions=NEWEST,
    ),
    Behaviour(play=an_issued_credit_note_is_neither_changed_nor_deleted, rules=("R2", "G"), editions=NEWEST),
    Behaviour(play=a_credited_invoice_keeps_its_number, rules=("R2", "G"), editions=NEWEST),
    Behaviour(play=nothing_is_credited_twice, rules=("G.27",), needs=CONTROL, editions=NEWEST),
    Behaviour(play=a_draft_is_not_credited, rules=("G",)),
    Behaviour(play=a_changed_credit_note_is_asked_anew, rules=("R3", "G"), editions=NEWEST),
    Behaviour(play=a_draft_of_a_credit_note_can_be_deleted, rules=("R3", "G")),
    Behaviour(play=a_credit_note_qonto_cannot_issue_is_not_promised, rules=("G",), editions=GUIDE),
    Behaviour(
        play=a_key_that_may_not_issue_makes_nothing_final,
        rules=("R3", "G"),
        needs=CONTROL,
        editions=NEWEST,
    ),
    Behaviour(play=a_credit_note_of_the_dashboard_is_found, rules=("G",), needs=CONTROL),
)

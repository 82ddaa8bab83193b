"""Rules 4 and 5 at a gateway: no PDF of a draft, and for ever one of what is final."""

from collections.abc import Mapping, Sequence
from typing import Any

from contracts.suite.answer import Answer
from contracts.suite.behaviour import Behaviour
from contracts.suite.gateway.documents import Document
from contracts.suite.gateway.expectations import CONTROL
from contracts.suite.gateway.person import PDF_READY_S, Person
from contracts.suite.outcome import expect

HALF_AN_HOUR_S = 1801
PDF = b"%PDF-"
BROKEN: Sequence[tuple[str, Mapping[str, Any]]] = (("status", {"status": 403}), ("garbage", {}))


# ---------------------------------------------------------------- rule 4
def a_draft_has_no_pdf(person: Person) -> None:
    """The PDF of a draft is refused."""
    draft = person.draft()

    _none(person, draft)


def a_draft_of_an_order_has_no_pdf(person: Person) -> None:
    """The PDF of an order's draft is refused, whatever way it was made."""
    draft = person.draft_of_order()

    _none(person, draft)
    person.free(draft)


def a_draft_has_no_pdf_after_a_question(person: Person) -> None:
    """A question that nobody has answered makes no PDF."""
    draft = person.draft()
    person.question(draft)

    _none(person, draft)


def a_draft_that_was_changed_has_no_pdf(person: Person) -> None:
    """A draft that was changed, or validated as a draft, has no PDF."""
    draft = person.draft()
    person.change(draft).must_succeed()
    if person.has("validate_invoice_to_draft"):
        person.ask("validate_invoice_to_draft", draft.id, {})

    _none(person, draft)


def a_draft_shows_no_address_of_a_pdf(person: Person) -> None:
    """No view of a draft offers an address of its PDF."""
    draft = person.draft()

    fields = person.again(draft).fields

    for name in ("pdf_url", "attachment_id", "local_pdf_path"):
        expect(not fields.get(name), f"a draft shows {name}: {fields.get(name)}")


def a_draft_has_no_pdf_whatever_the_bank_answers(person: Person) -> None:
    """The PDF of a draft is refused while the bank is away, broken or confused, too."""
    draft = person.draft()

    for kind, options in BROKEN:
        person.fault("show_client_invoice", kind, count=9, **options)
        _none(person, draft)
        person.plane.clear_faults()


def a_draft_under_the_banks_id_has_no_pdf(person: Person) -> None:
    """Under whichever id it is asked for, a draft has no PDF."""
    draft = person.draft()
    ids = {str(draft.fields["id"]), draft.id, draft.bank_id or draft.id}

    for id in sorted(ids):
        answer = person.ask("show_invoice_pdf", id)
        expect(not _is_pdf(answer), f"{answer.asked} served the PDF of a draft")


def a_deleted_draft_has_no_pdf(person: Person) -> None:
    """A draft that is gone has no PDF."""
    draft = person.draft()
    person.ask("delete_invoice", draft.id).must_succeed()

    _none(person, draft)


# ---------------------------------------------------------------- what is final has one
def a_final_invoice_has_a_pdf(person: Person) -> None:
    """The PDF of a final invoice is served once Qonto has rendered it."""
    final = person.final()

    _served(person, final)


def a_pdf_is_served_as_one(person: Person) -> None:
    """A PDF is served with the type of one."""
    answer = _served(person, person.final())

    told = str(answer.headers.get("content-type", ""))
    expect(told.startswith("application/pdf"), f"a PDF is served as {told!r}")


def a_pdf_that_is_not_ready_is_not_made_up(person: Person) -> None:
    """While Qonto renders it, the PDF is not there yet, and nothing else is served in its place."""
    draft = person.draft()
    person.finalize(draft).must_succeed()

    # Nobody has let any time pass, and Qonto takes a second.
    early = person.ask("show_invoice_pdf", draft.id)

    person.wait(PDF_READY_S)
    expect(not early.ok, f"{early.asked} answered {early.status} before there was a PDF")
    _served(person, draft)


def a_pdf_is_the_same_twice(person: Person) -> None:
    """The PDF of an invoice is the same whenever it is asked for."""
    final = person.final()

    first, second = _served(person, final), _served(person, final)

    expect(first.content == second.content, "two PDFs of one invoice differ")


def a_paid_invoice_has_its_pdf(person: Person) -> None:
    """An invoice that was paid has its PDF."""
    final = person.final()
    person.ask("mark_invoice_paid", final.id, {}).must_succeed()

    _served(person, final)


def a_cancelled_invoice_has_its_pdf(person: Person) -> None:
    """An invoice that was cancelled has its PDF: it happened."""
    final = person.final()
    person.ask("cancel_invoice", final.id).must_succeed()

    _served(person, final)


# ---------------------------------------------------------------- rule 5
def a_pdf_is_served_after_half_an_hour(person: Person) -> None:
    """Half an hour later, when the address of the file is dead, the PDF is served all the same."""
    final = person.final()
    first = _served(person, final)

    person.wait(HALF_AN_HOUR_S)

    expect(_served(person, final).content == first.content, "another PDF after half an hour")


def a_pdf_first_asked_for_after_half_an_hour_is_served(person: Person) -> None:
    """An invoice whose PDF nobody has opened for half an hour has one."""
    final = person.final()

    person.wait(HALF_AN_HOUR_S)

    _served(person, final)


def a_pdf_is_served_just_before_and_after_its_address_dies(person: Person) -> None:
    """In the last second of the address and in the first after it the PDF is served."""
    final = person.final()
    person.wait(1800 - PDF_READY_S)

    for _ in range(4):
        _served(person, final)
        person.wait(1)


def a_file_that_is_no_pdf_is_not_served_as_one(person: Person) -> None:
    """When the bank cannot tell of an invoice, what is served is its PDF or an honest failure."""
    final = person.final()
    person.fault("show_client_invoice", "garbage", count=9)

    answer = person.ask("show_invoice_pdf", final.id)

    expect(not answer.ok or answer.content.startswith(PDF), f"{answer.asked} served something else as a PDF")


def _is_pdf(answer: Answer) -> bool:
    return answer.ok or answer.content.startswith(PDF)


def _none(person: Person, draft: Document) -> None:
    answer = person.ask("show_invoice_pdf", draft.id)
    expect(not _is_pdf(answer), f"{answer.asked} served the PDF of a draft", rule="R4")


def _served(person: Person, final: Document) -> Answer:
    answer = person.ask("show_invoice_pdf", final.id).must_succeed()
    expect(answer.content.startswith(PDF), f"{answer.asked} served no PDF")
    return answer


R4, R5 = ("R4",), ("R5",)
BEHAVIOURS = (
    Behaviour(play=a_draft_has_no_pdf, rules=R4),
    Behaviour(play=a_draft_of_an_order_has_no_pdf, rules=R4),
    Behaviour(play=a_draft_has_no_pdf_after_a_question, rules=R4),
    Behaviour(play=a_draft_that_was_changed_has_no_pdf, rules=R4),
    Behaviour(play=a_draft_shows_no_address_of_a_pdf, rules=R4),
    Behaviour(play=a_draft_has_no_pdf_whatever_the_bank_answers, rules=R4, needs=CONTROL),
    Behaviour(play=a_draft_under_the_banks_id_has_no_pdf, rules=R4),
    Behaviour(play=a_deleted_draft_has_no_pdf, rules=R4),
    Behaviour(play=a_final_invoice_has_a_pdf, rules=("R5", "R4"), needs=CONTROL),
    Behaviour(play=a_pdf_is_served_as_one, rules=R5, needs=CONTROL),
    Behaviour(play=a_pdf_that_is_not_ready_is_not_made_up, rules=R4, needs=CONTROL),
    Behaviour(play=a_pdf_is_the_same_twice, rules=R5, needs=CONTROL),
    Behaviour(play=a_paid_invoice_has_its_pdf, rules=R5, needs=CONTROL),
    Behaviour(play=a_cancelled_invoice_has_its_pdf, rules=R5, needs=CONTROL),
    Behaviour(play=a_pdf_is_served_after_half_an_hour, rules=R5, needs=CONTROL),
    Behaviour(play=a_pdf_first_asked_for_after_half_an_hour_is_served, rules=R5, needs=CONTROL),
    Behaviour(play=a_pdf_is_served_just_before_and_after_its_address_dies, rules=R5, needs=CONTROL),
    Behaviour(play=a_file_that_is_no_pdf_is_not_served_as_one, rules=R4, needs=CONTROL),
)

"""When a deed's answer is lost or the bank breaks: it is done once, known here, and nobody is lied to."""

from contracts.suite.answer import Answer
from contracts.suite.behaviour import Behaviour
from contracts.suite.gateway.documents import Document
from contracts.suite.gateway.expectations import CONTROL
from contracts.suite.gateway.person import Person
from contracts.suite.outcome import expect

CREATE = "create_client_invoice"


# ---------------------------------------------------------------- creations
def an_invoice_whose_answer_is_lost_is_made_once(person: Person) -> None:
    """The bank makes an invoice and the connection ends: the call makes one, not two."""
    _made_once(person, "apply-then-drop")


def an_invoice_that_timed_out_is_made_once(person: Person) -> None:
    """The bank makes an invoice and the edge answers 504: the call makes one, not two."""
    _made_once(person, "apply-then-504")


def an_order_whose_answer_is_lost_has_one_invoice(person: Person) -> None:
    """The answer to an order's invoice is lost and it is asked for again: the order has one invoice."""
    person.free(person.draft_of_order())
    order, done = person.last_order, len(person.done_at_bank(CREATE))
    person.fault(CREATE, "apply-then-drop")
    person.fault("list_client_invoices", "status", status=403, count=20)

    person.create("create_invoice", order=order)
    person.plane.clear_faults()
    again = person.create("create_invoice", order=order)

    made = len(person.done_at_bank(CREATE)) - done
    expect(made == 1, f"the bank made {made} invoices for one order")
    _freed(person, order, again)


def an_invoice_that_was_not_made_is_not_shown(person: Person) -> None:
    """The bank breaks instead of making an invoice: nobody is told that there is one."""
    person.fault(CREATE, "status", status=500, count=9)

    answer = person.create(person.dialect.drafts)

    expect(not answer.ok, f"{answer.asked} told of an invoice that the bank has not made")


# ---------------------------------------------------------------- other deeds
def a_cancellation_whose_answer_is_lost_is_known(person: Person) -> None:
    """The bank cancels and the connection ends: the invoice is shown as cancelled, under its number."""
    final = person.final()
    person.fault("cancel_client_invoice", "apply-then-drop")

    person.ask("cancel_invoice", final.id)

    _is_now(person, final, "canceled")


def a_payment_whose_answer_is_lost_is_known(person: Person) -> None:
    """The bank marks it paid and the connection ends: the invoice is shown as paid, under its number."""
    final = person.final()
    person.fault("mark_client_invoice_paid", "apply-then-drop")

    person.ask("mark_invoice_paid", final.id, {})

    _is_now(person, final, "paid")


def a_deletion_whose_answer_is_lost_is_known(person: Person) -> None:
    """The bank deletes and the connection ends: the draft is gone here as well, and is not finalised."""
    draft = person.draft()
    person.fault("delete_client_invoice", "apply-then-drop")

    person.ask("delete_invoice", draft.id)

    shown = person.document("invoice", person.ask("show_invoice", draft.id))
    expect(shown is None or bool(shown.fields.get("deleted_at")), "it is gone at the bank and shown here")
    expect(not person.ask("finalize_invoice", draft.id, {}).ok, "what is gone was finalised")


def an_email_whose_answer_is_lost_is_not_sent_twice(person: Person) -> None:
    """The bank sends an invoice and the connection ends: one call sends one e-mail."""
    person.need("send_invoice")
    final = person.final()
    person.fault("send_client_invoice", "apply-then-drop")

    person.ask("send_invoice", final.id, person.body_of("send_invoice"))

    sent = len(person.done_at_bank("send_client_invoice"))
    expect(sent <= 1, f"one call sent {sent} e-mails")


def a_bank_that_is_away_is_not_an_empty_bank(person: Person) -> None:
    """While the bank cannot be reached nobody is told that there are no invoices."""
    draft = person.draft()
    for operation in ("list_client_invoices", "show_client_invoice"):
        person.fault(operation, "reset", count=50)

    listed = person.ask("list_invoices")
    shown = person.ask("show_invoice", draft.id)

    expect(not listed.ok or bool(listed.at("invoices")), "away, and the list is empty")
    expect(shown.status != 404, "away, and the draft is said not to exist")  # noqa: PLR2004
    expect(not listed.ok or not shown.ok or person.document("invoice", shown) is not None, "shown as nothing")


def a_bank_that_breaks_leaks_nothing(person: Person) -> None:
    """When the bank breaks, an answer tells neither a stack trace nor a credential."""
    draft = person.draft()
    person.fault("show_client_invoice", "garbage", count=9)
    person.fault("update_client_invoice", "status", status=500, count=9)

    for answer in (person.ask("show_invoice", draft.id), person.change(draft)):
        text = answer.content.decode("utf-8", "replace")
        for word in ("Traceback", 'File "', "site-packages", "Authorization"):
            expect(word not in text, f"{answer.asked} tells {word!r}")


# ---------------------------------------------------------------- inside
def _made_once(person: Person, kind: str) -> None:
    person.fault(CREATE, kind)

    answer = person.create(person.dialect.drafts)

    made = len(person.done_at_bank(CREATE))
    expect(made == 1, f"one call made {made} invoices")
    document = person.document("invoice", answer) if answer.ok else None
    expect(document is None or not document.number, "what was made unheard is final")


def _is_now(person: Person, final: Document, status: str) -> None:
    now = person.again(final)
    expect(now.number == final.number, f"{final.number} is shown as {now.number}")
    expect(now.status == status, f"the bank has it as {status}, shown is {now.status}")


def _freed(person: Person, order: str, again: Answer) -> None:
    """The invoice of an order is deleted, wherever the second answer or a list shows it."""
    made = person.document("invoice", again) if again.ok else None
    if made is None and person.has("list_invoices_by_order"):
        listed = person.ask("list_invoices_by_order", order).must_succeed().at("invoices")
        for one in listed:
            if one.get("status") == "draft":
                person.ask("delete_invoice", str(one["id"]))
    elif made is not None:
        person.free(made)


BEHAVIOURS = tuple(
    Behaviour(play=play, rules=rules, needs=CONTROL)
    for play, rules in (
        (an_invoice_whose_answer_is_lost_is_made_once, ("G",)),
        (an_invoice_that_timed_out_is_made_once, ("G",)),
        (an_order_whose_answer_is_lost_has_one_invoice, ("G",)),
        (an_invoice_that_was_not_made_is_not_shown, ("G",)),
        (a_cancellation_whose_answer_is_lost_is_known, ("R2",)),
        (a_payment_whose_answer_is_lost_is_known, ("G",)),
        (a_deletion_whose_answer_is_lost_is_known, ("G",)),
        (an_email_whose_answer_is_lost_is_not_sent_twice, ("G",)),
        (a_bank_that_is_away_is_not_an_empty_bank, ("G",)),
        (a_bank_that_breaks_leaks_nothing, ("G",)),
    )
)

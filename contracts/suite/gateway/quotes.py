"""Quotes at a gateway: sending one is its finalisation, and converting one makes a draft, once."""

from contracts.suite.behaviour import Behaviour
from contracts.suite.gateway.documents import DRAFT, Document
from contracts.suite.gateway.expectations import CONTROL
from contracts.suite.gateway.person import Person
from contracts.suite.outcome import expect

SEND = "send_quote"


def finalizing_a_quote_asks_first(person: Person) -> None:
    """The first call to finalize a quote sends it to nobody: it asks a person."""
    quote = person.quote()

    person.question(quote)

    _not_sent(person, "a question that nobody answered")
    expect(person.again(quote).status == DRAFT, f"unanswered, it is {person.again(quote).status}")


def a_confirmed_quote_is_sent_once(person: Person) -> None:
    """A quote that was confirmed is sent, once, however often the yes is said."""
    quote = person.quote()
    question = person.question(quote)

    person.say_yes(quote, question).must_succeed()
    person.say_yes(quote, question)

    sent = len(person.done_at_bank(SEND))
    expect(person.control is None or sent == 1, f"it was sent {sent} times")
    expect(person.again(quote).status != DRAFT, "sent, and it is a draft all the same")


def a_quote_is_not_sent_before_it_is_finalised(person: Person) -> None:
    """A quote that nobody has finalised is not sent by another way."""
    person.need("send_quote")
    quote = person.quote()

    answer = person.ask("send_quote", quote.id, person.body_of("send_quote"))

    expect(not answer.ok, f"{answer.asked} sent what nobody has confirmed")
    _not_sent(person, answer.asked)


def a_changed_quote_is_asked_anew(person: Person) -> None:
    """A quote that was changed after the question is not sent by the old answer."""
    person.need("update_quote")
    quote = person.quote()
    person.wait(2)  # Qonto changes none in the second in which it renders it.
    question = person.question(quote)
    person.change(quote).must_succeed()

    answer = person.say_yes(quote, question)

    expect(not answer.ok, "what nobody has read was sent")
    _not_sent(person, "the answer to an outdated question")


def a_quote_becomes_a_draft(person: Person) -> None:
    """A quote that is converted becomes an invoice that is a draft without a number."""
    quote = _finalised(person)

    made = person.made("invoice", person.ask("convert_quote", quote.id, {}))

    expect(not made.number, f"a quote became {made.number}")
    expect(made.status == DRAFT, f"a quote became an invoice that is {made.status}")
    expect(not person.done_at_bank("finalize_client_invoice"), "the bank was asked to finalise it")


def a_quote_is_converted_once(person: Person) -> None:
    """A quote that is converted twice becomes one invoice."""
    quote = _finalised(person)
    person.ask("convert_quote", quote.id, {}).must_succeed()

    answer = person.ask("convert_quote", quote.id, {})

    made = len(person.done_at_bank("create_client_invoice"))
    expect(person.control is None or made == 1, f"one quote became {made} invoices")
    expect(person.control is not None or not answer.ok, f"{answer.asked} converted it a second time")


def a_quote_nobody_finalised_is_not_converted(person: Person) -> None:
    """A quote that nobody has finalised becomes no invoice."""
    person.need("convert_quote")
    quote = person.quote()

    answer = person.ask("convert_quote", quote.id, {})

    expect(not answer.ok, f"{answer.asked} made an invoice of a draft of a quote")
    expect(not person.done_at_bank("create_client_invoice"), "the bank was asked for the invoice")


def a_conversion_whose_answer_is_lost_makes_one_invoice(person: Person) -> None:
    """The answer to a conversion is lost and it is asked for again: the quote becomes one invoice."""
    quote = _finalised(person)
    person.fault("create_client_invoice", "apply-then-drop")

    person.ask("convert_quote", quote.id, {})
    person.ask("convert_quote", quote.id, {})

    made = len(person.done_at_bank("create_client_invoice"))
    expect(made == 1, f"one quote became {made} invoices")


def a_declined_quote_is_not_converted(person: Person) -> None:
    """A quote that the customer declined becomes no invoice."""
    person.need("decline_quote", "convert_quote")
    quote = _finalised(person)
    person.ask("decline_quote", quote.id).must_succeed()

    answer = person.ask("convert_quote", quote.id, {})

    expect(not answer.ok, f"{answer.asked} made an invoice of a quote that was declined")


def an_accepted_quote_makes_nothing_final(person: Person) -> None:
    """To note that a quote was accepted makes no invoice and finalises none."""
    person.need("accept_quote")
    quote = _finalised(person)

    person.ask("accept_quote", quote.id).must_succeed()

    expect(person.again(quote).status == "accepted", f"accepted, it is {person.again(quote).status}")
    expect(not person.done_at_bank("finalize_client_invoice", "create_client_invoice"), "an invoice was made")


def a_quote_from_an_invoice_is_sent_to_nobody(person: Person) -> None:
    """A quote made from an invoice is not sent by being made, and the invoice stays a draft."""
    for operation in ("create_quote_from_invoice", "convert_invoice_to_quote"):
        if not person.has(operation):
            continue
        draft = person.draft()
        made = person.made("quote", person.ask(operation, draft.id, {}))

        expect(made.status == DRAFT, f"{operation} made a quote that is {made.status}")
        _not_sent(person, operation)
        shown = person.document("invoice", person.ask("show_invoice", draft.id))
        expect(shown is None or not shown.number, f"{operation} gave the invoice a number")


def a_deleted_quote_is_not_sent(person: Person) -> None:
    """A quote that was deleted is neither finalised nor sent."""
    person.need("delete_quote")
    quote = person.quote()
    question = person.question(quote)
    person.ask("delete_quote", quote.id).must_succeed()

    answer = person.say_yes(quote, question)

    expect(not answer.ok, "a quote that is gone was sent")
    _not_sent(person, "a yes to what is gone")


def a_quote_whose_answer_is_lost_is_sent_once(person: Person) -> None:
    """The bank sends a quote and the connection ends: one call sends one e-mail."""
    quote = person.quote()
    person.fault(SEND, "apply-then-drop")

    person.finalize(quote)

    sent = len(person.done_at_bank(SEND))
    expect(sent <= 1, f"one yes sent {sent} e-mails")


def a_draft_of_a_quote_has_no_pdf(person: Person) -> None:
    """A quote that nobody has finalised has no PDF."""
    person.need("show_quote_pdf")
    quote = person.quote()
    if person.control is not None:
        person.wait(2)

    answer = person.ask("show_quote_pdf", quote.id)

    expect(not answer.ok, f"{answer.asked} served the PDF of a draft")


def _not_sent(person: Person, after: str) -> None:
    expect(not person.done_at_bank(SEND), f"{after}: the bank was asked to send the quote")


def _finalised(person: Person) -> Document:
    quote = person.quote()
    person.finalize(quote).must_succeed()
    return quote


BEHAVIOURS = (
    Behaviour(play=finalizing_a_quote_asks_first, rules=("R3", "G")),
    Behaviour(play=a_confirmed_quote_is_sent_once, rules=("R3", "G")),
    Behaviour(play=a_quote_is_not_sent_before_it_is_finalised, rules=("R3", "G")),
    Behaviour(play=a_changed_quote_is_asked_anew, rules=("R3", "G"), needs=CONTROL),
    Behaviour(play=a_quote_becomes_a_draft, rules=("R1", "G")),
    Behaviour(play=a_quote_is_converted_once, rules=("G.21",)),
    Behaviour(play=a_quote_nobody_finalised_is_not_converted, rules=("G.22",)),
    Behaviour(play=a_conversion_whose_answer_is_lost_makes_one_invoice, rules=("G.21",), needs=CONTROL),
    Behaviour(play=a_declined_quote_is_not_converted, rules=("G.22",)),
    Behaviour(play=an_accepted_quote_makes_nothing_final, rules=("R3", "G")),
    Behaviour(play=a_quote_from_an_invoice_is_sent_to_nobody, rules=("R3", "G")),
    Behaviour(play=a_deleted_quote_is_not_sent, rules=("R3", "G")),
    Behaviour(play=a_quote_whose_answer_is_lost_is_sent_once, rules=("R3.3",), needs=CONTROL),
    Behaviour(play=a_draft_of_a_quote_has_no_pdf, rules=("R4", "G")),
)

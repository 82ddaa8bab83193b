"""Letters: what sending an invoice does, and what it leaves alone."""

from contracts.suite.bank.customer import Customer, only
from contracts.suite.bank.marks import CONTROL
from contracts.suite.behaviour import Behaviour
from contracts.suite.outcome import expect

SEND = "send_client_invoice"


def sending_answers_nothing_and_changes_nothing(bank: Customer) -> None:
    """Sending an invoice is 204 without a body, may be repeated, and changes nothing of it."""
    final = bank.final()

    for _ in range(2):
        answer = bank.ask(SEND, final["id"], bank.letter()).must_be(204)
        expect(answer.content == b"", "a 204 has a body")

    after = bank.invoice(final["id"])
    expect((after["status"], after["number"]) == ("unpaid", final["number"]), f"it is {after['status']} now")


def sending_finalizes_nothing(bank: Customer) -> None:
    """Whatever a bank says to a draft that is sent, it stays a draft without a number."""
    id = bank.draft()["id"]

    bank.ask(SEND, id, bank.letter())

    draft = bank.invoice(id)
    expect(draft["status"] == "draft", f"sending has made it {draft['status']}")
    expect(draft["number"] is None, f"sending has given it number {draft['number']}")


def an_empty_letter_is_eof(bank: Customer) -> None:
    """Sending without a body is 422 `invalid_body`, and the error says EOF."""
    id = bank.final()["id"]

    answer = bank.ask(SEND, id).must_be(422)

    found = (answer.at("errors.0.code"), answer.at("errors.0.detail"))
    expect(found == ("invalid_body", "EOF"), f"it says {found}")


def a_letter_needs_somebody_to_go_to(bank: Customer) -> None:
    """A letter that goes to nobody is refused."""
    id = bank.final()["id"]

    bank.ask(SEND, id, bank.letter(send_to=[])).must_be(422)


def a_letter_lies_in_the_outbox(bank: Customer) -> None:
    """What was sent goes to whom it was said to, about that invoice, with its PDF."""
    final = bank.final()

    bank.ask(SEND, final["id"], bank.letter(copy_to_self=False)).must_be(204)

    letter = only(bank.letters, "letters")
    expect(letter["recipients"] == bank.letter()["send_to"], f"it went to {letter['recipients']}")
    expect(letter["title"] == bank.letter()["email_title"], f"its title is {letter['title']}")
    expect(letter["about"] == final["id"], "it is about something else")
    expect(bool(letter["attachment"]), "nothing was attached")


def a_copy_goes_to_the_organization(bank: Customer) -> None:
    """Unless it is told otherwise, a copy goes to the organization."""
    id = bank.final()["id"]

    bank.ask(SEND, id, bank.letter()).must_be(204)
    bank.ask(SEND, id, bank.letter(copy_to_self=False)).must_be(204)

    people = [len(letter["recipients"]) for letter in bank.letters]
    expect(people == [2, 1], f"the letters went to {people} people")


def what_is_refused_is_not_sent(bank: Customer) -> None:
    """A letter that was refused goes to nobody."""
    id = bank.final()["id"]

    bank.ask(SEND, id, bank.letter(send_to=["nobody"])).must_be_refused()
    bank.ask(SEND, id, bank.letter(email_title=None)).must_be_refused()

    expect(not bank.letters, "it lies in the outbox")


BEHAVIOURS = (
    Behaviour(play=sending_answers_nothing_and_changes_nothing, rules=("I",)),
    Behaviour(play=sending_finalizes_nothing, rules=("R1",)),
    Behaviour(play=an_empty_letter_is_eof, rules=("I",), stateful=False),
    Behaviour(play=a_letter_needs_somebody_to_go_to, rules=("I",), stateful=False),
    Behaviour(play=a_letter_lies_in_the_outbox, rules=("I",), needs=CONTROL),
    Behaviour(play=a_copy_goes_to_the_organization, rules=("I",), needs=CONTROL),
    Behaviour(play=what_is_refused_is_not_sent, rules=("I",), needs=CONTROL),
)

"""Rules 1 to 3 at a gateway: nothing becomes final but by a person's word, and what is final stays."""

from contracts.suite.behaviour import Behaviour, Need
from contracts.suite.gateway.person import Person
from contracts.suite.outcome import expect

CONTROL = frozenset({Need.CONTROL})


def auto_finalize_is_not_honoured(person: Person) -> None:
    """A creation that wishes to be final at once makes nothing final."""
    answer = person.create(person.dialect.drafts, extra={"autoFinalize": True})

    invoice = person.document("invoice", answer) if answer.ok else None

    expect(invoice is None or not invoice.number, f"autoFinalize was honoured: {answer.asked}")


def finalizing_asks_first(person: Person) -> None:
    """The first call to finalize makes nothing final: it asks a person."""
    draft = person.draft()

    person.question(draft)

    expect(not person.again(draft).number, "it was finalised before anybody had confirmed")


BEHAVIOURS = (
    Behaviour(play=auto_finalize_is_not_honoured, rules=("R1",)),
    Behaviour(play=finalizing_asks_first, rules=("R3",)),
)

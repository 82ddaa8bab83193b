"""What many behaviours look for at the end, said once."""

from typing import Any

from contracts.suite.answer import Answer
from contracts.suite.behaviour import Need
from contracts.suite.gateway.documents import DRAFT, Document, Question
from contracts.suite.gateway.person import Person
from contracts.suite.outcome import CannotTry, expect

CONTROL = frozenset({Need.CONTROL})
OURS = frozenset({Need.OUR_PROTOCOL})
NEWEST = ("2026-11",)
MAKES_FINAL = ("finalize_client_invoice", "create_credit_note", "send_quote")
"""What the bank cannot take back: a number, a credit note, an e-mail with a quote."""


def still_a_draft(person: Person, draft: Document, *, after: str, rule: str | None = None) -> None:
    """Nothing has made it final, neither here nor at the bank. Raises Broken."""
    now = person.again(draft)
    expect(not now.number, f"{after}: it is {now.number} now", rule=rule)
    expect(now.status in {None, DRAFT}, f"{after}: it is {now.status} now", rule=rule)
    nothing_final(person, after=after, rule=rule)


def nothing_final(person: Person, *, after: str, rule: str | None = None) -> None:
    """The bank has made nothing final in this behaviour, as far as anybody can see. Raises Broken."""
    done = person.done_at_bank(*MAKES_FINAL)
    expect(not done, f"{after}: the bank was asked for {done[0].operation if done else ''}", rule=rule)


def only_a_draft(
    person: Person, answer: Answer, *, kind: str = "invoice", rule: str | None = None
) -> Document | None:
    """What a creation made, if anything, is a draft and nothing else. Raises Broken."""
    made = person.document(kind, answer) if answer.ok else None
    if made is not None and kind != "quote":
        expect(not made.number, f"{answer.asked} made {made.number}", rule=rule)
    if made is not None:
        expect(made.status in {None, DRAFT}, f"{answer.asked} made something {made.status}", rule=rule)
    nothing_final(person, after=answer.asked, rule=rule)
    return made


def one_number(person: Person, document: Document, *, rule: str | None = None) -> str:
    """The number it bears, for which the bank was asked with success once, and no more. Raises Broken."""
    number = person.again(document).number
    if number is None:
        raise AssertionError("asked of something that is not final")
    done = person.done_at_bank("finalize_client_invoice")
    expect(
        person.control is None or len(done) == 1, f"the bank finalised {len(done)} times for one", rule=rule
    )
    return number


def no_such(person: Person, answer: Answer) -> None:
    """Refused, and the bank was asked to change nothing. Raises Broken."""
    answer.must_be_refused()
    unchanged_at_bank(person, answer)


def unchanged_at_bank(person: Person, answer: Answer) -> None:
    written = [one for one in person.written_at_bank if one.ok]
    expect(not written, f"{answer.asked}: the bank did {written[0].operation if written else ''}")


def by_token(person: Person, question: Question) -> str:
    """The token. Raises CannotTry where the address of a page is the credential."""
    if question.token is None or person.dialect.confirmation.style != "token":
        raise CannotTry("about tokens: the dialect confirms at an address")
    return question.token


def texts(value: Any) -> list[str]:
    """Every string in a body, at any depth."""
    if isinstance(value, dict):
        return [text for each in value.values() for text in texts(each)]
    if isinstance(value, list):
        return [text for each in value for text in texts(each)]
    return [value] if isinstance(value, str) else []
